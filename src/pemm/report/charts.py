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

PICTURE_FORMATS = ("png", "svg", "pdf")

Point = tuple[float, float]
Spot = Callable[[int, float], Point]  # where a value lies on an axis


class Style(NamedTuple):
    """How a text is written."""

    size: float
    colour: str
    weight: str = "normal"


class Look(NamedTuple):
    """How a series is drawn. Line, marker and weight differ, not only the colour: it survives a photocopier."""

    colour: str
    line: Any
    width: float
    marker: str
    size: float
    face: str
    opacity: float
    label: Style


DPI = 180
WIDTH, HEIGHT, MARGIN = 504.0, 504.0, 28.0  # points: 7 inches each way
OWN_FONT = "DejaVu Sans"  # comes with matplotlib, so that a picture looks the same everywhere
INK, QUIET, GRID, TINT = "#1f2933", "#5b6670", "#c9d1d8", "#f1f3f5"
TITLE, SUBTITLE, NAME, SMALL = Style(15, INK, "bold"), Style(9.5, QUIET), Style(10, INK, "bold"), Style(8, QUIET)

# Blue and vermilion of Okabe and Ito, which people with any colour vision tell apart. The square is larger
# than the dot and hollow: where both fall on one spot, both are seen.
NOW = Look("#0072b2", "solid", 2.0, "o", 6.5, "#0072b2", 0.15, Style(9, "#005a8c", "bold"))
BEFORE = Look("#d55e00", (0, (4, 2.5)), 1.5, "s", 9.0, "white", 0.0, Style(9, "#a84300"))

LONGEST = 500  # characters of one text; no label has room for more
# Marks that turn the direction of what follows, choose another form of a letter, or are no characters at all.
UNWANTED = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10), 0xFFFE, 0xFFFF)))

# How far away, in points, a label would rather stand than on one of these.
TAKEN, LINE, SPOKE, RING = 1000.0, 400.0, 12.0, 8.0


def draw(chart: RadarChart, picture_format: str) -> bytes:
    """The chart as a picture; the same chart gives the same bytes whenever it is drawn."""
    if picture_format not in PICTURE_FORMATS:
        raise ValueError(f"no picture format {picture_format!r}, only {', '.join(PICTURE_FORMATS)}")
    title, alternative = plain(chart.title), plain(chart.alternative)
    picture = BytesIO()
    # SVG gets its letters as shapes: the labels were placed by the widths of our font, and would run into each
    # other in the one another machine puts in its place. The words to search for stand in the description.
    # Starting from the defaults keeps a person's own matplotlibrc out of the picture.
    defaults = {key: rcParamsDefault[key] for key in rcParamsDefault if key != "backend"}
    with rc_context(defaults | {"svg.fonttype": "path", "svg.hashsalt": "pemm"}):
        figure = compose(chart)
        if picture_format == "png":
            about: dict[str, Any] = {"Title": title, "Description": alternative, "Software": "pemm"}
            FigureCanvasAgg(figure).print_png(picture, metadata=about)
        elif picture_format == "svg":
            from matplotlib.backends.backend_svg import FigureCanvasSVG

            about = {"Title": title, "Description": alternative, "Creator": "pemm", "Date": None}
            FigureCanvasSVG(figure).print_svg(picture, metadata=about)
        else:
            from matplotlib.backends.backend_pdf import FigureCanvasPdf

            about = {"Title": title, "Subject": alternative, "Creator": "pemm", "CreationDate": None}
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

    @property
    def height(self) -> float:
        return self.rise + self.drop

    def box(self, centre: Point, gap: float = 0.0) -> Box:
        """What it covers, with a gap around it. Centred is what stands on the baseline, as the eye does it."""
        (x, y), half, rise = centre, self.width / 2 + gap, self.rise / 2 + gap
        return Box(x - half, y - rise - self.drop, x + half, y + rise)


