"""A page on a terminal: its width, the signs it can show, and text in lines that fit it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from pemm.report import strip

NARROW = 60
MAX_WIDTH = 100  # longer lines are hard to read; a strip may be wider than text
BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII = str.maketrans({"…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def can_show(file: object, characters: str) -> bool:
    """Whether a stream's encoding has these characters."""
    try:
        characters.encode(getattr(file, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Page:
    """What every part of a report is laid out on. `plain` is for ears: nothing is drawn."""

    def __init__(self, console: Console, *, plain: bool) -> None:
        self.console = console
        self.plain = plain
        self.signs = strip.UNICODE if can_show(console.file, "◆─━·…●○") else strip.ASCII
        self.blocks = self.signs is strip.UNICODE and can_show(console.file, BLOCKS)
        self.width = min(console.width, 120)
        self.text_width = min(self.width, MAX_WIDTH)
        self.narrow = self.width < NARROW

    def wrapped(self, text: str, *, first: str = "", style: str = "", label: int = 0) -> list[Text]:
        """Lines no wider than the terminal; `first` opens the first and indents the others."""
        room = max(self.text_width - Text(first).cell_len, 12)
        lines = list(Text(self.shown(text), style).wrap(self.console, room)) or [Text()]
        indent = " " * Text(first).cell_len
        wrapped = []
        for place, line in enumerate(lines):
            line.rstrip()
            opening = Text(first if place == 0 else indent)
            if place == 0 and label:
                opening.stylize("dim", 0, label)
            wrapped.append(Text.assemble(opening, line))
        return wrapped

    def shown(self, text: str) -> str:
        """The text in letters that the terminal has."""
        return text if self.signs is strip.UNICODE else text.translate(_ASCII)
