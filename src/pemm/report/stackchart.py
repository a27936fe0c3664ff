"""Stacked bars of a survey: a bar per question, all of one length, below each other in groups.

Levels go from light to dark in one hue: an order that shows without colour, on a photocopy, and to people
of any colour vision. What is no level stands at the right end, in patterns.
"""

from __future__ import annotations

from matplotlib.colors import to_hex, to_rgb

from pemm.report.charts import GRID, INK, LONGEST, MARGIN, NAME, SMALL, tall, write_note, write_title
from pemm.report.distribution import Stack, StackChart
from pemm.report.drawing import Drawing
from pemm.report.fonts import in_all_texts, plain, with_letters
from pemm.report.sheet import WIDTH, Options, Sheet, Style

LEFT, RIGHT = MARGIN + 204, WIDTH - MARGIN  # of the bars; left of them stand the questions
ROW, BAR, TITLE_ROOM = 26.0, 16.0, 20.0
SHADES = ("#e3eef7", "#5590c0", "#0b3c68")  # of the lowest level, of the middle, of the highest
QUESTION, FIGURE = Style(7.5, INK), 7.5
PATTERNS: tuple[Options, ...] = (
    {"facecolor": "white", "edgecolor": "#7b8794", "hatch": "/////"},
    {"facecolor": "white", "edgecolor": "#7b8794", "hatch": "....."},
    {"facecolor": "white", "edgecolor": "white"},
)


def compose(chart: StackChart) -> Drawing:
    """The drawing with everything in its place, not yet written in any format."""
    chart, families = with_letters(in_all_texts(chart, lambda text: plain(text)[:LONGEST]))
    looks = fills(chart)
    room = Sheet(0, families)  # to measure what stands above and below before the height is known
    head = write_legend(room, chart, looks, write_title(room, chart) - 6)
    rows = sum(TITLE_ROOM + ROW * len(bars) for _, bars in chart.groups)
    sheet = Sheet(-head + rows + write_note(room, chart) + 4, families)
    y = write_legend(sheet, chart, looks, write_title(sheet, chart) - 6)
    write_note(sheet, chart)
    for title, bars in chart.groups:
        label = sheet.label(sheet.wrap(title or "-", NAME, WIDTH - 2 * MARGIN, 1), NAME)
        sheet.hang(label, MARGIN, y - 6)
        y -= TITLE_ROOM
        for stack in bars:
            draw_stack(sheet, stack, looks, y - ROW / 2)
            y -= ROW
    return sheet.drawing


def fills(chart: StackChart) -> list[Options]:
    """How each part is filled: the levels in steps from light to dark, what is none in patterns."""
    levels = len(chart.parts) - chart.apart
    return [
        *({"facecolor": shade(place / max(levels - 1, 1)), "edgecolor": "none"} for place in range(levels)),
        *PATTERNS[: chart.apart],
    ]


def shade(share: float) -> str:
    """The colour so far (0..1) on the way from light to dark."""
    first = min(int(share * 2), 1)
    part = share * 2 - first
    pairs = zip(to_rgb(SHADES[first]), to_rgb(SHADES[first + 1]), strict=True)
    red, green, blue = (start + part * (end - start) for start, end in pairs)
    return to_hex((red, green, blue))


def readable_on(fill: Options) -> str:
    """Black or white, whichever stands out more from a fill, by the relative luminance of WCAG.

    At 0.179 both have a contrast of 4.6 to 1, which is enough to read; elsewhere the better one has more.
    """
    light = 0.0
    for part, weight in zip(to_rgb(fill["facecolor"]), (0.2126, 0.7152, 0.0722), strict=True):
        light += weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return "white" if light < 0.179 else "black"


def write_legend(sheet: Sheet, chart: StackChart, looks: list[Options], top: float) -> float:
    """A box and a name per part, in as many lines as they need; says how far down they reach."""
    left = MARGIN
    for name, look in zip(chart.parts, looks, strict=True):
        label = sheet.label(sheet.wrap(name or "-", SMALL, WIDTH - 2 * MARGIN - 20, 1), SMALL)
        if left > MARGIN and left + 18 + label.width > WIDTH - MARGIN:
            left, top = MARGIN, top - 16
        fill(sheet, (left, left + 12), (top - 10, top), look)
        sheet.put(label, (left + 18 + label.width / 2, top - 5))
        left += 18 + label.width + 16
    return top - 14


def draw_stack(sheet: Sheet, stack: Stack, looks: list[Options], middle: float) -> None:
    """The question in two lines, then its bar with the counts in the segments."""
    text = f"{stack.reference}  {stack.name}".strip() or "-"
    name = sheet.label(sheet.wrap(text, QUESTION, LEFT - MARGIN - 10, 2), QUESTION)
    sheet.hang(name, MARGIN, middle + tall([name]) / 2)
    total = sum(stack.counts)
    bounds = (middle - BAR / 2, middle + BAR / 2)
    if not total:
        fill(sheet, (LEFT, RIGHT), bounds, PATTERNS[-1])
        return
    x = LEFT
    for count, figure, look in zip(stack.counts, stack.figures, looks, strict=True):
        if not count:
            continue
        end = x + (RIGHT - LEFT) * count / total
        fill(sheet, (x, end), bounds, look)
        style = Style(FIGURE, readable_on(look), "bold")
        if sheet.measure(figure, style) + 1.5 <= end - x:
            sheet.put(sheet.label(figure, style, halo="hatch" in look), ((x + end) / 2, middle))
        x = end


def fill(sheet: Sheet, across: tuple[float, float], up: tuple[float, float], look: Options) -> None:
    """A rectangle, with a thin line around it that parts it from its neighbours."""
    corners = [(across[0], up[0]), (across[1], up[0]), (across[1], up[1]), (across[0], up[1])]
    sheet.area(corners, zorder=1, **look)
    edge = GRID if look in PATTERNS else "white"
    sheet.line([*corners, corners[0]], 0, color=edge, linewidth=0.8, zorder=2)
