"""One whole file under its name at every moment: how a content takes a name, or another's place.

The content is complete and flushed to the disk under a temporary name before it takes the real one.
What only the system's death can leave behind, a temporary file, the next save of the same file removes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PATIENCE = 2.0  # seconds to wait for another pemm; a save takes a few hundredths
_SURELY_LEFT = 60.0  # seconds after which a temporary file is nobody's, where no lock can tell
_PRIVATE, _AS_USUAL = 0o600, 0o666  # modes to create with; the umask makes the second what is usual


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Holds off other pemms that save into the folder; gives whether the system could do so.

    The lock is on the folder itself: it leaves no file, and goes with its process however that ends.
    Where there are no such locks (Windows, some network drives) saving goes on without.
    """
    descriptor = _locked(folder)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)  # and with it goes the lock


def _locked(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except OSError as error:
            if not isinstance(error, BlockingIOError) or time.monotonic() > end:
                os.close(descriptor)
                return None
        time.sleep(0.005)


def create(target: Path, content: bytes, like: Path | None = None) -> bool:
    """Creates the file; False, and nothing done, where the name is taken by now. Raises OSError.

    `like` is a file whose owner and rights the new one gets, if there is such a file.
    """
    with _complete(target, content, like) as temporary:
        try:
            os.link(temporary, target)  # unlike a rename it never replaces what appeared meanwhile
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if os.path.lexists(target):
                return False
            os.replace(temporary, target)
    _sync(target.parent)
    return True


def replace(target: Path, content: bytes, still: Callable[[], bool] = lambda: True) -> bool:
    """Puts the content in place of the file, with its owner and rights. Raises OSError.

    `still` is asked at the last moment whether the file is to be replaced; where not, nothing is done
    and False given.
    """
    with _complete(target, content, target) as temporary:
        if not still():
            return False
        os.replace(temporary, target)
    _sync(target.parent)
    return True


def remove_left(target: Path, *, is_alone: bool) -> None:
    """Removes temporary files that a killed process left of this file, and nothing else.

    `is_alone` is what `alone` gave; without it, one that is young may be another process's.
    """
    name = re.compile(re.escape(_prefix(target)) + r"[0-9a-f]{8}\.tmp")
    with contextlib.suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if not name.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            if is_alone or time.time() - entry.stat().st_mtime > _SURELY_LEFT:
                os.unlink(entry.path)


def _prefix(target: Path) -> str:
    """Names the file in few characters, for its own name may be as long as the system allows."""
    return f".pemm-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"


@contextlib.contextmanager
def _complete(target: Path, content: bytes, like: Path | None) -> Iterator[Path]:
    """The content in a temporary file, on the disk; the file is gone afterwards, whatever happens."""
    # In the same folder, for a rename cannot cross file systems.
    temporary = target.with_name(f"{_prefix(target)}{os.urandom(4).hex()}.tmp")
    known = like is not None and like.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, _PRIVATE if known else _AS_USUAL)
    try:
        with open(descriptor, "wb") as file:
            if like is not None and known:
                _resemble(file.fileno(), like)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with contextlib.suppress(OSError):  # it has its real name by now, or cannot be removed
            os.unlink(temporary)


def _resemble(descriptor: int, like: Path) -> None:
    """Owner, group, mode and extended attributes of `like`, as far as the system lets us.

    Nobody gains by it: what cannot be kept is left out, and read by fewer people rather than by more.
    """
    if not hasattr(os, "fchown"):
        return
    old, new = like.stat(), os.fstat(descriptor)
    mode = stat.S_IMODE(old.st_mode)
    if old.st_uid != new.st_uid:
        with contextlib.suppress(OSError):  # only root may give a file away
            os.fchown(descriptor, old.st_uid, -1)
    group_kept = True
    if old.st_gid != new.st_gid:
        try:
            os.fchown(descriptor, -1, old.st_gid)
        except OSError:  # not our group: ours may do no more than everybody
            mode, group_kept = (mode & ~0o070) | (mode & 0o007) << 3, False
    with contextlib.suppress(OSError):  # a file system without modes
        os.fchmod(descriptor, mode)
    if group_kept and hasattr(os, "listxattr"):  # access lists are among them
        with contextlib.suppress(OSError):
            for name in os.listxattr(like):
                os.setxattr(descriptor, name, os.getxattr(like, name))


def _sync(folder: Path) -> None:
    """Makes the new name itself durable, where the system lets a folder be synced (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
