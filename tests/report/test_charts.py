"""The pictures: what stands where, what is never drawn, and what the files hold."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import combinations, pairwise, product
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from PIL import Image

from pemm.report import charts, fonts, sheet
from pemm.report.charts import PICTURE_FORMATS, draw
from pemm.report.document import RadarChart, Series
from pemm.report.drawing import Drawing, agg

LEVELS = ((1, "Provisional"), (2, "Operational"), (3, "Scalable"), (4, "Optimizing"))
FIVE_LEVELS = (
    (1, "Initial"),
    (2, "Managed"),
    (3, "Defined"),
    (4, "Quantitatively managed"),
    (5, "Optimizing"),
)
ASPECTS = ("Investment", "Adoption", "Interfaces", "Operations", "Measurement")
LONG = (
    "Interfaces and developer experience",
    "Investment in people and funding",
    "Adoption by product teams",
    "Operations and lifecycle management",
    "Measurement and feedback loops",
    "Security, compliance and governance",
    "Architecture",
    "Documentation and enablement",
    "Vendor and supply chain management",
    "Softwareentwicklungsgeschwindigkeit",
)
TYPICAL = (1.25, 2.25, 2.5, 2.33, 1.5)
ALTERNATIVE = "Radar chart: Investment 1.25; Adoption 2.25."


def series(*values: float | None, name: str = "now") -> Series:
    return Series(name, values, tuple(None if value is None else f"{value:.2f}" for value in values))


def chart(*drawn: Series, **changes: object) -> RadarChart:
    typical = RadarChart(
        title="Payments platform",
        subtitle="1 respondent (builder), 2 October 2026",
        axes=ASPECTS,
        rings=LEVELS,
        series=drawn or (series(*TYPICAL),),
        alternative=ALTERNATIVE,
        note="19 of 20 questions answered. There is no total.",
        missing="no answers",
    )
    return typical._replace(**changes)  # type: ignore[arg-type]  # the fields of RadarChart, by name


def of(names: tuple[str, ...], *drawn: Series, **changes: object) -> RadarChart:
    return chart(*drawn, axes=names, **changes)


def two(before: tuple[float | None, ...], after: tuple[float | None, ...], **changes: object) -> RadarChart:
    return chart(series(*before, name="before"), series(*after, name="after"), **changes)


TEN = (1.25, 2, 3, 4, 1, 2.5, 2.75, 3.5, 1.75, 2.2)
ALL_KINDS = {
    "typical": chart(),
    "all at the top": chart(series(*[4] * 5)),
    "all at the bottom": chart(series(*[1] * 5)),
    "on a ring": chart(series(*[2] * 5)),
    "one missing": chart(series(1.25, 2.25, None, 2.33, 1.5)),
    "neighbours missing": chart(series(1.25, 2.25, None, None, 1.5)),
    "every other missing": of(LONG[:6], series(1.25, None, 2.5, None, 1.5, None)),
    "all missing": chart(series(*[None] * 5)),
    "no series": chart()._replace(series=()),
    "equal before and after": two((2, 2, 3, 4, 1), (2, 2, 3, 4, 1)),
    "close before and after": two(TYPICAL, (1.25, 2.5, 2.25, 2.42, 3)),
    "each lacks another": two((2, 2, 3, None, 1), (2.25, None, 3.1, 4, 1)),
    "three axes, five levels": of(LONG[:3], series(2.25, 4.5, 3), rings=FIVE_LEVELS),
    "four axes": of(LONG[:4], series(1.25, 2.5, 3, 2)),
    "six axes": of(LONG[:6], series(*TEN[:6])),
    "eight axes": of(LONG[:8], series(*TEN[:8])),
    "ten axes": of(LONG, series(*TEN)),
    "ten axes at the bottom": of(LONG, series(*[1] * 10)),
    "ten axes, twice": two(TEN, (1.5, 2, 3.25, 4, 1, 2.25, 3.75, 3.5, 2.75, 2.3), axes=LONG),
    "two axes": of(LONG[:2], series(1.25, 2.5)),
    "two axes, twice": two((1.25, 2.5), (1.25, None), axes=LONG[:2]),
    "one axis": of(LONG[:1], series(2)),
    "one axis, missing": of(LONG[:1], series(None)),
    "endless texts": two(
        TYPICAL, TYPICAL, title="Title " * 60, subtitle="W" * 300, note="note " * 200, axes=("y" * 99,) * 5
    ),
}
every_kind = pytest.mark.parametrize("drawn", ALL_KINDS.values(), ids=ALL_KINDS.keys())


# What stands where is asked of the figure, in pixels.
compose = cache(charts.compose)
RENDERER = agg(1, 1, sheet.DPI)


def texts(figure: Drawing) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text()]


def written(figure: Drawing) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in texts(figure)]


def box(text: Text) -> sheet.Box:
    extent = text.get_window_extent(RENDERER)
    return sheet.Box(extent.x0, extent.y0, extent.x1, extent.y1)


def path(artist: Line2D | Polygon) -> list[tuple[float, float]]:
    points = artist.get_xydata() if isinstance(artist, Line2D) else artist.get_xy()
    return [(x, y) for x, y in artist.get_transform().transform(points)]


def lines(figure: Drawing, look: sheet.Look) -> list[list[tuple[float, float]]]:
    found = (line for line in figure.findobj(Line2D) if line.get_color() == look.line["color"])
    return [path(line) for line in found if line.get_marker() == "None"]


def markers(figure: Drawing, look: sheet.Look) -> list[tuple[float, float]]:
    return [path(line)[0] for line in figure.findobj(Line2D) if line.get_marker() == look.marker["marker"]]


def area(figure: Drawing) -> list[Polygon]:
    return [shape for shape in figure.findobj(Polygon) if shape.get_alpha() == charts.NOW.opacity]


def rings(figure: Drawing) -> list[list[tuple[float, float]]]:
    found = [path(line) for line in figure.findobj(Line2D) if line.get_color() == charts.GRID]
    return [ring for ring in found if len(ring) > 2]


def centre(figure: Drawing) -> tuple[float, float]:
    corners = rings(figure)[0][:-1]
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return math.dist(one, other) < 0.01


@every_kind
def test_labels_neither_overlap_nor_leave_the_picture(drawn: RadarChart) -> None:
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
def test_averages_stand_on_no_line_and_no_point(drawn: RadarChart) -> None:
    """The label of an average covers neither a line between averages nor the point of one."""
    figure = compose(drawn)
    labels = {text.get_text(): box(text) for text in texts(figure) if text.get_fontsize() == 9}
    looks = (charts.NOW, charts.BEFORE)
    sides = [side for look in looks for line in lines(figure, look) for side in pairwise(line)]
    points = [point for look in looks for point in markers(figure, look)]
    for label, place in labels.items():
        assert not any(place.crossed(*side) for side in sides), label
        assert not any(place.crossed(point, point) for point in points), label


@every_kind
def test_every_average_level_and_aspect_is_labelled(drawn: RadarChart) -> None:
    """Each point carries its average, each ring its value and name, and no text is below 8 points."""
    figure = compose(drawn)
    found = written(figure)
    averages = [label for one in drawn.series for label in one.labels if label]
    assert sorted(text for text in found if text in averages) == sorted(averages)
    assert [f"{value} {name}" for value, name in drawn.rings if f"{value} {name}" not in found] == []
    if all(len(word) < 20 for name in drawn.axes for word in name.split()):
        assert [name for name in drawn.axes if name not in found] == []
    assert min(text.get_fontsize() for text in texts(figure)) >= 8


def test_every_average_stands_closest_to_its_own_point() -> None:
    """Of all points, the one next to a label is the one it belongs to."""
    figure = compose(chart())
    for text in texts(figure):
        if text.get_fontsize() == 9:
            place = box(text)
            middle = ((place.left + place.right) / 2, (place.bottom + place.top) / 2)
            nearest = min(markers(figure, charts.NOW), key=lambda point: math.dist(point, middle))
            assert markers(figure, charts.NOW).index(nearest) == TYPICAL.index(float(text.get_text()))


def test_the_scale_begins_at_zero_in_the_middle() -> None:
    """The rings lie evenly, the lowest level a full step from the centre, and that is marked 0."""
    figure = compose(chart())
    middle = centre(figure)
    steps = [math.dist(ring[0], middle) for ring in rings(figure)]
    assert steps == pytest.approx([steps[0] * level for level in (1, 2, 3, 4)])
    zero = next(text for text in texts(figure) if text.get_text() == "0")
    place = box(zero)
    assert math.dist(((place.left + place.right) / 2, (place.bottom + place.top) / 2), middle) < steps[0] / 2


@pytest.mark.parametrize("level", [1, 2, 4])
def test_the_same_level_everywhere_lies_on_its_ring(level: int) -> None:
    """A platform that is at one level in every aspect has the ring of this level as its polygon."""
    figure = compose(chart(series(*[level] * 5)))
    (line,) = lines(figure, charts.NOW)
    assert all(near(*pair) for pair in zip(line, rings(figure)[level - 1], strict=True))


def test_an_unbroken_polygon_is_closed_and_filled() -> None:
    """With every average there, the line comes back to where it began and the area holds the centre."""
    figure = compose(chart())
    (line,) = lines(figure, charts.NOW)
    assert len(line) == 6
    assert near(line[0], line[-1])
    assert len(area(figure)) == 1


@pytest.mark.parametrize("gap", range(5))
def test_a_missing_average_is_a_gap(gap: int) -> None:
    """No line, point or area touches an axis without an average, and the axis says so."""
    values: list[float | None] = [*TYPICAL]
    values[gap] = None
    figure = compose(chart(series(*values)))
    middle, outer = centre(figure), rings(figure)[-1]
    (line,) = lines(figure, charts.NOW)
    assert len(line) == len(markers(figure, charts.NOW)) == 4
    assert not near(line[0], line[-1])
    for part, neighbour in product((0.1, 0.5, 0.9), (gap - 1, gap + 1)):
        # Just beside the empty axis, so that all the way to the next one is known to be empty.
        (ax, ay), (bx, by) = outer[gap], outer[neighbour % 5]
        x, y = ax + (bx - ax) / 20, ay + (by - ay) / 20
        inside = middle[0] + part * (x - middle[0]), middle[1] + part * (y - middle[1])
        assert not any(shape.contains_point(inside) for shape in area(figure))
    assert written(figure).count("no answers") == 1


def test_averages_without_neighbours_are_points_only() -> None:
    """Between axes without an average there is nothing to draw a line to."""
    figure = compose(ALL_KINDS["every other missing"])
    assert len(markers(figure, charts.NOW)) == 3
    assert [line for line in lines(figure, charts.NOW) if len(line) > 1] == []
    assert written(figure).count("no answers") == 3


def test_without_any_average_the_grid_is_still_there() -> None:
    """An assessment without answers is drawn as rings and names; nothing stands at zero."""
    figure = compose(chart(series(*[None] * 5)))
    assert len(rings(figure)) == 4
    assert markers(figure, charts.NOW) == lines(figure, charts.NOW) == area(figure) == []
    assert written(figure).count("no answers") == 5


def test_a_comparison_says_which_of_the_two_is_missing() -> None:
    """Where only one series lacks an average, the axis names it."""
    found = written(compose(two((2, 2, 3, None, 1), (2.25, None, 3.1, 4, 1))))
    assert "before: no answers" in found
    assert "after: no answers" in found
    assert "no answers" not in found


def test_a_legend_stands_only_where_there_are_two_series() -> None:
    """One series needs no legend; of two, the first is how it was before."""
    assert "now" not in written(compose(chart()))
    figure = compose(two(TYPICAL, (1, 1, 1, 1, 1)))
    assert {"before", "after"} <= set(written(figure))
    assert len(markers(figure, charts.BEFORE)) == len(markers(figure, charts.NOW)) == 6
    weights = {text.get_text(): text.get_fontweight() for text in texts(figure) if text.get_fontsize() == 9}
    assert (weights["2.33"], weights["1.00"]) == ("normal", "bold")


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_axes_are_strips_on_one_scale(count: int) -> None:
    """One or two averages lie on a straight scale that begins at 0, in proportion."""
    figure = compose(of(LONG[:count], series(*(1, 2.5)[:count])))
    levels = {text.get_text(): box(text) for text in texts(figure) if text.get_fontsize() == 8}
    zero, top = ((place.left + place.right) / 2 for place in (levels["0"], levels["4 Optimizing"]))
    shares = [(x - zero) / (top - zero) for x, _ in markers(figure, charts.NOW)]
    assert shares == pytest.approx([1 / 4, 2.5 / 4][:count], abs=0.005)
    assert area(figure) == []


def test_a_strip_without_an_average_is_empty() -> None:
    """On a strip, too, a missing average is neither a point nor a line."""
    figure = compose(of(LONG[:2], series(None, 2)))
    assert len(markers(figure, charts.NOW)) == len(lines(figure, charts.NOW)) == 1
    assert "no answers" in written(figure)


def test_a_long_title_is_cut_with_an_ellipsis() -> None:
    """A title of 300 letters takes two lines and ends in an ellipsis."""
    title = next(
        text.get_text()
        for text in texts(compose(chart(title="A very long title " * 17)))
        if text.get_fontsize() == 15
    )
    assert title.count("\n") == 1
    assert title.endswith("…")


NASTY = "a$x^2$ \\frac{ \x00\x1b[31m\x85\ud800\ufffe\u202eb\nc\t$$"


def test_dollars_and_control_characters_are_only_text() -> None:
    """A formula stays as it was typed, a newline is a blank, and what acts instead of being read is gone."""
    figure = compose(chart(title=NASTY, axes=(NASTY, *ASPECTS[1:])))
    assert written(figure)[0].startswith("a$x^2$ \\frac{ [31m")
    assert written(figure)[0].endswith("b c $$")
    assert not any(text.get_parse_math() for text in texts(figure))
    assert all(char.isprintable() for text in written(figure) for char in text)


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_any_text_can_be_drawn_in_every_format(picture_format: str) -> None:
    """What a person typed never breaks a picture, wherever it stands."""
    nasty = Series(NASTY, TYPICAL, (NASTY[:4],) * 5)
    levels = tuple((level, NASTY) for level in (1, 2, 3, 4))
    everywhere = RadarChart(NASTY, NASTY, (NASTY,) * 5, levels, (nasty, nasty), NASTY, NASTY, NASTY)
    picture = draw(everywhere, picture_format)
    if picture_format == "svg":
        ElementTree.fromstring(picture)
    assert picture


def test_each_format_is_what_it_says() -> None:
    """PNG, SVG and PDF can be told by their first bytes, are 7 inches wide and parse."""
    png, svg, pdf = (draw(chart(), picture_format) for picture_format in PICTURE_FORMATS)
    with Image.open(BytesIO(png)) as image:
        assert (image.format, image.width) == ("PNG", 7 * sheet.DPI)
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert root.get("width") == "504pt"
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")


def test_another_format_is_refused() -> None:
    """A format that is not offered is an error, not a guess."""
    with pytest.raises(ValueError, match="gif"):
        draw(chart(), "gif")


def test_the_alternative_text_is_in_every_file() -> None:
    """What the picture shows is said in words in the metadata, in any script."""
    said = chart(alternative=ALTERNATIVE + " 平台")
    with Image.open(BytesIO(draw(said, "png"))) as image:
        assert image.info["Description"] == said.alternative
        assert image.info["Title"] == said.title
    root = ElementTree.fromstring(draw(said, "svg"))
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}description") == said.alternative
    assert f"/Subject ({ALTERNATIVE})".encode() in draw(chart(), "pdf")


def test_the_same_chart_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Another process, another hash seed and a home that cannot be written change nothing and say nothing."""
    drawn = two(TYPICAL, (1.25, 2.5, None, 2.42, 3))
    script = (
        "import sys; from hashlib import sha256; from pemm.report.charts import *\n"
        "from pemm.report.document import *\n"
        f"for name in PICTURE_FORMATS: print(sha256(draw({drawn!r}, name)).hexdigest())"
    )
    blocked = tmp_path / "a file"
    blocked.write_text("no folder can be made in here")
    homes = ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    environment = os.environ | dict.fromkeys(homes, str(blocked / "home"))
    environment |= {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(charts.__file__).parents[2])}
    environment.pop("MPLCONFIGDIR", None)
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert b"CreationDate" not in draw(drawn, "pdf")
    assert ran.stdout.split() == [sha256(draw(drawn, name)).hexdigest() for name in PICTURE_FORMATS]


