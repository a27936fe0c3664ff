"""The Document: what a report says, before anybody decides how it is written.

A report (the report card, a comparison, ...) is built once, as a Document of plain values.
Terminal, Markdown and later HTML are written from it; pictures are drawn from its charts.
Nothing in here knows a terminal, a colour or a markup language, and every string is plain text:
a writer escapes what its own format would misread.

The blocks are NamedTuples: frozen like the dataclasses elsewhere, and made in a fifth of the time, which
counts for twenty of them at each start.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:  # only reports on many respondents wait for these
    from pemm.report.distribution import Bar, Middle, StackChart


class Heading(NamedTuple):
    """A heading; `level` 1 is the title of the report, 2 a part of it."""

    text: str
    level: int = 2
    aside: str | None = None  # a short remark on the same line: a date, an order


class Paragraph(NamedTuple):
    """Running text. `quiet` marks what is read second: a legend, a source."""

    text: str
    quiet: bool = False


class Bullets(NamedTuple):
    """A short list without an order."""

    items: tuple[str, ...]


class Detail(NamedTuple):
    """One labelled line (or several) below the title of an Entry.

    `important` tells a writer with little room what to keep.
    """

    label: str
    text: str
    bullets: tuple[str, ...] = ()
    checkable: bool = False  # the bullets can be ticked off
    link: str | None = None  # an http(s) address that the text names; a writer that has links makes it one


class Entry(NamedTuple):
    """A titled thing with details: an improvement, a question and its answer; `bars` stand above them."""

    title: str
    reference: str | None = None  # the id it can be looked up by
    details: tuple[Detail, ...] = ()
    bars: tuple[Bar, ...] = ()


class Entries(NamedTuple):
    """Entries, one after the other; numbered when their order means something."""

    items: tuple[Entry, ...]
    numbered: bool = False
    checkable: bool = False  # each can be ticked off


class Choice(NamedTuple):
    """An answer that can be ticked, and the number it goes by; None for one without."""

    text: str
    number: int | None = None


class Ask(NamedTuple):
    """A question for somebody to answer, by a tick beside one of the choices or, without any, in writing."""

    text: str
    reference: str | None = None  # the id it can be looked up by
    help: str = ""
    choices: tuple[Choice, ...] = ()


class Number(NamedTuple):
    """A figure shown with two decimals (halves up), a dash where there is none.

    `signed` writes a plus sign before a gain, as for changes.
    """

    value: Fraction | None
    signed: bool = False


class Spread(NamedTuple):
    """Where the answers of one aspect lie: drawn as a strip, written as counts.

    `counts` holds (level value, number of answers at it) for every level of the model, lowest first;
    `average` lies on the scale of the level values and is None where nothing was answered, or where
    none is to be marked. Where every subject weighs the same, a number of answers may be no whole one.
    """

    counts: tuple[tuple[int, float], ...]
    average: Fraction | None


class Trail(NamedTuple):
    """How an average moved: a small drawing for a terminal, which the figures beside it say in full.

    `values` are the averages in the order of time, None where there is a gap; `levels` are the lowest and
    the highest level value, the two ends of the scale.
    """

    values: tuple[Fraction | None, ...]
    levels: tuple[int, int]


Cell: TypeAlias = "str | Number | Spread | Trail | Middle"


class Column(NamedTuple):
    """A column. `priority` 1 stays at any width; the highest goes first when room is short.

    `scale` (level value, name) belongs to a column of Spread or Middle cells: where they are drawn.
    """

    title: str
    priority: int = 1
    right: bool = False
    scale: tuple[tuple[int, str], ...] = ()


class Row(NamedTuple):
    """Cells in the order of the columns; `remark` stands below them; `sentence` says it all aloud."""

    cells: tuple[Cell, ...]
    remark: str = ""
    sentence: str = ""


class Table(NamedTuple):
    """A table, with the caption that names it where it cannot be seen.

    `legend` explains the signs of a drawn strip, `note` what the figures mean wherever they stand.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    legend: tuple[str, ...] = ()
    note: str = ""
    remark_title: str = ""  # what the remarks of the rows are, where they get a column

    def without_trails(self) -> Table:
        """The same table for writers that draw no trails: its figures say what they say."""
        if not any(isinstance(cell, Trail) for row in self.rows for cell in row.cells):
            return self
        kept = [i for i, cell in enumerate(self.rows[0].cells) if not isinstance(cell, Trail)]
        rows = (row._replace(cells=tuple(row.cells[i] for i in kept)) for row in self.rows)
        columns = tuple(self.columns[i] for i in kept)
        return self._replace(columns=columns, rows=tuple(rows), legend=())


class Series(NamedTuple):
    """One polygon of a radar: a name and, per axis, the average and its label (None: no average)."""

    name: str
    values: tuple[float | None, ...]
    labels: tuple[str | None, ...]


class RadarChart(NamedTuple):
    """A radar chart: axes are aspects, rings are levels, one or two series.

    `axes` and each series' `values` have the same length (three or more for a polygon; fewer are
    drawn as bars). `rings` are (level value, name), lowest first. `alternative` says in words what
    the picture shows. `missing` is the label of an axis without an average. `band` is shaded behind a
    single series: from where to where, per axis; it has values where the series has.
    """

    title: str
    subtitle: str
    axes: tuple[str, ...]
    rings: tuple[tuple[int, str], ...]
    series: tuple[Series, ...]
    alternative: str
    note: str = ""
    missing: str = "-"
    band: tuple[tuple[float, float] | None, ...] = ()


class Line(NamedTuple):
    """One line of a LineChart: a name and, per moment, the average and its label (None: a gap)."""

    name: str
    values: tuple[float | None, ...]
    labels: tuple[str | None, ...]


class LineChart(NamedTuple):
    """Averages over time: a small panel per line, all on one scale of levels and one of time.

    `moments` are (days since the first, how the day is written), in order; each line's `values` have the
    same length. `levels` are (level value, name), lowest first. `alternative` says in words what the
    picture shows. `missing` stands in a panel without any average.
    """

    title: str
    subtitle: str
    moments: tuple[tuple[float, str], ...]
    levels: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    alternative: str
    note: str = ""
    missing: str = "-"


Chart: TypeAlias = "RadarChart | LineChart | StackChart"
Block = Heading | Paragraph | Bullets | Entries | Ask | Table | RadarChart


class TitlePage(NamedTuple):
    """What stands with the title on a page of its own, before the report: for whom, by whom."""

    facts: tuple[Detail, ...]


class Document(NamedTuple):
    """A whole report: its title, for a window or a page, and its blocks in reading order."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "en"
    charts: tuple[Chart, ...] = ()
    title_page: TitlePage | None = None
