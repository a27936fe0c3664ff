"""Reading a file somebody named, with a sentence for everything that can be wrong with it."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from pathlib import Path

from pemm.errors import PemmError

MAX_BYTES = 50_000_000
PATIENCE = 1.0  # seconds in which somebody has to open the other end of a pipe


def read_bytes(path: Path) -> bytes:
    """The content of a file; `-` reads standard input.

    Raises PemmError for what is missing, a folder, no regular file, unreadable, or above MAX_BYTES, and for
    a pipe that nobody writes into.
    """
    try:
        if str(path) == "-":
            if sys.stdin is None:  # it was closed before pemm began
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            status = os.stat(path)
            if stat.S_ISDIR(status.st_mode):
                raise PemmError("is-folder", path=path)
            if stat.S_ISFIFO(status.st_mode):
                content = _from_pipe(path)
            elif not stat.S_ISREG(status.st_mode):
                raise PemmError("no-regular-file", path=path)
            elif status.st_size > MAX_BYTES:
                raise _too_large(path)
            else:
                with open(path, "rb") as file:
                    content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:  # a NUL in the name
        raise PemmError("file-missing", path=path) from None
    if len(content) > MAX_BYTES:
        raise _too_large(path)
    return content


def _from_pipe(path: Path) -> bytes:
    """What is written into a pipe; opening it the usual way would wait for a writer for ever."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb", buffering=0) as pipe:
        first, end = pipe.read(1), time.monotonic() + PATIENCE
        while first == b"" and time.monotonic() < end:  # None: somebody is there, and thinks
            time.sleep(0.01)
            first = pipe.read(1)
        if first == b"":
            raise PemmError("silent-pipe", path=path)
        os.set_blocking(descriptor, True)
        with open(descriptor, "rb", closefd=False) as file:
            return (first or b"") + file.read(MAX_BYTES)


def _too_large(path: Path) -> PemmError:
    return PemmError("file-too-large", path=path, limit=MAX_BYTES // 1_000_000)


def unreadable(path: Path, error: OSError) -> PemmError:
    """The sentence for a system error on reading `path`."""
    if isinstance(error, FileNotFoundError):
        return PemmError("file-missing", path=path)
    if isinstance(error, IsADirectoryError):
        return PemmError("is-folder", path=path)
    if isinstance(error, PermissionError):
        return PemmError("no-permission", path=path)
    return PemmError("unreadable", path=path, reason=error.strerror or str(error))
