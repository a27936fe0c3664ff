"""Reading a file somebody named, with a sentence for everything that can be wrong with it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from pemm.errors import PemmError

MAX_BYTES = 50_000_000


def read_bytes(path: Path) -> bytes:
    """The content of a file; `-` reads standard input.

    Raises PemmError for what is missing, a folder, no regular file, unreadable, or above MAX_BYTES.
    """
    try:
        if str(path) == "-":
            if sys.stdin is None:  # it was closed before pemm began
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            mode = os.stat(path).st_mode
            if stat.S_ISDIR(mode):
                raise PemmError("is-folder", path=path)
            if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
                raise PemmError("no-regular-file", path=path)
            with open(path, "rb") as file:
                content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:  # a NUL in the name
        raise PemmError("file-missing", path=path) from None
    if len(content) > MAX_BYTES:
        raise PemmError("file-too-large", path=path, limit=MAX_BYTES // 1_000_000)
    return content


def unreadable(path: Path, error: OSError) -> PemmError:
    """The sentence for a system error on reading `path`."""
    if isinstance(error, FileNotFoundError):
        return PemmError("file-missing", path=path)
    if isinstance(error, IsADirectoryError):
        return PemmError("is-folder", path=path)
    if isinstance(error, PermissionError):
        return PemmError("no-permission", path=path)
    return PemmError("unreadable", path=path, reason=error.strerror or str(error))
