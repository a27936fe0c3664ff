"""The pictures: a radar chart as PNG, SVG or PDF.

With `sheet` and `fonts` the only module that knows matplotlib, the dearest import of all: import it late.
The radar has its own geometry, in points, without Axes. That is no slower than matplotlib's
polar axes, gives straight rings (a platform that is at level 2 everywhere lies exactly on ring 2), and
lets every label look for a place where it covers nothing.

The scale begins at 0 in the middle, so that distances are in proportion, and the lowest level is a ring
like the others. No average can lie within it, so that part is tinted.
"""

# ruff: noqa: E402 - matplotlib's logger has to be quiet before matplotlib is imported

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

# Where the home cannot be written, matplotlib logs a remark about its cache, which lands on stderr if nobody
# set up logging. With this handler it reaches only those who did.
logging.getLogger("matplotlib").addHandler(logging.NullHandler())

from matplotlib import rc_context, rcParamsDefault

from pemm.report.document import Chart, LineChart, RadarChart, Series
from pemm.report.drawing import Drawing
from pemm.report.fonts import in_all_texts, plain, with_letters
from pemm.report.sheet import LINE, RING, SPOKE, WIDTH, Label, Look, Options, Point, Sheet, Style

PICTURE_FORMATS = ("png", "svg", "pdf")

Spot = Callable[[int, float], Point]  # where a value lies on an axis

HEIGHT, MARGIN = WIDTH, 28.0  # points
LEADING = 6.0  # points between texts that stand one below the other
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
    {"marker": "o", "color": "#0072b2", "markersize": 6.5},
    opacity=0.15,
)
BEFORE = Look(
    Style(9, "#a84300"),
    {"color": "#d55e00", "linestyle": (0, (4, 2.5)), "linewidth": 1.5},
    {"marker": "s", "color": "#d55e00", "markersize": 9.0, "mfc": "white", "mew": 1.5},
)


def draw(chart: Chart, picture_format: str) -> bytes:
    """The chart as a picture; the same chart gives the same bytes whenever it is drawn."""
    if picture_format not in PICTURE_FORMATS:
        raise ValueError(f"no picture format {picture_format!r}, only {', '.join(PICTURE_FORMATS)}")
    alternative = plain(chart.alternative)
    about: dict[str, dict[str, Any]] = {
        "png": {"Description": alternative, "Software": "pemm"},
        "svg": {"Description": alternative, "Creator": "pemm", "Date": None},
        "pdf": {"Subject": alternative, "Creator": "pemm", "CreationDate": None},
    }
    # Starting from the defaults keeps a person's own matplotlibrc out of the picture.
    settings: dict[Any, Any] = {key: rcParamsDefault[key] for key in rcParamsDefault if key != "backend"}
    # SVG gets its letters as shapes: labels were placed by the widths of our font, and would run into each
    # other in the one another machine puts in its place. The words to search for stand in the description.
    settings |= {"svg.fonttype": "path", "svg.hashsalt": "pemm"}
    described = {"Title": plain(chart.title)} | about[picture_format]
    with rc_context(settings):
        drawing = compose(chart)
        if picture_format == "png":
            return drawing.as_png(described)
        return drawing.as_vectors(picture_format, described)


def compose(chart: Chart) -> Drawing:
    """The drawing with everything in its place, not yet written in any format."""
    if isinstance(chart, LineChart):
        from pemm.report import linechart  # which is drawn with what stands here

        return linechart.compose(chart)
    if not isinstance(chart, RadarChart):
        from pemm.report import stackchart

        return stackchart.compose(chart)
    chart, families = with_letters(in_all_texts(chart, lambda text: plain(text)[:LONGEST]))
    few = len(chart.axes) < 3
    sheet = Sheet(220.0 + 50.0 * len(chart.axes) if few else HEIGHT, families)
    top, bottom = write_header(sheet, chart), write_note(sheet, chart)
    (draw_strips if few else draw_radar)(sheet, chart, top, bottom)
    return sheet.drawing


def write_title(sheet: Sheet, chart: Chart) -> float:
    """Title and subtitle; says how far down they reach."""
    top, room = sheet.height - MARGIN, WIDTH - 2 * MARGIN
    for text, style in ((chart.title, TITLE), (chart.subtitle, SUBTITLE)):
        if text:
            top = sheet.hang(sheet.label(sheet.wrap(text, style, room, 2), style), MARGIN, top).bottom - 4
    return top