def test_a_persons_own_settings_are_left_out_and_left_alone() -> None:
    """Settings of matplotlib change no picture, and are what they were afterwards."""
    plain = draw(chart(), "png")
    own = {"text.usetex": True, "font.family": ["serif"], "path.sketch": (5, 100, 2), "lines.linewidth": 9}
    with matplotlib.rc_context(own):
        before = dict(matplotlib.rcParams)
        assert draw(chart(), "png") == plain
        assert dict(matplotlib.rcParams) == before


@pytest.fixture
def only_own_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with matplotlib's own font, and the one that has a box for every letter there is."""
    names = (fonts.OWN_FONT, "Last Resort High-Efficiency")
    own = [font for font in fonts.fontManager.ttflist if font.name in names]
    monkeypatch.setattr(fonts, "fontManager", SimpleNamespace(ttflist=own))
    monkeypatch.setattr(fonts, "findSystemFonts", list)


@pytest.mark.usefixtures("only_own_font")
def test_letters_that_no_font_has_become_question_marks() -> None:
    """Instead of boxes there are question marks, and one sentence names the scripts."""
    with pytest.warns(UserWarning, match="CJK, Thai, some symbols") as warned:
        figure = charts.compose(chart(title="Platform 平台", axes=("พลัง", "🚀", *ASPECTS[2:])))
    assert len(warned) == 1
    assert {"Platform ??", "????", "?"} <= set(written(figure))


def test_letters_of_other_installed_fonts_are_drawn() -> None:
    """A letter our font lacks is taken from one that has it, without a word."""
    figure = charts.compose(chart(title="Plan \U0001d400"))  # in a font that comes with matplotlib as well
    title = next(text for text in texts(figure) if text.get_fontsize() == 15)
    assert title.get_text() == "Plan \U0001d400"
    assert len(title.get_fontfamily()) == 2


def test_fonts_are_looked_for_only_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as our own font has all letters, no other is opened."""

    def refuse() -> list[str]:
        raise AssertionError("looked for fonts")

    monkeypatch.setattr(fonts, "findSystemFonts", refuse)
    draw(chart(title="Zażółć gęślą jaźń, Платформа, Πλατφόρμα, منصة"), "png")


def test_a_damaged_font_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font file that cannot be read does not keep the picture from being drawn."""
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"not a font")
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: [str(broken), str(tmp_path / "gone.ttf")])
    draw(chart(title="Plan \U0001d400"), "png")
