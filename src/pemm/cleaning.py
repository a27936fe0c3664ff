"""Text made safe to show: without the characters that act instead of being read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# What moves the cursor, recolours the screen or turns the reading direction; line breaks become blanks.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # inside words of several scripts and between emoji: kept


def clean(text: str) -> str:
    """A person's text on one line, without characters that act instead of being read."""
    if text.isascii() and text.isprintable():
        return text
    acting = [ord(char) for char in set(text) if not char.isspace() and _acts(char)]
    return " ".join(text.translate(dict.fromkeys(acting)).split())


def unseen_escaped(text: str, escape: Callable[[str], str]) -> str:
    """The text with each character that acts instead of being read made `escape` of it; white space stays."""
    acting = (char for char in set(text) if char not in "\n\t" and _acts(char))
    return text.translate({ord(char): escape(char) for char in acting})


def _acts(char: str) -> bool:
    if char in _JOINERS:
        return False
    noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF  # not allowed in XML
    return noncharacter or unicodedata.category(char) in _UNSEEN