class Sheet:
    """A figure measured in points, that knows where its lines run and its labels stand."""

    def __init__(self, height: float, families: list[str]) -> None:
        self.height, self.families = height, families
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=DPI, facecolor="white")
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()
        self.points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self.taken: list[Box] = []
        self.lines: list[tuple[Point, Point, float]] = []

    def line(self, points: Sequence[Point], cost: float, **look: Any) -> None:
        """A line through the points, and what it costs a label to lie on it."""
        self.figure.add_artist(Line2D(*zip(*points, strict=True), transform=self.points, **look))
        self.lines += [(start, end, cost) for start, end in zip(points, points[1:], strict=False)]

    def area(self, points: Sequence[Point], **look: Any) -> None:
        """A filled shape, which labels may lie on."""
        self.figure.add_artist(Polygon(points, transform=self.points, linewidth=0, **look))

    def marker(self, at: Point, look: Look) -> None:
        """The point of an average, which no label may lie on."""
        shape = {"marker": look.marker, "markersize": look.size, "markeredgewidth": 1.5}
        colours = {"markeredgecolor": look.colour, "markerfacecolor": look.face}
        self.figure.add_artist(Line2D([at[0]], [at[1]], transform=self.points, zorder=4, **shape, **colours))
        half = look.size / 2 + 1
        self.taken.append(Box(at[0] - half, at[1] - half, at[0] + half, at[1] + half))

    def font(self, style: Style) -> FontProperties:
        return FontProperties(family=self.families, size=style.size, weight=style.weight)

    def label(self, text: str, style: Style, halo: bool = False) -> Label:
        """A text that is measured now and gets its place later."""
        artist = Text(0, 0, text, color=style.colour, fontproperties=self.font(style))
        artist.set(parse_math=False, linespacing=1.25, transform=self.points, zorder=5)
        if halo:
            artist.set_path_effects([withStroke(linewidth=3, foreground="white")])
        self.figure.add_artist(artist)
        extent = artist.get_window_extent(self.renderer)
        width, rise, drop = (part * 72 / DPI for part in (extent.width, extent.y1, -extent.y0))
        return Label(artist, width, rise, drop)

    def put(self, label: Label, centre: Point) -> Box:
        """Give the label its place; from now on nothing else may lie there."""
        box = label.box(centre)
        label.artist.set_position((box.left, box.bottom + label.drop))
        self.taken.append(box)
        return box

    def hang(self, label: Label, left: float, top: float) -> Box:
        """Put the label by its upper left corner."""
        return self.put(label, (left + label.width / 2, top - label.rise / 2))

    def best(self, label: Label, places: Iterable[tuple[float, Point]]) -> tuple[float, Point]:
        """Of the places (what each costs, and its centre) the cheapest, counting what lies there already."""
        found = (math.inf, (0.0, 0.0))
        for cost, centre in sorted(places):
            if cost >= found[0]:
                break
            found = min(found, (cost + self.trouble(label.box(centre, gap=1.5)), centre))
        return found

    def trouble(self, box: Box) -> float:
        outside = box.left < 4 or box.bottom < 4 or box.right > WIDTH - 4 or box.top > self.height - 4
        covered = sum(box.meets(other) for other in self.taken)
        crossed = sum(cost for start, end, cost in self.lines if cost and box.crossed(start, end))
        return TAKEN * (covered + outside) + crossed

    def wrap(self, text: str, style: Style, width: float, lines: int) -> str:
        """The text in at most so many lines of this width; what does not fit gives way to an ellipsis."""
        font, rows = self.font(style), list[str]()

        def fitting(text: str, end: str = "") -> int:
            def measure(length: int) -> float:
                part = text[:length].rstrip() + end
                return float(self.renderer.get_text_width_height_descent(part, font, False)[0]) * 72 / DPI

            return max(1, bisect_right(range(1, len(text) + 1), width, key=measure))

        while (fits := fitting(text)) < len(text):
            if len(rows) == lines - 1:
                text = text[: fitting(text, "…")].rstrip() + "…"
                break
            cut = max(text.rfind(" ", 0, fits + 1), 0) or fits
            rows, text = [*rows, text[:cut].rstrip()], text[cut:].lstrip()
        return "\n".join([*rows, text])


def write_header(sheet: Sheet, chart: RadarChart) -> float:
    """Title, subtitle and, for two series, the legend; says how far down they reach."""
    top, room = sheet.height - MARGIN + 4, WIDTH - 2 * MARGIN
    for text, style, after in ((chart.title, TITLE, 3.0), (chart.subtitle, SUBTITLE, 8.0)):
        if text:
            label = sheet.label(sheet.wrap(text, style, room, 2), style)
            top = sheet.hang(label, MARGIN, top).bottom - after
    left = MARGIN
    if len(chart.series) == 2:
        for series, look in looks(chart):
            label = sheet.label(sheet.wrap(series.name or " ", SUBTITLE, room / 2 - 54, 1), SUBTITLE)
            y = top - label.rise / 2
            stroke = {"color": look.colour, "linestyle": look.line, "linewidth": look.width}
            sheet.line([(left, y), (left + 32, y)], 0, **stroke)
            sheet.marker((left + 16, y), look)
            left = sheet.hang(label, left + 40, top).right + 26
        top -= label.height
    return top - 8