def write_header(sheet: Sheet, chart: RadarChart) -> float:
    """Title, subtitle and, for two series, the legend; says how far down they reach."""
    top, left, room = write_title(sheet, chart), MARGIN, WIDTH - 2 * MARGIN
    if len(chart.series) == 2:
        top -= 8
        for series, look in looks(chart):
            sheet.line([(left, top), (left + 32, top)], 0, **look.line)
            sheet.marker((left + 16, top), look)
            label = sheet.label(sheet.wrap(series.name or "-", SUBTITLE, room / 2 - 54, 1), SUBTITLE)
            left = sheet.put(label, (left + 40 + label.width / 2, top)).right + 26
        top -= 6
    return top - 10


def write_note(sheet: Sheet, chart: Chart) -> float:
    """The note at the foot; says how far up it reaches."""
    if not chart.note:
        return MARGIN - 8
    label = sheet.label(sheet.wrap(chart.note, SMALL, WIDTH - 2 * MARGIN, 3), SMALL)
    return sheet.hang(label, MARGIN, MARGIN - 8 + tall([label])).top + 8


def looks(chart: RadarChart) -> list[tuple[Series, Look]]:
    """The series with how they are drawn; of two, the first is how it was before."""
    return list(zip(chart.series, (BEFORE, NOW)[2 - len(chart.series) :], strict=True))


def scale(chart: RadarChart) -> tuple[int, int]:
    """Both ends of the scale: 0, or less if that is a level, and the highest level."""
    levels = [level for level, _ in chart.rings]
    return min(0, min(levels) - 1), max(levels)


def axis_labels(sheet: Sheet, chart: RadarChart, axis: int) -> list[Label]:
    """The name of an axis, in lines of much the same length; below it what it lacks."""
    name = chart.axes[axis] or "-"
    word = max(sheet.measure(word, NAME) for word in name.split(" "))
    text = sheet.wrap(name, NAME, max(108.0, min(word + 1, 126.0)), 3)
    for width in range(104, math.ceil(word), -4) if "\n" in text else ():
        narrower = sheet.wrap(name, NAME, width, 3)
        if narrower.count("\n") > text.count("\n") or narrower.endswith("…"):
            break
        text = narrower
    lacking = [series.name for series in chart.series if series.values[axis] is None]
    if not lacking and chart.series:
        return [sheet.label(text, NAME)]
    # Where only one of two series has no average, it says which.
    lack = chart.missing if len(lacking) == len(chart.series) else f"{lacking[0]}: {chart.missing}"
    return [sheet.label(text, NAME), sheet.label(sheet.wrap(lack or "-", SMALL, 108, 2), SMALL)]


def draw_radar(sheet: Sheet, chart: RadarChart, top: float, bottom: float) -> None:
    """Rings, spokes and polygons; then the labels, those of the levels first, for they have less choice."""
    count, (zero, highest) = len(chart.axes), scale(chart)
    turns = [math.pi / 2 - math.tau * axis / count for axis in range(count)]
    names = [axis_labels(sheet, chart, axis) for axis in range(count)]
    (x, y), radius = room_for(names, turns, top, bottom)

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
        strokes: Options = {"color": GRID} if known else {"color": QUIET, "linestyle": ":"}
        sheet.line([(x, y), spot(axis, highest)], SPOKE, linewidth=0.8, **strokes)
        for label, centre in stacked(labels, spot(axis, highest), turns[axis]):
            sheet.put(label, centre)
    if chart.band:
        draw_band(sheet, chart, spot)
    for series, look in looks(chart):
        draw_polygon(sheet, series, look if not chart.band else look._replace(opacity=0), spot, (x, y))
    label_rings(sheet, chart, spot)
    for series, look in reversed(looks(chart)):
        for axis, value in enumerate(series.values):
            if value is not None:
                inward = any((other.values[axis] or 0) > value for other in chart.series)
                label = sheet.label(series.labels[axis] or f"{value:.2f}", look.label, halo=True)
                around = beside(label, spot(axis, value), turns[axis] + math.pi * inward)
                sheet.put(label, sheet.best(label, around)[1])
    label = sheet.label(str(zero), SMALL, halo=True)
    sheet.put(label, sheet.best(label, beside(label, (x, y), -math.pi / 2, near=4))[1])


