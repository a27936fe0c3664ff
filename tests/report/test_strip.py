"""The strip: counts, range and average on one line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm.report.document import Spread
from pemm.report.strip import ASCII, COUNT, MEAN, UNICODE, draw, width


def drawn(counts: list[int], step: int = 12, signs: object = UNICODE) -> str:
    values = [value for value, count in enumerate(counts, start=1) for _ in range(count)]
    mean = Fraction(sum(values), len(values)) if values else None
    spread = Spread(tuple(enumerate(counts, start=1)), mean)
    return "".join(text for _, text in draw(spread, step, signs)).rstrip()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "strip"),
    [
        ([3, 1, 0, 0], " 3×─◆────────1×          ·           ·"),
        ([1, 1, 1, 1], " 1×──────────1×────◆─────1×──────────1×"),
        ([0, 2, 1, 0], " ·           2×──◆───────1×          ·"),
        ([0, 4, 0, 0], " ·          [4×]         ·           ·"),
        ([2, 0, 2, 0], " 2×──────────◆───────────2×          ·"),
        ([4, 0, 0, 0], "[4×]         ·           ·           ·"),
        ([0, 0, 0, 4], " ·           ·           ·          [4×]"),
        ([0, 0, 0, 0], " ·           ·           ·           ·"),
        ([1, 2, 1, 0], " 1×─────────[2×]─────────1×          ·"),
        ([0, 12, 0, 0], " ·          [12×]        ·           ·"),
        ([40, 1, 0, 0], " 40×◆────────1×          ·           ·"),
    ],
)
def test_strips_as_they_should_look(counts: list[int], strip: str) -> None:
    """An average on a level stands in brackets, or as the mark where nobody answered; else between."""
    assert drawn(counts) == strip


def test_an_ascii_strip() -> None:
    """The same drawing in ASCII."""
    assert drawn([3, 1, 0, 0], 6, ASCII) == " 3x*---1x    .     ."


@given(counts=st.lists(st.integers(0, 99), min_size=2, max_size=9), step=st.integers(5, 18))
def test_every_count_is_readable_on_every_strip(counts: list[int], step: int) -> None:
    """No mark covers a count, and the strip has the width that was reckoned with."""
    values = [value for value, count in enumerate(counts, start=1) for _ in range(count)]
    mean = Fraction(sum(values), len(values)) if values else None
    pieces = draw(Spread(tuple(enumerate(counts, start=1)), mean), step, UNICODE)
    assert sum(len(text) for _, text in pieces) == width(len(counts), step)
    assert [text for kind, text in pieces if kind == COUNT] == [f"{count}×" for count in counts if count]
    assert any(kind == MEAN for kind, _ in pieces) == (mean is not None)
