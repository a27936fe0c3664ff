"""Folders of respondents: the files in them, and each file's content by the shortest way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pemm.errors import PemmError
from pemm.files import MAX_BYTES, unreadable

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_AT_ONCE = 1 << 16  # bytes: most files are smaller, and the memory for more would cost more than the reading
_COPY = re.compile(r"\.(conflict|rescued)-")  # what pemm saved beside a file when it could not save in it
_ENDINGS = (".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".parquet", ".txt")  # read out of a folder


def content_of(path: str) -> bytes:
    """The bytes of a file, by the shortest way: there may be a hundred thousand of them."""
    number = os.open(path, _READ)
    try:
        content = os.read(number, _AT_ONCE)
        if len(content) < _AT_ONCE:
            return content
        with open(number, "rb", closefd=False) as file:
            content += file.read(MAX_BYTES + 1)
    finally:
        os.close(number)
    if len(content) > MAX_BYTES:
        raise PemmError("file-too-large", path=path, limit=MAX_BYTES // 1_000_000)
    return content


def walk(folder: str) -> Iterator[str]:
    """The files under a folder that may hold respondents, in the order of their names.

    What is hidden is passed over, copies that pemm saved elsewhere as well; links to folders are
    not followed. Raises PemmError for a folder that cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(Path(folder), error) from None
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path)
        elif entry.name.endswith(_ENDINGS) and not _COPY.search(entry.name) and entry.is_file():
            yield entry.path
