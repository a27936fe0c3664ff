"""A report as HTML: one file that needs no script and no network, for a browser, a phone and paper.

What stands where is in `templates/report.html.j2`; here is what the template cannot do by itself: which
heading is a step below which, where a mark lies on a strip, and how a picture becomes part of a page.
Everything a person wrote is escaped by the template library, and the page forbids itself (by a policy in
its head) to run or to load anything, should that ever fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pemm import texts
from pemm.report import Report
from pemm.report.document import (
    Block,
    Cell,
    Document,
    Heading,
    LineChart,
    Number,
    RadarChart,
    Spread,
    Table,
    Trail,
)
from pemm.scoring import rounded
from pemm.wording import clean

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from pemm.report.distribution import Middle

FORMATS = {"html": True}

_TEMPLATES = Path(__file__).parent / "templates"
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True, slots=True)
class _Part:
    """A block with what it is to the template, and the level of the headings inside it."""

    kind: str
    block: Any
    level: int = 2
    number: int = 0  # tells pictures apart, for the ids in them
    wide: bool = False  # a picture with small letters


def write(report: Report, name: str) -> bytes:
    """The report's document as a page of HTML, UTF-8."""
    return render(report.document()).encode(errors="replace")


def render(document: Document) -> str:
    """The HTML of a document."""
    title = next((block for block in document.blocks if _is_title(block)), None)
    return _template().render(
        document=document,
        heading=title or Heading(document.title, 1),
        parts=list(_parts(document)),
        texts=texts.load(document.language if document.language in texts.languages() else "en"),
    )


def _is_title(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _parts(document: Document) -> Iterator[_Part]:
    """The blocks in reading order, each picture after the first table, whose figures it draws."""
    level, seen_title = 1, False
    waiting = [chart for chart in document.charts if chart not in document.blocks]
    numbers = count(1)
    for block in document.blocks:
        kind = type(block).__name__
        if _is_title(block) and not seen_title:
            seen_title = True  # it opens the page
        elif isinstance(block, Heading):
            level = min(max(block.level, 2), level + 1)  # never a step that leaves one out
            yield _Part(kind, block, level)
        elif isinstance(block, Table):
            yield _Part(kind, block.without_trails())  # the picture is larger
            yield from (_chart(chart, next(numbers)) for chart in waiting)
            waiting = []
        elif kind.endswith("Chart"):
            yield _chart(block, next(numbers))
        else:
            yield _Part(kind, block, level + 1)
    yield from (_chart(chart, next(numbers)) for chart in waiting)


def _chart(chart: Any, number: int) -> _Part:
    return _Part("Chart", chart, number=number, wide=not isinstance(chart, RadarChart | LineChart))


@cache
def _template() -> Template:
    # Dear to import, so it comes when a page is wanted; this package imports every format to list them.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_readable,
    )
    environment.globals.update(picture=_picture, marks=_marks, middle=_middle)
    environment.filters.update(figure=_figure, address=_address, legend=_legend)
    environment.tests.update(
        number=lambda cell: isinstance(cell, Number),
        spread=lambda cell: isinstance(cell, Spread),
        middle=lambda cell: not isinstance(cell, str | Number | Spread | Trail),
    )
    return environment.get_template("report.html.j2")


def _readable(value: object) -> object:
    """Text without the characters that act instead of being read; markup of our own as it is."""
    return clean(value) if type(value) is str else value


def _figure(cell: Cell) -> str:
    """The text of a cell that is no strip."""
    if isinstance(cell, Number):
        if cell.value is None:
            return "-"
        return ("+" if cell.signed and cell.value > 0 else "") + rounded(cell.value)
    return str(cell)


def _address(link: str | None) -> str | None:
    """An address that may become a link: a browser would run what `javascript:` names."""
    return link if link and link.startswith(("http://", "https://")) else None


def _marks(spread: Spread) -> list[dict[str, float | None]]:
    """Per level, what is drawn from its cell on, in widths of a cell from its left edge.

    The line from the lowest to the highest answer begins in the cell of the lowest, the mark of the
    mean in the cell of the level below it.
    """
    drawn: list[dict[str, float | None]] = [{"line": None, "mean": None} for _ in spread.counts]
    places = [place for place, (_, count) in enumerate(spread.counts) if count]
    if places and places[-1] > places[0]:
        drawn[places[0]]["line"] = float(places[-1] - places[0])
    if spread.average is not None:
        values = [value for value, _ in spread.counts]
        below = max((i for i, value in enumerate(values) if value <= spread.average), default=0)
        above = min(below + 1, len(values) - 1)
        gap = values[above] - values[below]
        part = float(spread.average - values[below]) / gap if gap else 0.0
        drawn[below]["mean"] = 0.5 + part
    return drawn


def _legend(table: Table) -> str:
    """Which text explains what is drawn in a table with strips."""
    cells = [cell for row in table.rows for cell in row.cells if not isinstance(cell, str | Number | Trail)]
    spreads = [cell for cell in cells if isinstance(cell, Spread)]
    if len(spreads) < len(cells):
        return "legend-middle"
    # Answers without a mean: none is meant to be marked.
    no_mean = all(each.average is None for each in spreads)
    return "legend-counts" if no_mean and any(n for each in spreads for _, n in each.counts) else "legend"


def _middle(cell: Middle) -> list[tuple[str, str]]:
    """What is drawn of a Middle: a class and its place, in widths of a column from the left of the first."""
    drawn = []
    first = cell.bands[0][0]
    for name, start, end in (("range", cell.low, cell.high), ("half", cell.lower, cell.upper)):
        if start is not None and end is not None:
            left, width = (float(part) * 100 for part in (start - first + Fraction(1, 2), end - start))
            drawn.append((name, f"left: {left:.2f}%; width: {width:.2f}%"))
    if cell.median is not None:
        drawn.append(("mean", f"left: {float(cell.median - first) * 100 + 50:.2f}%"))
    return drawn


def _picture(chart: Any, number: int) -> Markup:
    """A chart as SVG inside the page: a picture with a name, ids of its own, nothing that acts beyond it."""
    from xml.etree import ElementTree

    from markupsafe import Markup

    from pemm.report.charts import draw

    root = ElementTree.fromstring(draw(chart, "svg"))
    for tag in ("title", "metadata"):  # the name is the alternative text; the rest names other sites
        for found in root.findall(_SVG + tag):
            root.remove(found)
    for parent in list(root.iter()):  # its rules for every element would hold for the whole page
        for style in parent.findall(f"{_SVG}style"):
            parent.remove(style)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = {
            key.removeprefix(_XLINK): _own(key, value, f"picture{number}-")
            for key, value in element.attrib.items()
        }
        element.tail = None
        element.text = None if not (element.text or "").strip() else element.text
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.attrib |= {
        "role": "img",
        "aria-label": clean(chart.alternative),
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _own(key: str, value: str, prefix: str) -> str:
    """An attribute whose ids, and references to ids, are those of this picture alone."""
    if key == "id":
        return prefix + value
    if key in ("href", f"{_XLINK}href"):
        return value.replace("#", f"#{prefix}", 1)
    return value.replace("url(#", f"url(#{prefix}")
