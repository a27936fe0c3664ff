"""A Document on a terminal: columns where there is room, cards where there is none.

From 60 columns up, tables are tables and a strip stands in its row; below, each row is a card of its
own. `plain` is for ears: every row is said as a sentence, nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from pemm.report.document import (
    Ask,
    Block,
    Bullets,
    Document,
    Entries,
    Entry,
    Heading,
    Paragraph,
    RadarChart,
    Table,
)
from pemm.report.page import Page
from pemm.report.tables import TableWriter


def write(document: Document, console: Console, *, plain: bool = False) -> None:
    """Prints the document on a rich console, at its width and with what it can show."""
    writer = _Writer(console, plain=plain)
    for line in writer.lines(document):
        console.print(line, no_wrap=True, overflow="ignore", crop=False, highlight=False)


class _Writer:
    def __init__(self, console: Console, *, plain: bool) -> None:
        self.page = Page(console, plain=plain)
        self.tables = TableWriter(self.page)

    def lines(self, document: Document) -> Iterator[Text]:
        previous: Block | None = None
        for block in document.blocks:
            if previous is not None and self._apart(previous, block):
                yield Text()
            yield from self._block(block)
            previous = block

    def _apart(self, previous: Block, block: Block) -> bool:
        """Whether an empty line belongs between two blocks."""
        if isinstance(previous, Heading):
            return False
        return not (isinstance(previous, Paragraph) and isinstance(block, Paragraph))

    def _block(self, block: Block) -> Iterator[Text]:
        if isinstance(block, Heading):
            yield from self._heading(block)
        elif isinstance(block, Paragraph):
            yield from self.page.wrapped(block.text, style="dim" if block.quiet else "")
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from self.page.wrapped(item, first="- ")
        elif isinstance(block, Entries):
            for number, entry in enumerate(block.items, start=1):
                if number > 1 and not self.page.plain:
                    yield Text()
                yield from self._entry(entry, number if block.numbered else None)
        elif isinstance(block, Ask):
            yield from self._ask(block)
        elif isinstance(block, Table):
            yield from self.tables.lines(block)
        elif isinstance(block, RadarChart):
            yield from self.page.wrapped(block.alternative)

    def _heading(self, heading: Heading) -> Iterator[Text]:
        title = heading.text if heading.level == 1 or self.page.plain else heading.text.upper()
        if not heading.aside:
            yield from self.page.wrapped(title, style="bold")
            return
        room = self.page.text_width - Text(title).cell_len - Text(heading.aside).cell_len
        if room < 2 or self.page.plain:
            yield from self.page.wrapped(title, style="bold")
            yield from self.page.wrapped(heading.aside, style="dim")
        elif heading.level == 1:
            yield Text.assemble((title, "bold"), " " * room, (heading.aside, "dim"))
        else:
            yield Text.assemble((title, "bold"), "   ", (heading.aside, "dim"))

    def _entry(self, entry: Entry, number: int | None) -> Iterator[Text]:
        first = f"{number}  " if number is not None else ""
        indent = " " * len(first)
        title = self.page.wrapped(entry.title, first=first, style="bold") if entry.title else []
        yield from self._referred(title, entry.reference, indent)
        if entry.bars:
            from pemm.report import bars

            yield from bars.lines(entry.bars, self.page, indent)
        label_width = max((Text(detail.label).cell_len for detail in entry.details), default=-2) + 2
        if self.page.plain:
            label_width = 0
        for detail in entry.details:
            label = (
                f"{detail.label}: " if self.page.plain and detail.label else detail.label.ljust(label_width)
            )
            yield from self.page.wrapped(detail.text, first=indent + label, label=len(indent + label))
            for bullet in detail.bullets:
                yield from self.page.wrapped(bullet, first=indent + " " * label_width + "- ")

    def _referred(self, title: list[Text], reference: str | None, indent: str = "") -> list[Text]:
        """The lines of a title with the id at the end, or below where there is no room."""
        if not reference or self.page.plain:
            return title
        taken = title[-1].cell_len if title else self.page.text_width  # a stored question may be empty
        room = self.page.text_width - taken - len(reference)
        if room >= 2 and not self.page.narrow:
            title[-1].append(" " * room + reference, "dim")
            return title
        return [*title, Text(indent + reference, "dim")]

    def _ask(self, ask: Ask) -> Iterator[Text]:
        yield from self._referred(self.page.wrapped(ask.text, style="bold"), ask.reference)
        if ask.help:
            yield from self.page.wrapped(ask.help, style="dim")
        numbered = any(choice.number is not None for choice in ask.choices)
        for choice in ask.choices:
            number = "" if choice.number is None else str(choice.number)
            if self.page.plain:  # a box would be read as its brackets
                first = f"{number}  " if number else ""
            else:
                first = f"[ ] {number:<3}" if numbered else "[ ] "
            yield from self.page.wrapped(choice.text, first=first)
        if not ask.choices and not self.page.plain:
            yield Text("_" * min(self.page.text_width, 40), "dim")


class _Console(Console):
    """A console that leaves a closed pipe to the one place that knows the exit codes."""

    def on_broken_pipe(self) -> None:
        """See the class."""
        raise BrokenPipeError


def console_for(file: TextIO, *, width: int | None = None) -> Console:
    """A console on a stream: its own width and colour, nothing interpreted in the text."""
    return _Console(file=file, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)
