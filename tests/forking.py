"""Many command lines, each in a process of its own with bounds on time and memory, for the price of one start.

A child process loads pemm once and forks for every command; what is loaded already is not loaded again.
POSIX only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

MEMORY = 1_000_000_000  # bytes of address space
PATIENCE = 20  # seconds, after which a command is killed


@dataclass(frozen=True)
class Command:
    """A command line, and what is unusual about its surroundings; `stdin` is a file to read it from."""

    arguments: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    stdin: str = os.devnull
    watched: bool = False  # every socket event ends the process, whoever catches what


@dataclass(frozen=True)
class Ended:
    """How it went: exit code (negative: killed by that signal), both streams as bytes, seconds."""

    code: int
    out: bytes
    err: bytes
    seconds: float


def ran(commands: Sequence[Command], folder: Path, memory: int = MEMORY) -> list[Ended]:
    """Runs the commands in `folder`, one after the other."""
    told = [
        {"arguments": list(each.arguments), "env": each.env, "stdin": each.stdin, "watched": each.watched}
        for each in commands
    ]
    parent = subprocess.run(
        [sys.executable, __file__, str(memory)],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert parent.returncode == 0, parent.stderr
    return [
        Ended(each["code"], bytes.fromhex(each["out"]), bytes.fromhex(each["err"]), each["seconds"])
        for each in json.loads(parent.stdout)
    ]


def _forked(command: dict[str, object], memory: int) -> dict[str, object]:
    began = time.monotonic()
    streams = (
        [os.memfd_create("out"), os.memfd_create("err")] if hasattr(os, "memfd_create") else _temporary()
    )
    child = os.fork()
    if child == 0:
        _become(command, memory, streams)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seconds = time.monotonic() - began
    out, err = (_content(stream) for stream in streams)
    return {"code": code, "out": out.hex(), "err": err.hex(), "seconds": seconds}


def _temporary() -> list[int]:
    import tempfile

    return [os.dup(tempfile.TemporaryFile().fileno()) for _ in range(2)]  # outlives the object


def _content(stream: int) -> bytes:
    with open(stream, "rb") as file:
        file.seek(0)
        return file.read()


def _become(command: dict[str, object], memory: int, streams: list[int]) -> None:
    import resource
    import signal

    stdin = os.open(str(command["stdin"]), os.O_RDONLY)
    for number, stream in enumerate((stdin, *streams)):
        os.dup2(stream, number)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    environment: dict[str, str] = command["env"]  # type: ignore[assignment]  # it came as JSON
    os.environ.update(environment)
    if command["watched"]:
        sys.addaudithook(_no_network)
    sys.argv = ["pemm", *command["arguments"]]  # type: ignore[misc]  # it came as JSON
    from pemm.cli import main

    try:
        main()
    except SystemExit as leaving:
        sys.stderr.flush()
        os._exit(leaving.code)  # type: ignore[arg-type]  # main leaves with a number
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(99)


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith("socket."):
        os.write(2, f"NETWORK {event} {arguments}\n".encode())
        os._exit(98)  # an exception could be caught


if __name__ == "__main__":
    # What is loaded here is there in every child.
    for name in ("pemm.cli.importing", "pemm.report.terminal", "pemm.responses", "pemm.yamlreader"):
        import_module(name)
    from pemm import library, texts

    texts.load("en")
    library.load(library.find(library.DEFAULT))
    results = [_forked(each, int(sys.argv[1])) for each in json.load(sys.stdin)]
    json.dump(results, sys.stdout)