def write_note(sheet: Sheet, chart: RadarChart) -> float:
    """The note at the foot; says how far up it reaches."""
    if not chart.note:
        return MARGIN - 8
    label = sheet.label(sheet.wrap(chart.note, SMALL, WIDTH - 2 * MARGIN, 3), SMALL)
    return sheet.hang(label, MARGIN, MARGIN - 12 + label.height).top + 8


def looks(chart: RadarChart) -> list[tuple[Series, Look]]:
    """The series with how they are drawn; of two, the first is how it was before."""
    return list(zip(chart.series, (BEFORE, NOW)[-len(chart.series) :], strict=True)) if chart.series else []


def lack(chart: RadarChart, axis: int) -> str:
    """What to say of an axis without an average; where only one of two series has none, of which."""
    lacking = [series.name for series in chart.series if series.values[axis] is None]
    if len(lacking) == len(chart.series):
        return chart.missing
    return f"{lacking[0]}: {chart.missing}" if lacking else ""


def scale(chart: RadarChart) -> tuple[float, float]:
    """Both ends of the scale: 0 (below that, if levels begin at 0) and the highest level."""
    levels = [level for level, _ in chart.rings]
    return min(0, min(levels) - 1), max(levels)


def draw_radar(sheet: Sheet, chart: RadarChart, top: float, bottom: float) -> None:
    """Spokes, rings and polygons, and then the labels: the averages first, for levels have more places to go."""
    count, (zero, highest) = len(chart.axes), scale(chart)
    turns = [math.pi / 2 - math.tau * axis / count for axis in range(count)]
    names = [axis_labels(sheet, chart, axis) for axis in range(count)]
    (x, y), radius = room(names, turns, top, bottom)

    def spot(axis: int, value: float) -> Point:
        reach, turn = radius * (value - zero) / (highest - zero), turns[axis % count]
        return x + reach * math.cos(turn), y + reach * math.sin(turn)

    for level, _ in chart.rings:
        ring = [spot(axis, level) for axis in range(count + 1)]
        sheet.line(ring, RING, color=GRID, linewidth=0.8)
        if level == chart.rings[0][0]:
            sheet.area(ring, color=TINT, zorder=0)
    for axis, labels in enumerate(names):
        known = any(series.values[axis] is not None for series in chart.series)
        sheet.line([(x, y), spot(axis, highest)], SPOKE, color=GRID, linewidth=0.8, linestyle="-" if known else ":")
        for label, centre in stacked(labels, spot(axis, highest), turns[axis]):
            sheet.put(label, centre)
    for series, look in looks(chart):
        draw_polygon(sheet, series, look, spot, (x, y))
    for series, look in reversed(looks(chart)):
        for axis, value in enumerate(series.values):
            if value is not None:
                inward = any((other.values[axis] or 0) > value for other in chart.series)
                label_point(sheet, series, look, axis, spot(axis, value), turns[axis] + math.pi * inward)
    label_rings(sheet, chart, spot)
    label = sheet.label(f"{zero:.0f}", SMALL, halo=True)
    sheet.put(label, sheet.best(label, beside(label, (x, y), -math.pi / 2, 1))[1])


def axis_labels(sheet: Sheet, chart: RadarChart, axis: int) -> list[Label]:
    """The name of an axis and, to stand below it, what it lacks."""
    labels = [sheet.label(sheet.wrap(chart.axes[axis] or " ", NAME, 108, 3), NAME)]
    if lacking := lack(chart, axis):
        labels.append(sheet.label(sheet.wrap(lacking, SMALL, 108, 2), SMALL))
    return labels


def stacked(labels: list[Label], tip: Point, turn: float) -> list[tuple[Label, Point]]:
    """The labels of an axis outside the tip of its spoke, one below the other, flush on the inner side."""
    width, height = max(label.width for label in labels), sum(label.height for label in labels)
    side = max(-1.0, min(1.0, 1.8 * math.cos(turn)))
    x = tip[0] + 12 * math.cos(turn) + side * width / 2
    y = tip[1] + (12 + height / 2) * math.sin(turn) + height / 2
    placed = []
    for label in labels:
        label.artist.set_multialignment("left" if side > 0.5 else "right" if side < -0.5 else "center")
        shift = math.copysign((label.width - width) / 2, -side) if abs(side) > 0.5 else 0.0
        placed.append((label, (x + shift, y - label.rise / 2)))
        y -= label.height
    return placed


