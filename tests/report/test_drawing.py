"""The page that a picture is drawn on, held against matplotlib's own Figure."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from PIL import Image

from pemm.report.drawing import Drawing

ABOUT = {"svg": {"Creator": "pemm", "Date": None}, "pdf": {"Creator": "pemm", "CreationDate": None}}


def artists(page: Any) -> Iterator[Artist]:
    """One of each kind, the lowest not first, one half seen through, one with an effect."""
    yield Text(0.2, 0.3, "größer\nthan 2", size=12, transform=page.dpi_scale_trans, zorder=5)
    halo = Text(1, 1, "2.25", size=9, transform=page.dpi_scale_trans, zorder=5)
    halo.set_path_effects([withStroke(linewidth=3, foreground="white")])
    yield halo
    yield Line2D([0.2, 1.5], [0.2, 1.1], transform=page.dpi_scale_trans, linestyle="--", marker="s")
    yield Polygon([(0.1, 0.1), (1.5, 0.2), (1, 1.3)], transform=page.dpi_scale_trans, alpha=0.3, zorder=0)


def filled(page: Any) -> Any:
    for artist in artists(page):
        page.add_artist(artist)
    return page


def drawing() -> Drawing:
    return filled(Drawing(2, 1.5, 100))  # type: ignore[no-any-return]


def figure() -> Figure:
    return filled(Figure(figsize=(2, 1.5), dpi=100, facecolor="white"))  # type: ignore[no-any-return]


def test_it_has_the_pixels_of_a_figure() -> None:
    """What stands on it is drawn as matplotlib draws it, in the same order, and nothing is left out."""
    canvas = FigureCanvasAgg(figure())
    canvas.draw()
    with Image.open(io.BytesIO(drawing().as_png({}))) as picture:
        assert picture.size == (200, 150)
        assert picture.tobytes() == bytes(canvas.buffer_rgba())


@pytest.mark.parametrize(("name", "canvas"), [("svg", FigureCanvasSVG), ("pdf", FigureCanvasPdf)])
def test_it_has_the_vectors_of_a_figure(name: str, canvas: Any) -> None:
    """SVG and PDF are what matplotlib writes for a figure, to the byte."""
    expected = io.BytesIO()
    with rc_context({"svg.hashsalt": "x"}):
        getattr(canvas(figure()), f"print_{name}")(expected, metadata=ABOUT[name])
        assert drawing().as_vectors(name, ABOUT[name]) == expected.getvalue()


def test_a_png_says_what_it_shows_in_any_script() -> None:
    """The texts about it can be read back."""
    with Image.open(io.BytesIO(drawing().as_png({"Title": "größer 漢字"}))) as picture:
        assert picture.info["Title"] == "größer 漢字"
