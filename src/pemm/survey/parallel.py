"""Work on many small files, shared among processes; what comes out is the same as without."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from pemm.errors import PemmError

T = TypeVar("T")
R = TypeVar("R")

MANY = 4_000  # files, from which on another process saves more than it costs
_MOST = 8  # processes: beyond, the disk is what one waits for


def processes() -> int:
    """How many processes may share the work; 1 where one must not be split.

    A fork takes along what the memory holds, in no time; with other threads at work it could take along a
    lock that nobody will ever open, and not every system is safe to fork at all.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or "duckdb" in sys.modules:
        return 1
    return max(1, min(_MOST, len(os.sched_getaffinity(0))))


def shared(items: Sequence[T], work: Callable[[Sequence[T]], R], shares: int) -> list[R]:
    """What `work` makes of each of so many shares of the items, in their order.

    The first share is done here, the others each in a process of its own; what a process does not bring
    back is done here as well. Raises the PemmError of the first share that has one.
    """
    ends = [len(items) * share // shares for share in range(shares + 1)]
    parts = [items[start:end] for start, end in pairwise(ends)]
    running = [_start(part, work) for part in parts[1:]]
    results: list[R] = []
    try:
        results.append(work(parts[0]))
        for place, part in enumerate(parts[1:]):
            process, pipe = running[place]
            running[place] = (-1, -1)
            found: R | PemmError | None = _result(process, pipe)
            if isinstance(found, PemmError):
                raise found
            results.append(work(part) if found is None else found)
    finally:
        for process, pipe in running:
            if process > 0:
                os.close(pipe)  # a process that still writes ends with it
                os.waitpid(process, 0)
    return results


def _start(part: Sequence[T], work: Callable[[Sequence[T]], R]) -> tuple[int, int]:
    """Starts a process; gives its number and the end of a pipe where its result can be read."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:  # the new process: it leaves without a word, whatever happens
        os.close(reading)
        try:
            result: R | PemmError = work(part)
        except PemmError as error:
            result = error
        with open(writing, "wb") as pipe:
            pickle.dump(result, pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _result(process: int, reading: int) -> Any:
    """What a process brought back, None for nothing whole."""
    with open(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(process, 0)
    try:
        return pickle.loads(content)
    except (EOFError, pickle.UnpicklingError):
        return None