def room(names: list[list[Label]], turns: list[float], top: float, bottom: float) -> tuple[Point, float]:
    """Centre and radius of the largest radar that leaves room for the names around it."""
    for radius in range(230, 38, -2):
        tips = [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
        placed = [pair for args in zip(names, tips, turns, strict=True) for pair in stacked(*args)]
        lefts, bottoms, rights, tops = zip(*(label.box(centre) for label, centre in placed), strict=True)
        if max(rights) - min(lefts) <= WIDTH - 24 and max(tops) - min(bottoms) <= top - bottom:
            break
    x = min(max(WIDTH / 2, 12 - min(lefts)), WIDTH - 12 - max(rights))
    return (x, (top + bottom - max(tops) - min(bottoms)) / 2), radius


def stretches(values: Sequence[float | None]) -> list[list[int]]:
    """The runs of neighbouring axes that have an average; a full circle ends where it began."""
    count = len(values)
    if None not in values:
        return [[*range(count), 0]]
    runs: list[list[int]] = [[]]
    for axis in range(values.index(None), values.index(None) + count):
        if values[axis % count] is None:
            runs.append([])
        else:
            runs[-1].append(axis % count)
    return [run for run in runs if run]


def draw_polygon(sheet: Sheet, series: Series, look: Look, spot: Spot, middle: Point) -> None:
    """Points, and lines between neighbours; where an average is missing, line and area have a gap."""
    for run in stretches(series.values):
        points = [spot(axis, series.values[axis] or 0.0) for axis in run]
        sheet.line(points, LINE, color=look.colour, linestyle=look.line, linewidth=look.width, zorder=3)
        if look.opacity and len(points) > 1:
            sheet.area([*points, middle], color=look.colour, alpha=look.opacity, zorder=1)
        for point in points:
            sheet.marker(point, look)


def beside(label: Label, at: Point, turn: float, near: float) -> Iterator[tuple[float, Point]]:
    """Places around a spot, the dearer the farther away and the farther from the direction."""
    for step in range(-12, 12):
        angle = turn + step * math.pi / 12
        # On a rectangle around the spot, not a circle: a label is much wider than high.
        across, up = (max(-1.0, min(1.0, 1.5 * part)) for part in (math.cos(angle), math.sin(angle)))
        for extra in (0.0, 3.0, 6.0, 10.0, 15.0):
            reach = near + extra
            x, y = at[0] + across * (label.width / 2 + reach), at[1] + up * (label.height / 2 + reach)
            yield abs(step) * 0.4 + extra, (x, y)


def label_point(sheet: Sheet, series: Series, look: Look, axis: int, at: Point, turn: float) -> None:
    """The average beside its point."""
    label = sheet.label(series.labels[axis] or f"{series.values[axis]:.2f}", look.label, halo=True)
    sheet.put(label, sheet.best(label, beside(label, at, turn, look.size / 2 + 1.5))[1])


def label_rings(sheet: Sheet, chart: RadarChart, spot: Spot) -> None:
    """Value and name of every level on its ring, all between the same two spokes so that they read as a scale."""
    texts = [sheet.wrap(f"{level} {name}", SMALL, 130, 1) for level, name in chart.rings]
    labels = [sheet.label(text, SMALL, halo=True) for text in texts]
    best: tuple[float, list[Point]] = (math.inf, [])
    for axis in range(len(chart.axes)):
        # The lower half is where the scale is looked for last and disturbs least.
        total = 4 * math.sin(math.pi / 2 - math.tau * (axis + 0.5) / len(chart.axes))
        places, before = list[Point](), len(sheet.taken)
        for label, (level, _) in zip(labels, chart.rings, strict=True):
            cost, place = sheet.best(label, along(label, spot(axis, level), spot(axis + 1, level)))
            total, places = total + cost, [*places, place]
            sheet.taken.append(label.box(place))
        del sheet.taken[before:]
        best = min(best, (total, places))
    for label, place in zip(labels, best[1], strict=True):
        sheet.put(label, place)


def along(label: Label, start: Point, end: Point) -> Iterator[tuple[float, Point]]:
    """Places on a side of a ring or just above or below it, rather in the middle."""
    for part in (0.5, 0.4, 0.6, 0.3, 0.7):
        x, y = (first + part * (last - first) for first, last in zip(start, end, strict=True))
        for shift in (0.0, 1.0, -1.0):
            yield abs(part - 0.5) * 40 + abs(shift) * 10, (x, y + shift * (label.height / 2 + 2))


def draw_strips(sheet: Sheet, chart: RadarChart, top: float, bottom: float) -> None:
    """One or two axes span no area: they get a line each, on a common scale of the levels."""
    zero, highest = scale(chart)
    left, right, floor = MARGIN + 124, WIDTH - MARGIN - 36, bottom + 30

    def x(value: float) -> float:
        return left + (right - left) * (value - zero) / (highest - zero)

    lowest = x(chart.rings[0][0])
    sheet.area([(left, floor), (left, top), (lowest, top), (lowest, floor)], color=TINT, zorder=0)
    for level, name in ((int(zero), ""), *chart.rings):
        sheet.line([(x(level), floor), (x(level), top)], RING, color=GRID, linewidth=0.8)
        words = sheet.wrap(f"{level} {name}".strip(), SMALL, (right - left) / (highest - zero) - 8, 2)
        label = sheet.label(words, SMALL)
        label.artist.set_multialignment("center")
        sheet.hang(label, x(level) - label.width / 2, floor - 5)
    height = (top - floor) / max(len(chart.axes), 1)
    for axis in range(len(chart.axes)):
        middle = top - height * (axis + 0.5)
        labels = axis_labels(sheet, chart, axis)
        y = middle + sum(label.height for label in labels) / 2
        for label in labels:
            y = sheet.hang(label, MARGIN, y).bottom
        for number, (series, look) in enumerate(looks(chart)):
            if (value := series.values[axis]) is not None:
                at = (x(value), middle + (12 - 24 * number if len(chart.series) == 2 else 0))
                stroke = {"color": look.colour, "linestyle": look.line, "linewidth": look.width}
                sheet.line([(left, at[1]), at], LINE, **stroke)
                sheet.marker(at, look)
                label_point(sheet, series, look, axis, at, 0.0)


def plain(text: str) -> str:
    """On one line, without what can be neither drawn nor stored: controls, lone surrogates, changes of direction."""
    kept = (char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join("".join(char for char in kept if char not in UNWANTED).split())


def in_all_texts(chart: RadarChart, change: Callable[[str], str]) -> RadarChart:
    """The chart with a change made to every text that is drawn."""

    def changed(series: Series) -> Series:
        labels = tuple(label and change(label) for label in series.labels)
        return replace(series, name=change(series.name), labels=labels)

    return replace(
        chart,
        title=change(chart.title),
        subtitle=change(chart.subtitle),
        axes=tuple(change(axis) for axis in chart.axes),
        rings=tuple((level, change(name)) for level, name in chart.rings),
        series=tuple(changed(series) for series in chart.series),
        note=change(chart.note),
        missing=change(chart.missing),
    )


def with_letters(chart: RadarChart) -> tuple[RadarChart, list[str]]:
    """The chart in letters that can be drawn, and the fonts to draw them: what no font has becomes a "?"."""
    letters: set[str] = set()

    def collect(text: str) -> str:
        letters.update(text)
        return text

    in_all_texts(chart, collect)
    families, missing = fonts_for(letters - {" "})
    if not missing:
        return chart, families
    scripts = sorted({unicodedata.name(letter, "UNKNOWN").split()[0] for letter in missing})
    sentence = f"No installed font has the characters of {', '.join(scripts)}: the picture shows ? in their place."
    warnings.warn(sentence, stacklevel=4)
    return in_all_texts(chart, lambda text: "".join("?" if char in missing else char for char in text)), families


def fonts_for(letters: set[str]) -> tuple[list[str], set[str]]:
    """The families to look for letters in, one after the other, and the letters that none of them has."""
    families, missing = [OWN_FONT], letters - of_family(OWN_FONT, letters)
    if not missing:
        return families, missing
    # matplotlib remembers the fonts of its first run: one that was installed since is made known here.
    for path in sorted(set(findSystemFonts()) - {entry.fname for entry in fontManager.ttflist}):
        with suppress(OSError, RuntimeError):
            fontManager.addfont(path)
    files = {entry.name: entry.fname for entry in fontManager.ttflist if entry.style == "normal"}
    for family in sorted(files, key=lambda name: ("Sans" not in name, "Mono" in name, name)):
        # A "last resort" font has a box for everything.
        if missing and "lastresort" not in family.replace(" ", "").lower() and of_file(files[family], missing):
            found = of_family(family, missing)
            families, missing = [*families, *[family] * bool(found)], missing - found
    return families, missing


def of_family(family: str, letters: set[str]) -> set[str]:
    """Those of the letters that a family has, both upright and bold."""
    for weight in ("normal", "bold"):
        letters = of_file(findfont(FontProperties(family=[family], weight=weight)), letters)
    return letters


def of_file(path: str, letters: set[str]) -> set[str]:
    """Those of the letters that a font file has."""
    try:
        font = get_font(path)
        return {letter for letter in letters if font.scalable and font.get_char_index(ord(letter))}
    except (OSError, RuntimeError):  # deleted since, or damaged
        return set()
