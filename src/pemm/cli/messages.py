"""Messages on standard error: what a person is told beside the result."""

from __future__ import annotations

import sys


def tell(message: str) -> None:
    """Writes a message, harmless whatever it quotes; on a terminal it is wrapped between words."""
    from pemm.wording import clean

    print("\n".join(wrapped(clean(line)) for line in message.split("\n")), file=sys.stderr)


def wrapped(line: str) -> str:
    """A line broken between words, if standard error is a terminal; programs get it whole."""
    if not sys.stderr.isatty():
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    # Never within a word: it may be a path or an address that somebody wants to copy.
    return fill(line, get_terminal_size().columns, break_long_words=False, break_on_hyphens=False)
