"""Saving so that nothing is lost: not by a crash, not by a full disk, not by somebody else's hand.

Load gives the digest of the bytes that were read. Save follows links to the real file, reads it
again, and replaces it only if it is still the one that was loaded; else what was to be written goes
beside it, and `Conflict` says where. The new content is complete and on the disk before it takes the
old one's name, so at every moment there is one whole file. There are no lock files.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path

from pemm.errors import PemmError
from pemm.files import read_bytes

_MAX_STEM = 200  # bytes of a name that leave room for more before the 255 that file systems take


class Conflict(PemmError):
    """The file was changed by something else since it was loaded; ours stands in `beside`."""

    def __init__(self, path: Path, beside: Path) -> None:
        self.beside = beside
        super().__init__("conflict", path=path, beside=beside)


def digest_of(content: bytes) -> str:
    """The digest that says whether a file is still the one that was read."""
    return hashlib.sha256(content).hexdigest()


def read(path: Path) -> tuple[bytes, str]:
    """The bytes of a file and their digest. Raises PemmError where it cannot be read."""
    content = read_bytes(path)
    return content, digest_of(content)


def write(path: Path, content: bytes, digest: str | None, now: str) -> str:
    """Replaces the file whose digest is `digest` (None: creates a new one); returns the new digest.

    Raises Conflict where the file is another one by now, PemmError where the system refuses; the
    previous file is then whole, and no temporary file is left. A file that is gone by now was changed
    by something else, too: whoever moved it away does not want it back under the old name.
    """
    target = Path(os.path.realpath(path))
    try:
        _refuse_other_kinds(target, path)
        if _current(target) != digest:
            beside = _beside(target, now)
            _replace(beside, content, _mode(target))
            raise Conflict(path, beside)
        if digest is not None and not os.access(target, os.W_OK):
            # Replacing it would succeed all the same, and whoever made it read-only wants it kept.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _replace(target, content, _mode(target))
        if target.read_bytes() != content:
            raise PemmError("not-read-back", path=path)
    except OSError as error:
        raise PemmError("not-saved", path=path, reason=error.strerror or str(error)) from None
    return digest_of(content)


def _current(target: Path) -> str | None:
    try:
        return digest_of(target.read_bytes())
    except FileNotFoundError:
        return None


def _refuse_other_kinds(target: Path, path: Path) -> None:
    """A pipe would wait for ever, a device would be replaced by a file."""
    if target.exists() and not target.is_file():
        raise PemmError("is-folder" if target.is_dir() else "no-regular-file", path=path)


def _mode(target: Path) -> int | None:
    """Who may read and write the file to replace, None where there is none yet."""
    return stat.S_IMODE(target.stat().st_mode) if target.exists() else None


def _beside(target: Path, now: str) -> Path:
    """A free name beside the file: `payments.conflict-20261002T140211Z.json`."""
    stem = target.name.removesuffix(".json")
    while len(os.fsencode(stem)) > _MAX_STEM:
        stem = stem[:-1]
    time = "".join(char for char in now if char.isalnum())
    name = f"{stem}.conflict-{time}"
    beside = target.with_name(f"{name}.json")
    number = 2
    while os.path.lexists(beside):
        beside = target.with_name(f"{name}-{number}.json")
        number += 1
    return beside


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    """Puts `content` under the name `target` in one step, flushed to the disk."""
    # In the same folder, for a rename cannot cross file systems; a short name, for the target's own
    # may already be as long as the system allows.
    temporary = target.with_name(f".pemm-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)  # the umask makes it what a new file would be
    try:
        with open(descriptor, "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself durable, where the system lets a folder be synced (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_new(path: Path, content: bytes) -> None:
    """Writes a report file atomically, replacing what is there. Raises PemmError where it cannot."""
    try:
        target = Path(os.path.realpath(path))
        _refuse_other_kinds(target, path)
        _replace(target, content, _mode(target))
    except OSError as error:
        raise PemmError("not-written", path=path, reason=error.strerror or str(error)) from None
