"""A report as Markdown: CommonMark with the tables of the usual forges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pemm.report import Report
from pemm.report.document import (
    Ask,
    Block,
    Bullets,
    Cell,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Number,
    Paragraph,
    RadarChart,
    Spread,
    Table,
    Trail,
)
from pemm.scoring import rounded

if TYPE_CHECKING:
    from pemm.report.distribution import Bar

FORMATS = {"md": True}

# What opens emphasis, code, links, HTML, entities, cells, strikes; an underscore only at a word's edge.
_MARKS = re.compile(r"[\\`*\[\]<>|~]|&(?=[#\w])|_(?!\w)|(?<!\w)_|(?<=\W)#|^#")
_BLOCK_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))(?=\s|$|[.)=-])")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
# Nothing that would end an autolink, and no entity.
_ADDRESS = re.compile(r"https?://(?:[\w.~:/?#@!$'()*+,;=%-]|&(?=\w+=))+", re.ASCII)
_LINE = "\\" + "_" * 40  # to write on; a line of nothing else would be a rule
_WORD_JOINER = "\u2060"  # nothing to see, and forges do not call the person


def write(report: Report, name: str) -> bytes:
    """The report's document as Markdown, UTF-8."""
    return render(report.document()).encode(errors="replace")


def render(document: Document) -> str:
    """The Markdown of a document."""
    blocks = []
    for block in document.blocks:
        blocks.append("\n".join(_block(block)))
        if document.title_page and isinstance(block, Heading) and block.level == 1:
            blocks.append("\n".join(f"- {_detail(fact)}" for fact in document.title_page.facts))
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """A text in which nothing is markup, and nobody is called by name."""
    safe = _MARKS.sub(lambda mark: f"\\{mark[0]}", text)
    safe = _BLOCK_START.sub(_start, safe)
    return _MENTION.sub(f"@{_WORD_JOINER}", safe)


def _start(match: re.Match[str]) -> str:
    blank, sign = match[1], match[2]
    return f"{blank}{sign}\\" if sign.isdigit() else f"{blank}\\{sign}"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {escaped(block.text)}"
        if block.aside:
            yield f"\n*{escaped(block.aside)}*"
    elif isinstance(block, Paragraph):
        yield escaped(block.text)
    elif isinstance(block, Bullets):
        yield from (f"- {escaped(item)}" for item in block.items)
    elif isinstance(block, Entries):
        for number, entry in enumerate(block.items, start=1):
            yield from _entry(entry, f"{number}. " if block.numbered else "- ", block.checkable)
    elif isinstance(block, Ask):
        yield from _ask(block)
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, RadarChart):
        yield escaped(block.alternative)


def _entry(entry: Entry, mark: str, checkable: bool) -> Iterator[str]:
    reference = f" (`{entry.reference}`)" if entry.reference else ""
    indent = " " * len(mark) if entry.title else ""
    if entry.title:
        tick = "[ ] " if checkable else ""
        yield f"{mark}{tick}**{escaped(entry.title)}**{reference}"
    if entry.bars:
        yield ""
        yield from (indent + line for line in _bars(entry.bars))
        yield ""
    for detail in entry.details:
        yield f"{indent}- {_detail(detail)}"
        box = "[ ] " if detail.checkable else ""
        yield from (f"{indent}  - {box}{escaped(bullet)}" for bullet in detail.bullets)


def _ask(ask: Ask) -> Iterator[str]:
    reference = f" (`{ask.reference}`)" if ask.reference else ""
    yield f"### {escaped(ask.text)}{reference}\n"
    if ask.help:
        yield f"{escaped(ask.help)}\n"
    for choice in ask.choices:
        number = f"**{choice.number}** " if choice.number is not None else ""
        yield f"- [ ] {number}{escaped(choice.text)}"
    if not ask.choices:
        yield _LINE


def _bars(bars: tuple[Bar, ...]) -> Iterator[str]:
    """A table without titles: what was chosen, how many did, and a bar of blocks."""
    yield "| | | |"
    yield "| --- | ---: | --- |"
    for bar in bars:
        blocks = ("░" if bar.apart else "█") * max(round(bar.share * 20), 1 if bar.share else 0)
        yield _line([escaped(bar.label), escaped(bar.figure), blocks])


def _detail(detail: Detail) -> str:
    label = f"{escaped(detail.label)}: " if detail.label else ""
    if detail.link and _ADDRESS.fullmatch(detail.link):
        return f"{label}<{detail.link}>"
    return label + escaped(detail.text)


def _table(table: Table) -> Iterator[str]:
    """A table; a column of strips becomes a column per level with its counts, remarks a last column."""
    table = table.without_trails()
    titles, rights = [], []
    for column in table.columns:
        if column.scale:
            titles += [f"{value} {name}" for value, name in column.scale]
            rights += [True] * len(column.scale)
        else:
            titles.append(column.title)
            rights.append(column.right)
    remarks = any(row.remark for row in table.rows)
    if remarks:
        titles.append(table.remark_title)
        rights.append(False)
    if table.caption:
        yield f"{escaped(table.caption)}:\n"
    yield _line([escaped(title) for title in titles])
    yield _line(["---:" if right else "---" for right in rights])
    for row in table.rows:
        cells = [text for cell in row.cells for text in _cells(cell)]
        yield _line(cells + ([escaped(row.remark)] if remarks else []))
    if table.note:
        yield f"\n{escaped(table.note)}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(cell: Cell) -> list[str]:
    if isinstance(cell, Number):
        if cell.value is None:
            return ["-"]
        return [("+" if cell.signed and cell.value > 0 else "") + rounded(cell.value)]
    if isinstance(cell, Spread):
        return [str(count) if count else "" for _, count in cell.counts]
    if isinstance(cell, Trail):
        return [""]  # those tables come without
    if isinstance(cell, str):
        return [escaped(cell)]
    return [str(count) if count else "" for _, count in cell.bands]
