"""Stacked bars: one length, counts in their segments, levels that a photocopy tells apart; the band of a radar."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.text import Text
from PIL import Image

from pemm.report import charts, sheet, stackchart
from pemm.report.charts import PICTURE_FORMATS, draw
from pemm.report.distribution import Stack, StackChart
from pemm.report.document import RadarChart, Series

LEVELS = ("1 Provisional", "2 Operational", "3 Scalable", "4 Optimizing")
APART = ("unsure", "does not apply", "not answered")
ASPECTS = ("Investment", "Adoption", "Interfaces", "Operations", "Measurement")
QUESTION = "How much does developers' experience or output count in the platform team's decisions?"


def stack(name: str, reference: str, *counts: float) -> Stack:
    return Stack(name, reference, counts, tuple(f"{count:g}" for count in counts))


def chart(scale: int, parts: tuple[str, ...] = LEVELS, apart: int = 2, **changes: object) -> StackChart:
    """Twenty questions of five aspects, answered by ten times the scale."""
    wide = len(parts)
    groups = tuple(
        (
            aspect,
            tuple(
                stack(
                    QUESTION[: 20 + 30 * number],
                    f"{aspect.lower()}_{number}",
                    *(scale * (1 + (place + number * part) % 4) for part in range(wide + apart)),
                )
                for number in range(1, 5)
            ),
        )
        for place, aspect in enumerate(ASPECTS)
    )
    typical = StackChart(
        title="Payments platform",
        subtitle="A model, October 2026",
        parts=parts + APART[:apart],
        apart=apart,
        groups=groups,
        alternative="Stacked bars.",
        note="Each bar is all respondents.",
    )
    return typical._replace(**changes)


NOBODY = (("Investment", (stack("Who?", "investment_1", 0, 0, 0, 0, 0, 0), stack("", "", 3, 0, 0, 0, 0, 0))),)
ALL_KINDS = {
    "three": chart(1),
    "hundreds": chart(30),
    "millions": chart(1_000_000),
    "halves": chart(1, groups=(("Soil", (stack("What?", "soil_1", 0.5, 1.5, 0, 3, 0, 0),)),)),
    "nine levels": chart(1, tuple(f"{n} Stage with a long name {n}" for n in range(1, 10)), 3),
    "two levels": chart(3, ("1 No", "2 Yes"), 0),
    "nobody": chart(1, groups=NOBODY),
    "endless texts": chart(1, title="T " * 200, subtitle="W" * 300, note="note " * 300),
    "another script": chart(1, ("1 临时", "2 运营", "3 可扩展", "4 优化"), title="平台调查"),
}
every_kind = pytest.mark.parametrize("drawn", ALL_KINDS.values(), ids=ALL_KINDS.keys())
compose = cache(stackchart.compose)
RENDERER = FigureCanvasAgg(Figure(dpi=sheet.DPI)).get_renderer()
pytestmark = pytest.mark.filterwarnings("ignore:No installed font")


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text()]


def box(text: Text) -> sheet.Box:
    extent = text.get_window_extent(RENDERER)
    return sheet.Box(extent.x0, extent.y0, extent.x1, extent.y1)


def segments(figure: Figure) -> list[tuple[sheet.Box, Polygon]]:
    """What stands in the bars, left to right in rows from above; in points."""
    found = []
    for area in figure.findobj(Polygon):
        xs, ys = zip(*area.get_xy(), strict=True)
        if min(xs) >= stackchart.LEFT - 0.01 and max(ys) - min(ys) == pytest.approx(stackchart.BAR):
            found.append((sheet.Box(min(xs), min(ys), max(xs), max(ys)), area))
    return found


@every_kind
def test_labels_neither_overlap_nor_leave_the_picture(drawn: StackChart) -> None:
    """No text covers another one, and none is cut by the edge."""
    figure = compose(drawn)
    places = [(text.get_text(), box(text)) for text in texts(figure)]
    assert [(one, other) for (one, a), (other, b) in combinations(places, 2) if a.meets(b)] == []
    width, height = figure.bbox.width, figure.bbox.height
    assert [
        text
        for text, place in places
        if place.left < 0 or place.bottom < 0 or place.right > width or place.top > height
    ] == []


@every_kind
def test_all_bars_are_of_one_length_and_segments_in_proportion(drawn: StackChart) -> None:
    """From the same left to the same right edge, without a gap; each segment as wide as its share."""
    found = segments(compose(drawn))
    rows: dict[float, list[sheet.Box]] = {}
    for place, _ in found:
        rows.setdefault(round(place.bottom, 2), []).append(place)
    stacks = [each for _, group in drawn.groups for each in group]
    assert len(rows) == len(stacks)
    for each, places in zip(stacks, rows.values(), strict=True):
        assert places[0].left == pytest.approx(stackchart.LEFT)
        assert places[-1].right == pytest.approx(stackchart.RIGHT)
        assert all(one.right == pytest.approx(two.left) for one, two in pairwise(places))
        counts = [count for count in each.counts if count]
        if counts:
            whole = stackchart.RIGHT - stackchart.LEFT
            widths = [place.right - place.left for place in places]
            assert widths == pytest.approx([whole * count / sum(counts) for count in counts])


@every_kind
def test_a_count_stands_in_its_own_segment(drawn: StackChart) -> None:
    """A figure that is drawn lies within one segment; where it finds no room it is left out."""
    figure = compose(drawn)
    scale = sheet.DPI / 72
    places = [sheet.Box(*(edge * scale for edge in place)) for place, _ in segments(figure)]
    left = stackchart.LEFT * scale
    figures = {each for _, group in drawn.groups for bar in group for each in bar.figures}
    inside = [text for text in texts(figure) if text.get_text() in figures and box(text).left >= left]
    assert inside or drawn is ALL_KINDS["nobody"]
    for text in inside:
        area = box(text)
        assert any(place.left <= area.left and area.right <= place.right for place in places), text.get_text()


def luminance(colour: object) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)  # type: ignore[arg-type]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("levels", range(2, 10))
def test_levels_darken_step_by_step(levels: int) -> None:
    """The order of levels shows in brightness alone, and each count can be read on its segment."""
    drawn = chart(1, tuple(str(n) for n in range(levels)), 3)
    fills = stackchart.fills(drawn)[:levels]
    light = [luminance(each["facecolor"]) for each in fills]
    assert light == sorted(light, reverse=True)
    assert all(contrast(one, two) > (1.9 if levels <= 4 else 1.25) for one, two in pairwise(light))
    for each, shade in zip(fills, light, strict=True):
        assert contrast(luminance(stackchart.readable_on(each)), shade) >= 4.5


def test_what_is_no_level_has_a_pattern() -> None:
    """Unsure and not applicable are told apart by their hatching, not by a colour."""
    patterns = stackchart.fills(chart(1, apart=3))[4:]
    assert len({each.get("hatch") for each in patterns}) == 3


@pytest.mark.parametrize("form", PICTURE_FORMATS)
def test_the_same_chart_gives_the_same_bytes(form: str) -> None:
    """Nothing of the moment or of chance gets into a file."""
    assert draw(ALL_KINDS["three"], form) == draw(ALL_KINDS["three"], form)


def test_the_picture_is_no_larger_than_a_page() -> None:
    """Twenty questions fit on a sheet of A4, at the width that the style sheet prints them."""
    with Image.open(BytesIO(draw(ALL_KINDS["hundreds"], "png"))) as picture:
        assert picture.width == 1260
        assert picture.height / picture.width * 15 < 29.7 - 2 * 1.8


def band(*bounds: tuple[float, float] | None) -> RadarChart:
    middle = tuple(None if each is None else sum(each) / 2 for each in bounds)
    return RadarChart(
        title="Payments platform",
        subtitle="",
        axes=ASPECTS[: len(bounds)],
        rings=tuple(enumerate(("Provisional", "Operational", "Scalable", "Optimizing"), start=1)),
        series=(Series("x", middle, tuple(None if each is None else f"{each:.2f}" for each in middle)),),
        alternative="Radar.",
        band=bounds,
    )


def shaded(figure: Figure) -> list[Polygon]:
    return [area for area in figure.findobj(Polygon) if area.get_alpha() in (0.22, 0.3)]


def test_the_band_of_a_radar_lies_around_its_line() -> None:
    """One shaded ring around the whole; a gap where an axis has nothing; a bar each for two axes."""
    whole = charts.compose(band((1, 2), (1.5, 2), (2, 4), (1, 1), (2, 3)))
    assert [len(area.get_xy()) for area in shaded(whole)] == [13]
    broken = charts.compose(band((1, 2), (1.5, 2), None, (1, 1.5), (2, 3)))
    assert [len(area.get_xy()) for area in shaded(broken)] == [9]
    assert len(shaded(charts.compose(band((1, 2), (2, 3))))) == 2
    assert shaded(charts.compose(band((1, 2), (1.5, 2), (2, 4))._replace(band=()))) == []