def tall(labels: list[Label]) -> float:
    """The height of labels that stand one below the other."""
    return sum(2 * label.middle for label in labels) + LEADING * (len(labels) - 1)


def room_for(names: list[list[Label]], turns: list[float], top: float, bottom: float) -> tuple[Point, float]:
    """Centre and radius of the largest radar that leaves room for the names around it."""
    for radius in range(230, 38, -2):
        tips = [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
        placed = [pair for args in zip(names, tips, turns, strict=True) for pair in stacked(*args)]
        lefts, bottoms, rights, tops = zip(*(label.box(centre) for label, centre in placed), strict=True)
        if max(rights) - min(lefts) <= WIDTH - 24 and max(tops) - min(bottoms) <= top - bottom:
            break
    x = min(max(WIDTH / 2, 12 - min(lefts)), WIDTH - 12 - max(rights))
    return (x, (top + bottom - max(tops) - min(bottoms)) / 2), radius


def stacked(labels: list[Label], tip: Point, turn: float) -> Iterator[tuple[Label, Point]]:
    """The labels of an axis outside the tip of its spoke, one below the other, flush on the inner side."""
    width, height = max(label.width for label in labels), tall(labels)
    side = max(-1.0, min(1.0, 1.8 * math.cos(turn)))
    x = tip[0] + 14 * math.cos(turn) + side * width / 2
    y = tip[1] + (14 + height / 2) * math.sin(turn) + height / 2
    for label in labels:
        label.artist.set_multialignment("left" if side > 0.5 else "right" if side < -0.5 else "center")
        flush = math.copysign((width - label.width) / 2, -side) if abs(side) > 0.5 else 0.0
        yield label, (x + flush, y - label.middle)
        y -= tall([label]) + LEADING


def stretches(values: Sequence[float | None]) -> list[list[int]]:
    """The runs of neighbouring axes that have an average; a full circle ends where it began."""
    count = len(values)
    if None not in values:
        return [[*range(count), 0]]
    gap, runs = values.index(None), list[list[int]]([[]])
    for axis in (number % count for number in range(gap, gap + count)):
        if values[axis] is None:
            runs.append([])
        else:
            runs[-1].append(axis)
    return [run for run in runs if run]


def draw_polygon(sheet: Sheet, series: Series, look: Look, spot: Spot, middle: Point) -> None:
    """Points, and lines between neighbours; where an average is missing, line and area have a gap."""
    for run in stretches(series.values):
        points = [spot(axis, series.values[axis] or 0.0) for axis in run]
        sheet.line(points, LINE, zorder=3, **look.line)
        if look.opacity:
            sheet.area([*points, middle], color=look.line["color"], alpha=look.opacity, zorder=1)
        for point in dict.fromkeys(points):
            sheet.marker(point, look)


def draw_band(sheet: Sheet, chart: RadarChart, spot: Spot) -> None:
    """From where to where values lie, shaded between neighbours that both have any; a line on each axis."""
    bounds = [each or (0.0, 0.0) for each in chart.band]
    for run in stretches([None if each is None else each[0] for each in chart.band]):
        lower = [spot(axis, bounds[axis][0]) for axis in run]
        upper = [spot(axis, bounds[axis][1]) for axis in run]
        sheet.area([*upper, *reversed(lower)], color=NOW.line["color"], alpha=0.22, zorder=1)
        for edge in (lower, upper):
            sheet.line(edge, 0, color=NOW.line["color"], linewidth=0.7, linestyle=(0, (2, 2)), zorder=2)
        for low, high in zip(lower, upper, strict=True):
            sheet.line([low, high], 0, color=NOW.line["color"], linewidth=2.4, alpha=0.45, zorder=2)


def beside(label: Label, at: Point, turn: float, near: float = 7) -> Iterator[tuple[float, Point]]:
    """Places around a spot, the dearer the farther away and the farther from the direction."""
    for step in range(-12, 12):
        angle = turn + step * math.pi / 12
        # On a rectangle around the spot, not on a circle: a label is much wider than high.
        across, up = (max(-1.0, min(1.0, 1.5 * part)) for part in (math.cos(angle), math.sin(angle)))
        for away in (0.0, 2.0, 4.0, 6.0, 9.0, 12.0, 16.0, 21.0, 27.0):
            reach = near + away
            place = at[0] + across * (label.width / 2 + reach), at[1] + up * (label.middle + reach)
            yield abs(step) * 0.4 + away * 1.5, place


def label_rings(sheet: Sheet, chart: RadarChart, spot: Spot) -> None:
    """Value and name of every level on its ring, between the same two spokes: they read as a scale."""
    count, best = len(chart.axes), (math.inf, list[Point]())
    texts = [sheet.wrap(f"{level} {name}", SMALL, 130, 1) for level, name in chart.rings]
    labels = [sheet.label(text, SMALL, halo=True) for text in texts]
    for axis in range(count):
        # Rather in the lower half, where the sides lie flattest below each other.
        total, places = 4 * math.sin(math.pi / 2 - math.tau * (axis + 0.5) / count), list[Point]()
        taken = len(sheet.taken)
        for label, (level, _) in zip(labels, chart.rings, strict=True):
            cost, place = sheet.best(label, along(label, spot(axis, level), spot(axis + 1, level)))
            total, places = total + cost, [*places, place]
            sheet.taken.append(label.box(place))
        del sheet.taken[taken:]
        best = min(best, (total, places))
    for label, place in zip(labels, best[1], strict=True):
        sheet.put(label, place)


def along(label: Label, start: Point, end: Point) -> Iterator[tuple[float, Point]]:
    """Places on a side of a ring or close to it, rather in its middle."""
    shifts = ((0, 0, 0), (0, 1, 10), (0, -1, 10), (0, 1.5, 16), (0, -1.5, 16), (1, 0, 25), (-1, 0, 25))
    for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        x, y = (first + part * (last - first) for first, last in zip(start, end, strict=True))
        for across, up, cost in shifts:
            place = x + across * (label.width / 2 + 4), y + up * (label.middle + 4)
            yield abs(part - 0.5) * 100 + cost, place


def draw_strips(sheet: Sheet, chart: RadarChart, top: float, bottom: float) -> None:
    """One or two axes span no area: each gets a strip, all on one scale."""
    zero, highest = scale(chart)
    left, right, floor = MARGIN + 124, WIDTH - MARGIN - 36, bottom + 30
    step, height = (right - left) / (highest - zero), (top - floor) / max(len(chart.axes), 1)
    first = left + step * (chart.rings[0][0] - zero)
    sheet.area([(left, floor), (left, top), (first, top), (first, floor)], color=TINT, zorder=0)
    for level, name in ((zero, ""), *chart.rings):
        x = left + step * (level - zero)
        sheet.line([(x, floor), (x, top)], RING, color=GRID, linewidth=0.8)
        label = sheet.label(sheet.wrap(f"{level} {name}".strip(), SMALL, step - 8, 2), SMALL)
        label.artist.set_multialignment("center")
        sheet.hang(label, x - label.width / 2, floor - 6)
    for axis in range(len(chart.axes)):
        labels, middle = axis_labels(sheet, chart, axis), top - height * (axis + 0.5)
        y = middle + tall(labels) / 2
        for label in labels:
            sheet.hang(label, MARGIN, y)
            y -= tall([label]) + LEADING
        for row, (series, look) in enumerate(looks(chart)):
            if (value := series.values[axis]) is not None:
                at = left + step * (value - zero), middle + (12 - 24 * row) * (len(chart.series) - 1)
                if chart.band and (half := chart.band[axis]):
                    low, high = (left + step * (end - zero) for end in half)
                    corners = [(low, at[1] - 6), (high, at[1] - 6), (high, at[1] + 6), (low, at[1] + 6)]
                    sheet.area(corners, color=look.line["color"], alpha=0.3, zorder=1)
                sheet.line([(left, at[1]), at], LINE, **look.line)
                sheet.marker(at, look)
                label = sheet.label(series.labels[axis] or f"{value:.2f}", look.label, halo=True)
                sheet.put(label, sheet.best(label, beside(label, at, turn=0))[1])
