"""Messages on standard error: what a person is told beside the result."""

from __future__ import annotations

import sys

_LONGEST, _MOST = 2_000, 300  # characters of a line, lines; a file can make a message of any size


def tell(message: str) -> None:
    """Writes a message, harmless whatever it quotes; on a terminal it is wrapped between words."""
    from pemm.cleaning import clean

    lines = message.split("\n", _MOST)[:_MOST]
    print("\n".join(wrapped(clean(_cut(line))) for line in lines), file=sys.stderr)


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def wrapped(line: str) -> str:
    """A line broken between words, if standard error is a terminal; programs get it whole."""
    if not sys.stderr.isatty():
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    # Never within a word: it may be a path or an address that somebody wants to copy.
    return fill(line, get_terminal_size().columns, break_long_words=False, break_on_hyphens=False)
