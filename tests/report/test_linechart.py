"""The line chart: what stands where, where lines break, and what the files hold."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from pemm.report import charts, linechart, sheet
from pemm.report.charts import PICTURE_FORMATS, draw
from pemm.report.document import Line, LineChart
from pemm.report.drawing import Drawing, agg

LEVELS = ((1, "Provisional"), (2, "Operational"), (3, "Scalable"), (4, "Optimizing"))
NINE = tuple((n, f"Stage {n}") for n in range(1, 10))
ASPECTS = ("Investment", "Adoption", "Interfaces", "Operations", "Measurement")
LONG = (*ASPECTS, "Security, compliance and governance", "Architecture", "Vendors " * 20, "平台", "y" * 99)
YEARS = ((0.0, "4 Oct 2024"), (367.0, "6 Oct 2025"), (553.0, "10 Apr 2026"), (728.0, "2 Oct 2026"))
EIGHT = (
    *((0.0, "4 Oct 2024"), (30.0, "3 Nov 2024"), (37.0, "10 Nov 2024"), (200.0, "22 Apr 2025")),
    *(
        (367.0, "6 Oct 2025"),
        (553.0, "10 Apr 2026 09:00"),
        (553.2, "10 Apr 2026 13:48"),
        (728.0, "2 Oct 2026"),
    ),
)
SIXTY = tuple((30.0 * n, f"{n} Jan 2024") for n in range(60))
TYPICAL = ((1, 1, 1.25, 1.5), (1.25, 1.75, 2, 2.25), (1.25, 1.5, 2, 2.5), (1, 1.33, 1.67, 2.33))


def line(name: str, *values: float | None) -> Line:
    return Line(name, values, tuple(None if value is None else f"{value:.2f}" for value in values))


def chart(
    moments: tuple[tuple[float, str], ...], *rows: tuple[float | None, ...], **changes: object
) -> LineChart:
    lines = tuple(line(LONG[place % len(LONG)], *row) for place, row in enumerate(rows))
    typical = LineChart(
        title="Payments platform",
        subtitle="A model, 4 October 2024 to 2 October 2026",
        moments=moments,
        levels=LEVELS,
        lines=lines,
        alternative="Line chart: Investment 1.00 on 4 Oct 2024.",
        note="A break is a gap. There is no total.",
        missing="nothing answered",
    )
    return typical._replace(**changes)  # type: ignore[arg-type]


ALL_KINDS = {
    "typical": chart(YEARS, *TYPICAL, (None, 1.33, 1, 1.33)),
    "two": chart(YEARS[::3], (1, 1.02), (4, 1), (2, 2), (2, None), (None, 2)),
    "one": chart(YEARS[:1], (1,), (2.5,), (4,), (None,)),
    "up and down": chart(EIGHT, (1, 4, 1, 4, 1, 4, 1, 4), (4, 1, 4, 1, 4, 1, 4, 1)),
    "flat": chart(EIGHT, (4,) * 8, (1,) * 8, (2.5,) * 8),
    "gaps": chart(EIGHT, (1, 1.25, None, 1.5, None, 2, 2.25, 2.5), (None,) * 8, (1, *(None,) * 7)),
    "ten aspects": chart(YEARS, *(((1 + n % 4), 2, (n * 7 % 30) / 10 + 1, 3) for n in range(10))),
    "nine levels": chart(YEARS, (1, 5, 9, 3), (9, 9, 9, 9), levels=NINE),
    "all at once": chart(tuple((0.0, f"4 Oct 2024 {n}") for n in range(3)), (1, 2, 3), (3, 3, 3)),
    "sixty": chart(SIXTY, *[tuple(1 + n * 7 % 13 / 4 for n in range(60))] * 2),
    "endless texts": chart(YEARS, *TYPICAL, title="T " * 200, subtitle="W" * 300, note="note " * 300),
}
every_kind = pytest.mark.parametrize("drawn", ALL_KINDS.values(), ids=ALL_KINDS.keys())
compose = cache(linechart.compose)
RENDERER = agg(1, 1, sheet.DPI)
pytestmark = pytest.mark.filterwarnings("ignore:No installed font")


def texts(figure: Drawing) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text()]


def box(text: Text) -> sheet.Box:
    extent = text.get_window_extent(RENDERER)
    return sheet.Box(extent.x0, extent.y0, extent.x1, extent.y1)


def path(drawn: Line2D) -> list[tuple[float, float]]:
    return [(x, y) for x, y in drawn.get_transform().transform(drawn.get_xydata())]


def lines(figure: Drawing) -> list[list[tuple[float, float]]]:
    found = [each for each in figure.findobj(Line2D) if each.get_color() == charts.NOW.line["color"]]
    return [path(each) for each in found if each.get_marker() == "None"]


def markers(figure: Drawing) -> list[tuple[float, float]]:
    return [path(each)[0] for each in figure.findobj(Line2D) if each.get_marker() == "o"]


@every_kind
def test_labels_neither_overlap_nor_leave_the_picture(drawn: LineChart) -> None:
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
def test_averages_stand_on_no_line_and_no_point(drawn: LineChart) -> None:
    """The label of an average covers neither a line between averages nor the point of one."""
    figure = compose(drawn)
    sides = [side for each in lines(figure) for side in pairwise(each)]
    for text in texts(figure):
        if text.get_fontsize() == 9:
            assert not any(box(text).crossed(*side) for side in sides), text.get_text()
            assert not any(box(text).crossed(point, point) for point in markers(figure)), text.get_text()


@every_kind
def test_every_average_and_level_is_labelled(drawn: LineChart) -> None:
    """Each point carries its average, each panel all levels by value and name; no text is below 8 points."""
    figure = compose(drawn)
    found = [text.get_text() for text in texts(figure)]
    averages = [label for each in drawn.lines for label in each.labels if label]
    shown = [text.get_text() for text in texts(figure) if text.get_fontsize() == 9]
    if len(drawn.moments) <= 8:
        assert sorted(shown) == sorted(averages)
    else:  # too many to label: the first and the latest of each line
        assert shown == [label for each in drawn.lines for label in (each.labels[-1], each.labels[0])]
    for value, name in drawn.levels:
        assert found.count(name) == len(drawn.lines)
        assert found.count(str(value)) == len(drawn.lines)
    assert min(text.get_fontsize() for text in texts(figure)) >= 8


@every_kind
def test_the_first_and_the_last_date_are_written(drawn: LineChart) -> None:
    """Dates that find no room give way, but never those that say what time the picture is about."""
    found = [text.get_text() for text in texts(compose(drawn))]
    assert {drawn.moments[0][1], drawn.moments[-1][1]} <= set(found)


def test_eight_dates_all_find_room() -> None:
    """Also where some lie close together, in rows below each other."""
    found = [text.get_text() for text in texts(compose(ALL_KINDS["flat"]))]
    assert {day for _, day in EIGHT} <= set(found)


def test_a_gap_breaks_the_line() -> None:
    """Between the averages around a gap nothing is drawn, and nothing stands at the gap."""
    figure = compose(chart(YEARS, (1, 2, None, 3)))
    assert sorted(len(each) for each in lines(figure)) == [1, 2]
    assert len(markers(figure)) == 3


def test_a_panel_without_averages_says_so() -> None:
    """An aspect of which nothing was answered has its levels, no line, and a word."""
    figure = compose(chart(YEARS, (None,) * 4))
    assert lines(figure) == markers(figure) == []
    assert "nothing answered" in [text.get_text() for text in texts(figure)]


def test_time_is_in_proportion() -> None:
    """A year is twice as far as half a year, and the levels lie evenly."""
    xs = linechart.across(chart(((0, "a"), (100, "b"), (300, "c")), (1, 2, 4)))
    assert (xs[2] - xs[0]) / (xs[1] - xs[0]) == pytest.approx(3)
    ys = [y for _, y in sorted(markers(compose(chart(((0, "a"), (100, "b"), (300, "c")), (1, 2, 4)))))]
    assert (ys[2] - ys[0]) / (ys[1] - ys[0]) == pytest.approx(3)


def test_what_happened_at_once_stands_in_one_column() -> None:
    """The panels share the axis of time."""
    found = {round(x, 3) for x, _ in markers(compose(ALL_KINDS["typical"]))}
    assert len(found) == len(YEARS)


def test_only_the_latest_average_is_bold() -> None:
    """The one that is looked for; where the latest assessment is a gap, none is."""
    figure = compose(chart(YEARS, (1, 1.25, 1.5, 2), (1.1, 2.2, 3.3, None)))
    bold = [
        text.get_text()
        for text in texts(figure)
        if text.get_fontsize() == 9 and text.get_fontweight() == "bold"
    ]
    assert bold == ["2.00"]


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_the_same_chart_gives_the_same_bytes(picture_format: str) -> None:
    """Nothing of the moment of drawing is in the file."""
    drawn = ALL_KINDS["gaps"]
    assert draw(drawn, picture_format) == draw(drawn, picture_format)


NASTY = "a$x^2$ \\frac{ \x00\x1b[31m\x85\ud800\ufffe\u202eb\nc\t$$"


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_any_text_can_be_drawn(picture_format: str) -> None:
    """What a person typed never breaks a picture, wherever it stands."""
    nasty = Line(NASTY, (1, 2), (NASTY[:4], NASTY[:4]))
    levels = tuple((level, NASTY) for level in (1, 2))
    moments = ((0.0, NASTY), (1.0, NASTY))
    everywhere = LineChart(NASTY, NASTY, moments, levels, (nasty,), NASTY, NASTY, NASTY)
    picture = draw(everywhere, picture_format)
    if picture_format == "svg":
        ElementTree.fromstring(picture)
    assert picture


def test_the_alternative_text_is_in_the_file() -> None:
    """What the picture shows is said in words in the metadata."""
    drawn = ALL_KINDS["typical"]
    with Image.open(BytesIO(draw(drawn, "png"))) as image:
        assert image.info["Description"] == drawn.alternative
    root = ElementTree.fromstring(draw(drawn, "svg"))
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}description") == drawn.alternative
