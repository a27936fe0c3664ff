"""What lines, areas and texts are drawn on, in the place of matplotlib's Figure.

A Figure brings Axes, their projections and a third dimension. To import these takes a fifth of the time of a
whole picture, and a radar without Axes needs none of them. So this is an Artist that has what artists ask of
the figure they are on (its resolution), and what the canvases for SVG and PDF ask of the one they print.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Bbox, BboxTransformTo, TransformedBbox


def agg(width: float, height: float, dpi: float) -> Any:
    """What draws into pixels, and measures texts; matplotlib has no types for it."""
    renderer_of: Any = RendererAgg
    return renderer_of(width, height, dpi)


class Drawing(Artist):
    """A white page of `width` by `height` inches, and the artists on it."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__()
        self.inches = Bbox.from_bounds(0, 0, width, height)
        self.dpi_scale_trans = Affine2D()
        self.bbox = TransformedBbox(self.inches, self.dpi_scale_trans)  # in pixels
        self.dpi = dpi
        page = BboxTransformTo(self.bbox)
        self.paper = Rectangle((0, 0), 1, 1, color="white", linewidth=0, antialiased=False, transform=page)
        self.artists: list[Artist] = []
        self._take(self.paper)

    @property
    def dpi(self) -> float:
        """Pixels per inch; the vector formats set it to the points of an inch while they print."""
        return self._dpi

    @dpi.setter
    def dpi(self, dpi: float) -> None:
        self._dpi = dpi
        self.dpi_scale_trans.clear().scale(dpi)

    def add_artist(self, artist: Artist) -> None:
        """Puts something onto the page, with a transform of its own."""
        self._take(artist)
        self.artists.append(artist)

    def _take(self, artist: Any) -> None:
        artist.set_figure(self)  # an Artist asks it for nothing but what stands here

    def get_figure(self, root: bool = False) -> Any:  # noqa: ARG002 - Artist has it, for figures in figures
        """The figure that the artists are on: this."""
        return self

    def get_children(self) -> list[Artist]:
        """All that is on the page, the page first."""
        return [self.paper, *self.artists]

    def get_size_inches(self) -> tuple[float, float]:
        """Width and height."""
        return self.inches.width, self.inches.height

    def set_canvas(self, canvas: object) -> None:
        """A canvas makes itself known; nothing here needs it."""

    def draw(self, renderer: Any) -> None:
        """Draws the page, then what is on it, from the lowest up."""
        renderer.open_group("figure")
        self.paper.draw(renderer)
        for artist in sorted(self.artists, key=Artist.get_zorder):
            artist.draw(renderer)
        renderer.close_group("figure")

    def as_png(self, texts: dict[str, str]) -> bytes:
        """The page as PNG, with these texts about it."""
        from PIL.Image import frombuffer
        from PIL.PngImagePlugin import PngInfo

        renderer = agg(self.bbox.width, self.bbox.height, self.dpi)
        self.draw(renderer)
        about = PngInfo()
        for key, text in texts.items():
            about.add_text(key, text)
        picture = BytesIO()
        size = (int(renderer.width), int(renderer.height))
        frombuffer("RGBA", size, renderer.buffer_rgba(), "raw", "RGBA", 0, 1).save(
            picture, format="png", dpi=(self.dpi, self.dpi), pnginfo=about
        )
        return picture.getvalue()

    def as_vectors(self, picture_format: str, about: dict[str, Any]) -> bytes:
        """The page as SVG or PDF, with its metadata."""
        from matplotlib.backend_bases import get_registered_canvas_class

        # Asked directly, a canvas draws once; Figure.savefig would draw everything twice.
        canvas_of: Any = get_registered_canvas_class(picture_format)
        picture = BytesIO()
        getattr(canvas_of(self), f"print_{picture_format}")(picture, metadata=about)
        return picture.getvalue()
