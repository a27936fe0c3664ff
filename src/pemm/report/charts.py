"""The pictures: a radar chart as PNG, SVG or PDF.

Only this module knows matplotlib, and importing it is by far the dearest thing pemm does: import it late.
The radar has its own geometry, in points, on a figure without Axes. That is quicker than matplotlib's
polar axes, gives straight rings (a platform that is at level 2 everywhere lies exactly on ring 2), and
lets every label look for a place where it covers nothing.

The scale begins at 0 in the middle, so that distances are in proportion, and the lowest level is a ring
like the others. No average can lie within it, so that part is tinted.
"""

# ruff: noqa: E402 - matplotlib's logger has to be quiet before matplotlib is imported

from __future__ import annotations

import logging
import math
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple

# Where the home cannot be written, matplotlib logs a remark about its cache, which lands on stderr if nobody
# set up logging. With this handler it reaches only those who did.
logging.getLogger("matplotlib").addHandler(logging.NullHandler())

from matplotlib import rc_context, rcParamsDefault
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from pemm.report.document import RadarChart, Series
from pemm.wording import clean

PICTURE_FORMATS = ("png", "svg", "pdf")

Point = tuple[float, float]
Spot = Callable[[int, float], Point]  # where a value lies on an axis
Strokes = dict[str, Any]  # what matplotlib calls colours, widths and shapes


class Style(NamedTuple):
    """How a text is written."""

    size: float
    colour: str
    weight: str = "normal"


class Look(NamedTuple):
    """How a series is drawn."""

    label: Style
    line: Strokes
    marker: Strokes
    opacity: float = 0.0  # of its area


DPI = 180
WIDTH, HEIGHT, MARGIN = 504.0, 504.0, 28.0  # points: 7 inches each way
OWN_FONT = "DejaVu Sans"  # comes with matplotlib, so that a picture looks the same everywhere
LONGEST = 500  # characters of one text: no label has room for more
INK, QUIET, GRID, TINT = "#1f2933", "#5b6670", "#c9d1d8", "#f1f3f5"
TITLE, SUBTITLE = Style(15, INK, "bold"), Style(9.5, QUIET)
NAME, SMALL = Style(10, INK, "bold"), Style(8, QUIET)

# Blue and vermilion of Okabe and Ito, which people with any colour vision tell apart; line, marker and weight
# differ as well, for a photocopy. The square is larger than the dot and hollow: where both fall on one spot,
# both are seen.
NOW = Look(
    Style(9, "#005a8c", "bold"),
    {"color": "#0072b2", "linestyle": "-", "linewidth": 2.0},
    {"marker": "o", "color": "#0072b2", "markersize": 8.0},
    opacity=0.15,
)
BEFORE = Look(
    Style(9, "#a84300"),
    {"color": "#d55e00", "linestyle": (0, (4, 2.5)), "linewidth": 1.5},
    {"marker": "s", "color": "#d55e00", "markersize": 9.0, "markerfacecolor": "white", "markeredgewidth": 1.5},
)

# How far away, in points, a label would rather stand than on one of these.
TAKEN, LINE, SPOKE, RING = 1000.0, 400.0, 8.0, 5.0


def draw(chart: RadarChart, picture_format: str) -> bytes:
    """The chart as a picture; the same chart gives the same bytes whenever it is drawn."""
    if picture_format not in PICTURE_FORMATS:
        raise ValueError(f"no picture format {picture_format!r}, only {', '.join(PICTURE_FORMATS)}")
    about: Strokes = {"Title": plain(chart.title)}
    alternative = plain(chart.alternative)
    # SVG gets its letters as shapes: labels were placed by the widths of our font, and would run into each
    # other in the one another machine puts in its place. The words to search for stand in the description.
    # Starting from the defaults keeps a person's own matplotlibrc out of the picture.
    settings = {key: rcParamsDefault[key] for key in rcParamsDefault if key != "backend"}
    picture = BytesIO()
    with rc_context(settings | {"svg.fonttype": "path", "svg.hashsalt": "pemm"}):
        figure = compose(chart)
        if picture_format == "png":
            about |= {"Description": alternative, "Software": "pemm"}
            FigureCanvasAgg(figure).print_png(picture, metadata=about)
        elif picture_format == "svg":
            from matplotlib.backends.backend_svg import FigureCanvasSVG

            about |= {"Description": alternative, "Creator": "pemm", "Date": None}
            FigureCanvasSVG(figure).print_svg(picture, metadata=about)
        else:
            from matplotlib.backends.backend_pdf import FigureCanvasPdf

            about |= {"Subject": alternative, "Creator": "pemm", "CreationDate": None}
            FigureCanvasPdf(figure).print_pdf(picture, metadata=about)
    return picture.getvalue()


def compose(chart: RadarChart) -> Figure:
    """The figure with everything in its place, not yet written in any format."""
    chart, families = with_letters(in_all_texts(chart, lambda text: plain(text)[:LONGEST]))
    few = len(chart.axes) < 3
    sheet = Sheet(220.0 + 50.0 * len(chart.axes) if few else HEIGHT, families)
    top, bottom = write_header(sheet, chart), write_note(sheet, chart)
    (draw_strips if few else draw_radar)(sheet, chart, top, bottom)
    return sheet.figure


