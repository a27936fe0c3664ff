"""The strip: counts, range and average of one aspect on one line of characters.

    3×─◆────────1×          ·           ·      three answers at 1, one at 2, average 1.25
    ·          [4×]         ·           ·      all four at 2: an average on a level stands in brackets
    ·  ────━━━━━◆━━─────    ·           ·      of many averages: the range, the middle half, the median

A count is marked as one (`3×`), for a bare digit on a scale of levels would be taken for a level.

Each level has a position, `step` characters from the next; the average stands where it belongs
between them. A strip is drawn as pieces, so that a writer can give each its own weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pemm.report.document import Spread

if TYPE_CHECKING:
    from pemm.report.distribution import Middle

# What a piece of a strip is.
COUNT, MEAN, RANGE, HALF, EMPTY, GAP = "count", "mean", "range", "half", "empty", "gap"

Piece = tuple[str, str]  # what it is, and its characters


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters that are drawn with."""

    mean: str
    line: str
    dot: str
    times: str
    thick: str


UNICODE = Signs("◆", "─", "·", "×", "━")
ASCII = Signs("*", "-", ".", "x", "=")


def width(levels: int, step: int) -> int:
    """The characters that a strip takes: one before the first level and four from the last on."""
    return 1 + (levels - 1) * step + 4


def draw(spread: Spread, step: int, signs: Signs) -> list[Piece]:
    """The strip of a Spread, `width(len(spread.counts), step)` characters in pieces from left to right."""
    canvas = _Canvas(width(len(spread.counts), step))
    places = {value: 1 + index * step for index, (value, _) in enumerate(spread.counts)}
    chosen = [value for value, count in spread.counts if count]
    if chosen:
        start, end = places[chosen[0]], places[chosen[-1]]
        canvas.put(start, signs.line * (end - start), RANGE)
    for value, count in spread.counts:
        if count:
            canvas.put(places[value], f"{count}{signs.times}", COUNT)
        elif not chosen or not chosen[0] < value < chosen[-1]:
            canvas.put(places[value], signs.dot, EMPTY)
    if spread.average is not None:
        _mark_mean(canvas, spread.average, dict(spread.counts), places, step, signs)
    return canvas.pieces()


def _mark_mean(
    canvas: _Canvas,
    average: Fraction,
    counts: dict[int, float],
    places: dict[int, int],
    step: int,
    signs: Signs,
) -> None:
    below = int(average)
    after_count = places[below] + len(str(counts[below])) + len(signs.times)
    if average > below:
        # Near a level the mark keeps off the count, on the side where it belongs.
        exact = places[below] + int((average - below) * step + Fraction(1, 2))
        canvas.put(min(max(exact, after_count), places[below] + step - 1), signs.mean, MEAN)
    elif counts[below]:
        canvas.put(places[below] - 1, "[", MEAN)
        canvas.put(after_count, "]", MEAN)
    else:
        canvas.put(places[below], signs.mean, MEAN)


def draw_middle(middle: Middle, step: int, signs: Signs) -> list[Piece]:
    """The strip of a Middle, as long as that of a Spread: whole range, middle half, median."""
    levels = [value for value, _ in middle.bands]
    canvas = _Canvas(width(len(levels), step))
    for place in range(len(levels)):
        canvas.put(1 + place * step, signs.dot, EMPTY)

    def place_of(value: Fraction) -> int:
        return 1 + int((value - levels[0]) * step + Fraction(1, 2))

    for start, end, sign, kind in (
        (middle.low, middle.high, signs.line, RANGE),
        (middle.lower, middle.upper, signs.thick, HALF),
        (middle.median, middle.median, signs.mean, MEAN),
    ):
        if start is not None and end is not None:
            canvas.put(place_of(start), sign * (place_of(end) - place_of(start) + 1), kind)
    return canvas.pieces()


class _Canvas:
    """A line of characters, each with what it is."""

    def __init__(self, size: int) -> None:
        self._chars = [" "] * size
        self._kinds = [GAP] * size

    def put(self, place: int, text: str, kind: str) -> None:
        for index, char in enumerate(text, start=place):
            if index < len(self._chars):
                self._chars[index], self._kinds[index] = char, kind

    def pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        for char, kind in zip(self._chars, self._kinds, strict=True):
            if pieces and pieces[-1][0] == kind:
                pieces[-1] = (kind, pieces[-1][1] + char)
            else:
                pieces.append((kind, char))
        return pieces
