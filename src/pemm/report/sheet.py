"""The sheet a picture is drawn on: lines, areas and labels that look for a place where they cover nothing.

Everything is measured in points, from the bottom left corner.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from pemm.report.drawing import Drawing, agg

Point = tuple[float, float]
Options = dict[str, Any]  # for matplotlib: colours, widths, shapes

DPI = 180
WIDTH = 504.0  # 7 inches

# How far away, in points, a label would rather stand than on one of these.
TAKEN, LINE, SPOKE, RING = 1000.0, 400.0, 8.0, 5.0


class Style(NamedTuple):
    """How a text is written."""

    size: float
    colour: str
    weight: str = "normal"


class Look(NamedTuple):
    """How a series is drawn."""

    label: Style
    line: Options
    marker: Options
    opacity: float = 0.0  # of its area


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
        enters, leaves = 0.0, 1.0
        for begin, stop, low, high in (
            (start[0], end[0], self.left, self.right),
            (start[1], end[1], self.bottom, self.top),
        ):
            if (begin < low and stop < low) or (begin > high and stop > high):
                return False  # as most are: beside, above or below
            if step := stop - begin:
                near, far = sorted(((low - begin) / step, (high - begin) / step))
                enters, leaves = max(enters, near), min(leaves, far)
        return enters <= leaves


class Label(NamedTuple):
    """A text and its size; it has no place yet."""

    artist: Text
    width: float
    rise: float  # above the baseline of its last line
    drop: float  # below it
    middle: float  # from that baseline to halfway up to the top of the first capital, what the eye centres

    def box(self, centre: Point, gap: float = 0.0) -> Box:
        """What it would cover, and a gap around it."""
        x, baseline, half = centre[0], centre[1] - self.middle, self.width / 2 + gap
        return Box(x - half, baseline - self.drop - gap, x + half, baseline + self.rise + gap)


class Sheet:
    """A drawing measured in points, that knows where its lines run and its labels stand."""

    def __init__(self, height: float, families: list[str]) -> None:
        """An empty one, for texts in these font families."""
        self.height, self.families = height, families
        self.drawing = Drawing(WIDTH / 72, height / 72, DPI)
        # It measures texts, for SVG and PDF too, so that all are laid out alike; nothing is drawn with it.
        self.renderer = agg(1, 1, DPI)
        self.points = Affine2D().scale(1 / 72) + self.drawing.dpi_scale_trans
        self.taken: list[Box] = []
        self.lines: list[tuple[Point, Point, float]] = []
        self.widths: dict[tuple[str, Style], float] = {}

    def line(self, points: Sequence[Point], cost: float, **strokes: Any) -> None:
        """A line through the points, and what it costs a label to lie on it."""
        xs, ys = zip(*points, strict=True)
        self.drawing.add_artist(Line2D(xs, ys, transform=self.points, **strokes))
        self.lines += [(start, end, cost) for start, end in pairwise(points)]

    def area(self, points: Sequence[Point], **strokes: Any) -> None:
        """A filled shape, which labels may lie on."""
        self.drawing.add_artist(Polygon(points, transform=self.points, linewidth=0, **strokes))

    def marker(self, at: Point, look: Look) -> None:
        """The point of an average, which no label may lie on."""
        self.drawing.add_artist(Line2D([at[0]], [at[1]], transform=self.points, zorder=4, **look.marker))
        half = look.marker["markersize"] / 2 + 0.5
        self.taken.append(Box(at[0] - half, at[1] - half, at[0] + half, at[1] + half))

    def font(self, style: Style) -> FontProperties:
        """The style in the words of matplotlib."""
        return FontProperties(family=self.families, size=style.size, weight=style.weight)

    def label(self, text: str, style: Style, halo: bool = False) -> Label:
        """A text that is measured now and gets its place later."""
        artist = Text(0, 0, text, color=style.colour, fontproperties=self.font(style), parse_math=False)
        # Spaced lines have room above and below, which one line on its own does not want.
        artist.set(linespacing=1.25 if "\n" in text else 1.0, transform=self.points, zorder=5)
        if halo:
            artist.set_path_effects([withStroke(linewidth=3, foreground="white")])
        self.drawing.add_artist(artist)
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
        """Put the label with the corner of its first capital there."""
        return self.put(label, (left + label.width / 2, top - label.middle))

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

    def fitting(self, text: str, style: Style, width: float, end: str = "") -> int:
        """How many of the letters, and then the end, fit into the width; at least one."""
        counts = range(1, len(text) + 1)
        return bisect_right(counts, width, lo=1, key=lambda n: self.measure(text[:n].rstrip() + end, style))

    def wrap(self, text: str, style: Style, width: float, lines: int) -> str:
        """The text in at most so many lines of this width; what does not fit gives way to an ellipsis."""
        rows: list[str] = []
        while self.measure(text, style) > width:
            if len(rows) == lines - 1:
                text = text[: self.fitting(text, style, width, "…")].rstrip() + "…"
                break
            fits = self.fitting(text, style, width)
            cut = text.rfind(" ", 1, fits + 1)
            cut = cut if cut > 0 else fits
            rows, text = [*rows, text[:cut].rstrip()], text[cut:].lstrip()
        return "\n".join([*rows, text])