class Box(NamedTuple):
    """A rectangle on the sheet, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a spot in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether the straight line from start to end runs through (Liang and Barsky)."""
        (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
        enters, leaves = 0.0, 1.0
        for step, low, high in ((dx, self.left - x, self.right - x), (dy, self.bottom - y, self.top - y)):
            if step:
                near, far = sorted((low / step, high / step))
                enters, leaves = max(enters, near), min(leaves, far)
            elif low > 0 or high < 0:
                return False
        return enters <= leaves


class Label(NamedTuple):
    """A text and its size; it has no place yet."""

    artist: Text
    width: float
    rise: float  # above the baseline of its last line
    drop: float  # below it
    middle: float  # from that baseline to where the eye sees the middle

    @property
    def height(self) -> float:
        """From the lowest to the highest it covers."""
        return self.rise + self.drop

    def box(self, centre: Point, gap: float = 0.0) -> Box:
        """What it would cover, and a gap around it."""
        x, baseline, half = centre[0], centre[1] - self.middle, self.width / 2 + gap
        return Box(x - half, baseline - self.drop - gap, x + half, baseline + self.rise + gap)


class Sheet:
    """A figure measured in points, that knows where its lines run and its labels stand."""

    def __init__(self, height: float, families: list[str]) -> None:
        """An empty one, for texts in these font families."""
        self.height, self.families = height, families
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=DPI, facecolor="white")
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()
        self.points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self.taken: list[Box] = []
        self.lines: list[tuple[Point, Point, float]] = []
        self.widths: dict[tuple[str, Style], float] = {}

    def line(self, points: Sequence[Point], cost: float, **strokes: Any) -> None:
        """A line through the points, and what it costs a label to lie on it."""
        xs, ys = zip(*points, strict=True)
        self.figure.add_artist(Line2D(xs, ys, transform=self.points, **strokes))
        self.lines += [(start, end, cost) for start, end in pairwise(points)]

    def area(self, points: Sequence[Point], **strokes: Any) -> None:
        """A filled shape, which labels may lie on."""
        self.figure.add_artist(Polygon(points, transform=self.points, linewidth=0, **strokes))

    def marker(self, at: Point, look: Look) -> None:
        """The point of an average, which no label may lie on."""
        self.figure.add_artist(Line2D([at[0]], [at[1]], transform=self.points, zorder=4, **look.marker))
        half = look.marker["markersize"] / 2 + 0.5
        self.taken.append(Box(at[0] - half, at[1] - half, at[0] + half, at[1] + half))

    def font(self, style: Style) -> FontProperties:
        """The style in the words of matplotlib."""
        return FontProperties(family=self.families, size=style.size, weight=style.weight)

    def label(self, text: str, style: Style, halo: bool = False) -> Label:
        """A text that is measured now and gets its place later."""
        artist = Text(0, 0, text, color=style.colour, fontproperties=self.font(style), linespacing=1.25)
        artist.set(parse_math=False, transform=self.points, zorder=5)
        if halo:
            artist.set_path_effects([withStroke(linewidth=3, foreground="white")])
        self.figure.add_artist(artist)
        extent = artist.get_window_extent(self.renderer)
        width, rise, drop = (float(part) * 72 / DPI for part in (extent.width, extent.y1, -extent.y0))
        capitals = 0.73 * style.size  # the height of DejaVu's
        return Label(artist, width, rise, drop, (capitals + 1.25 * style.size * text.count("\n")) / 2)

    def put(self, label: Label, centre: Point) -> Box:
        """Give the label its place; from now on nothing else may lie there."""
        box = label.box(centre)
        label.artist.set_position((box.left, centre[1] - label.middle))
        self.taken.append(box)
        return box

    def hang(self, label: Label, left: float, top: float) -> Box:
        """Put the label by its upper left corner."""
        return self.put(label, (left + label.width / 2, top - label.rise + label.middle))

    def best(self, label: Label, places: Iterable[tuple[float, Point]]) -> tuple[float, Point]:
        """Of the places (what each costs, and its centre) the cheapest, counting what lies there already."""
        found = (math.inf, (0.0, 0.0))
        for cost, centre in sorted(places):
            if cost >= found[0]:
                break
            found = min(found, (cost + self.trouble(label.box(centre, gap=2)), centre))
        return found

    def trouble(self, box: Box) -> float:
        """What it costs to lie here."""
        outside = box.left < 4 or box.bottom < 4 or box.right > WIDTH - 4 or box.top > self.height - 4
        covered = sum(box.meets(other) for other in self.taken)
        crossed = sum(cost for start, end, cost in self.lines if cost and box.crossed(start, end))
        return TAKEN * (covered + outside) + crossed

    def measure(self, text: str, style: Style) -> float:
        """The width of one line of text."""
        if (text, style) not in self.widths:
            width, _, _ = self.renderer.get_text_width_height_descent(text, self.font(style), False)
            self.widths[text, style] = float(width) * 72 / DPI
        return self.widths[text, style]

    def wrap(self, text: str, style: Style, width: float, lines: int) -> str:
        """The text in at most so many lines of this width; what does not fit gives way to an ellipsis."""
        rows: list[str] = []
        while self.measure(text, style) > width:
            end = "…" if len(rows) == lines - 1 else ""
            sizes = (self.measure(text[:count].rstrip() + end, style) for count in range(1, len(text) + 1))
            fits = max(1, next(count for count, size in enumerate(sizes) if size > width))
            if end:
                text = text[:fits].rstrip() + end
                break
            cut = max(text.rfind(" ", 0, fits + 1), 0) or fits
            rows, text = [*rows, text[:cut].rstrip()], text[cut:].lstrip()
        return "\n".join([*rows, text])
