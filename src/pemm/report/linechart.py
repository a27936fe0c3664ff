"""The line chart of a trend: a small panel per aspect, one below the other, on one axis of time.

Aspects lie on the same few levels, so that their lines in one panel would cross and cover each other all the
time, and only colour could tell them apart. Each with a panel of its own needs no legend and one colour.
The panels share the scale of the levels, and of time: what happened at once stands one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from pemm.report.charts import (
    GRID,
    INK,
    LONGEST,
    MARGIN,
    NAME,
    NOW,
    SMALL,
    write_note,
    write_title,
)
from pemm.report.document import Line, LineChart
from pemm.report.drawing import Drawing
from pemm.report.fonts import in_all_texts, plain, with_letters
from pemm.report.sheet import LINE, RING, WIDTH, Label, Point, Sheet, Style

# The scale of time: left of it stand the values of the levels, right of it their names.
LEFT, RIGHT = MARGIN + 16, WIDTH - MARGIN - 92
ABOVE, BELOW = 27.0, 20.0  # room of a panel above its highest level, for the name, and below its lowest
DENSE = 12  # moments: beyond, labels at each would say nothing but that they are many
ROWS = 4  # of dates, at most, and of dense ones a single row: what finds no room stays unnamed
DATE, LATEST, EARLIER = Style(8, INK), NOW.label, Style(9, "#005a8c")


def compose(chart: LineChart) -> Drawing:
    """The drawing with everything in its place, not yet written in any format."""
    chart, families = with_letters(in_all_texts(chart, lambda text: plain(text)[:LONGEST]))
    height = ABOVE + BELOW + tall_as(chart)
    room = Sheet(0, families)  # to measure what stands above and below before the height is known
    dates = place_dates(room, chart)
    foot = 16.0 * (1 + max((row for _, _, row in dates), default=0)) + 10
    needed = -write_title(room, chart) + write_note(room, chart) + foot + height * len(chart.lines) + 12
    sheet = Sheet(needed, families)
    top, bottom = write_title(sheet, chart) - 4, write_note(sheet, chart) + foot
    draw_dates(sheet, chart, top, bottom)
    tops = [top - height * number for number in range(len(chart.lines))]
    for line, below in zip(chart.lines, tops, strict=True):
        draw_panel(sheet, chart, line, below)
    # All that has a fixed place stands now; labels find theirs around it.
    for line, below in zip(chart.lines, tops, strict=True):
        draw_line(sheet, chart, line, below)
    return sheet.drawing


def tall_as(chart: LineChart) -> float:
    """The height of a panel, from its lowest to its highest level; their names need 11 points each."""
    steps = len(chart.levels) - 1
    return steps * max(11.0, min(18.0, 72.0 / max(steps, 1)))


def across(chart: LineChart) -> list[float]:
    """Where each moment stands: in proportion to time; all at once, one after the other."""
    times, ends = [days for days, _ in chart.moments], (LEFT + 14, RIGHT - 14)
    span = times[-1] - times[0] if times else 0
    if not span:
        step = (ends[1] - ends[0]) / (len(times) + 1)
        return [ends[0] + step * (number + 1) for number in range(len(times))]
    return [ends[0] + (ends[1] - ends[0]) * (time - times[0]) / span for time in times]


def place_dates(sheet: Sheet, chart: LineChart) -> list[tuple[int, float, int]]:
    """For each moment that finds room: its number, the middle of its date, and the row that stands in."""
    xs, placed = across(chart), list[tuple[int, float, int]]()
    taken: list[list[tuple[float, float]]] = [[] for _ in range(ROWS if len(xs) <= DENSE else 1)]
    # The first and the last come first: they say what time the picture is about.
    order = [0, len(xs) - 1, *range(1, len(xs) - 1)]
    for number in dict.fromkeys(order[: len(xs)]):
        half = sheet.measure(chart.moments[number][1], DATE) / 2 + 4
        middle = min(max(xs[number], MARGIN + half), WIDTH - MARGIN - half)
        for row, others in enumerate(taken):
            if all(middle + half <= start or end <= middle - half for start, end in others):
                others.append((middle - half, middle + half))
                placed.append((number, middle, row))
                break
    return placed


def draw_dates(sheet: Sheet, chart: LineChart, top: float, bottom: float) -> None:
    """The dates below all panels, each with a line up through them."""
    xs = across(chart)
    for x in xs if len(xs) <= DENSE else ():
        sheet.line([(x, bottom), (x, top - ABOVE)], 0, color=GRID, linewidth=0.6, linestyle=":")
    for number, middle, row in place_dates(sheet, chart):
        label = sheet.label(chart.moments[number][1], DATE, halo=True)
        down = bottom - 6 - 16 * row
        if row:
            sheet.line([(xs[number], bottom), (xs[number], down + 3)], 0, color=GRID, linewidth=0.6)
        sheet.hang(label, middle - label.width / 2, down)


def draw_panel(sheet: Sheet, chart: LineChart, line: Line, top: float) -> None:
    """The name of the aspect and its levels; where there is no line, a word why."""
    name = sheet.wrap(line.name or "-", NAME, WIDTH - 2 * MARGIN, 1)
    sheet.hang(sheet.label(name, NAME, halo=True), MARGIN, top - 4)
    for level, name in chart.levels:
        y = height_of(chart, level, top)
        sheet.line([(LEFT, y), (RIGHT, y)], RING, color=GRID, linewidth=0.8)
        for text, left in ((str(level), MARGIN), (name, RIGHT + 8)):
            if text:
                label = sheet.label(sheet.wrap(text, SMALL, WIDTH - MARGIN - left, 1), SMALL)
                sheet.put(label, (left + label.width / 2, y))
    if not any(stretches(line)):
        label = sheet.label(sheet.wrap(chart.missing or "-", SMALL, RIGHT - LEFT, 1), SMALL, halo=True)
        sheet.put(label, ((LEFT + RIGHT) / 2, top - ABOVE - tall_as(chart) / 2))


def height_of(chart: LineChart, value: float, top: float) -> float:
    """How high a value lies in the panel that begins at the top."""
    lowest, highest = chart.levels[0][0], chart.levels[-1][0]
    return top - ABOVE - tall_as(chart) * (highest - value) / (highest - lowest)


def draw_line(sheet: Sheet, chart: LineChart, line: Line, top: float) -> None:
    """The points, lines between those that have no gap between them, and the averages beside them."""
    xs = across(chart)

    def spot(number: int) -> Point:
        return xs[number], height_of(chart, line.values[number] or 0.0, top)

    runs = list(stretches(line))
    for run in runs:
        points = [spot(number) for number in run]
        sheet.line(points, LINE, zorder=3, **NOW.line)
        for point in points:
            sheet.marker(point, NOW)
    # The latest first: it is the one that is looked for, and has the best place. Where points stand close
    # together, a label without a free place is left out, and many points carry two: the tables have all.
    known = [number for run in runs for number in run]
    for number in known[::-1] if len(xs) <= DENSE else dict.fromkeys([*known[-1:], *known[:1]]):
        value = line.values[number] or 0.0
        style = LATEST if number == len(xs) - 1 else EARLIER
        label = sheet.label(line.labels[number] or f"{value:.2f}", style, halo=True)
        cost, place = sheet.best(label, around(label, spot(number)))
        if cost < LINE:
            sheet.put(label, place)
        else:
            label.artist.remove()


def stretches(line: Line) -> Iterator[list[int]]:
    """The runs of moments that have an average; between them are gaps."""
    run: list[int] = []
    for number, value in enumerate(line.values):
        if value is not None:
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def around(label: Label, at: Point) -> Iterator[tuple[float, Point]]:
    """Places for the label of a point: above it, then below, then to the sides, the nearer the better."""
    for away in (0.0, 2.0, 4.0, 7.0, 11.0, 16.0):
        for side in (0.0, -0.5, 0.5, -1.0, 1.0):
            for up, cost in ((1, 0.0), (-1, 3.0), (0, 6.0)):
                if up or abs(side) == 1.0:
                    x = at[0] + side * (label.width / 2 + 7 + (away if not up else 0))
                    yield cost + away * 1.5 + abs(side) * 4, (x, at[1] + up * (label.middle + 7 + away))
