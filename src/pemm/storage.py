"""Saving so that nothing is lost: not by a crash, not by a full disk, not by somebody else's hand.

Load gives the digest of the bytes that were read. Save follows links to the real file, reads it
again, and replaces it only if it is still the one that was loaded; else what was to be written goes
beside it, and `Conflict` says where. `wholefile` sees to it that there is one whole file at every
moment. There are no lock files.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from pemm import wholefile
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
    try:
        target = Path(os.path.realpath(path))
        _refuse_other_kinds(target, path)
        with wholefile.alone(target.parent) as is_alone:
            if not _took_place(target, content, digest) or not _reads_back(target, content, path):
                raise Conflict(path, _put_beside(target, content, now, path))
            if digest is not None:
                wholefile.remove_left(target, is_alone=is_alone)
    except OSError as error:
        raise PemmError("not-saved", path=path, reason=error.strerror or str(error)) from None
    return digest_of(content)


def _took_place(target: Path, content: bytes, digest: str | None) -> bool:
    """Whether the file was still the one with that digest, and therefore holds the content now."""
    if _current(target) != digest:
        return False
    if digest is None:
        return wholefile.create(target, content)
    if not os.access(target, os.W_OK):
        # Replacing it would succeed all the same, and whoever made it read-only wants it kept.
        code = errno.EROFS if _on_a_read_only_disk(target) else errno.EACCES
        raise OSError(code, os.strerror(code))
    # Writing and flushing take long enough for another program to save its own meanwhile.
    return wholefile.replace(target, content, still=lambda: _current(target) == digest)


def _reads_back(target: Path, content: bytes, path: Path) -> bool:
    """Whether the file holds what was written. Raises PemmError where it cannot be read any more."""
    try:
        return target.read_bytes() == content
    except FileNotFoundError:
        return False
    except OSError:
        raise PemmError("not-read-back", path=path) from None


def _put_beside(target: Path, content: bytes, now: str, path: Path) -> Path:
    """Writes what may not replace the file beside it, under a name that nothing has."""
    beside = _beside(target, now)
    while not wholefile.create(beside, content, like=target):
        beside = _beside(target, now)
    if not _reads_back(beside, content, path):
        raise PemmError("not-read-back", path=path)  # rather the disk than somebody else
    return beside


def _on_a_read_only_disk(target: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(target).f_flag & os.ST_RDONLY)


def _current(target: Path) -> str | None:
    try:
        return digest_of(target.read_bytes())
    except FileNotFoundError:
        return None


def _refuse_other_kinds(target: Path, path: Path) -> None:
    """A pipe would wait for ever, a device would be replaced by a file."""
    if target.exists() and not target.is_file():
        raise PemmError("is-folder" if target.is_dir() else "no-regular-file", path=path)


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


def write_new(path: Path, content: bytes) -> None:
    """Writes a report file atomically, replacing what is there. Raises PemmError where it cannot."""
    try:
        target = Path(os.path.realpath(path))
        _refuse_other_kinds(target, path)
        with wholefile.alone(target.parent) as is_alone:
            existed = target.exists()
            wholefile.replace(target, content)
            if existed:
                wholefile.remove_left(target, is_alone=is_alone)
    except OSError as error:
        raise PemmError("not-written", path=path, reason=error.strerror or str(error)) from None
