"""Bars on a terminal: a line each where there is room, the label above its bar where there is little.

2 A known pain       ████████████████  2
unsure               ░░░░░░░░  1
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.text import Text

from pemm.report import strip
from pemm.report.distribution import Bar
from pemm.report.page import Page, can_show

_LONGEST = 40  # characters of a bar for everybody: longer ones are no better to read
_WIDEST_LABEL = 34


def lines(bars: Sequence[Bar], page: Page, indent: str) -> Iterator[Text]:
    """The bars in lines no wider than the page; for ears, one sentence after the other."""
    if page.plain:
        yield from page.wrapped(" ".join(bar.sentence for bar in bars), first=indent)
        return
    figures = max(Text(bar.figure).cell_len for bar in bars)
    room = page.text_width - len(indent) - figures - 4
    label_width = min(max(Text(page.shown(bar.label)).cell_len for bar in bars), _WIDEST_LABEL, room * 3 // 5)
    longest = min(room - label_width, _LONGEST)
    for bar in bars:
        drawn = _drawn(bar, longest, page)
        label = list(Text(page.shown(bar.label)).wrap(page.console, label_width - 2)) or [Text()]
        if Text(page.shown(bar.label)).cell_len <= label_width:
            label = [Text(page.shown(bar.label))]
        for place, part in enumerate(label):
            part.rstrip()
            line = Text.assemble(indent, "  " if place else "", part)
            if place == 0:
                line.append(" " * (label_width - part.cell_len + 2))
                line.append(drawn, "dim" if bar.apart else "cyan")
                line.append(f"{'  ' if drawn else ''}{bar.figure}", "bold" if bar.share else "dim")
            yield line


def _drawn(bar: Bar, longest: int, page: Page) -> str:
    """As many characters as the share is of the longest bar, and at least one for anybody at all."""
    if not bar.share:
        return ""
    halves = max(int(bar.share * longest * 2 + Fraction(1, 2)), 1)
    if page.signs is strip.ASCII or not can_show(page.console.file, "█░▌"):
        return ("-" if bar.apart else "#") * max(halves // 2, 1)
    if bar.apart:
        return "░" * max(halves // 2, 1)
    return "█" * (halves // 2) + "▌" * (halves % 2)
