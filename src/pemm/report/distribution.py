"""What only reports on many respondents draw: bars, the middle half of many averages, stacked bars.

They stand apart from `document`, which every report imports: whoever writes a Document asks for its own
types first and finds these by what is left, so that one report card does not wait for them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Bar(NamedTuple):
    """How many chose one thing: `figure` says it, `share` (0..1 of all) is how long the bar is drawn.

    `apart` marks what is no level: drawn in another pattern. `sentence` says it all aloud.
    """

    label: str
    figure: str
    share: Fraction
    sentence: str
    apart: bool = False


class Middle(NamedTuple):
    """Where many averages lie, on the scale of the level values: a cell of a table, drawn as a strip.

    `low` to `high` is the whole range, `lower` to `upper` the middle half; all None without an average.
    `bands` holds (level value, number of averages from it up to the next), lowest first: what a writer
    that draws no strip shows.
    """

    bands: tuple[tuple[int, float], ...]
    low: Fraction | None
    lower: Fraction | None
    median: Fraction | None
    upper: Fraction | None
    high: Fraction | None


class Stack(NamedTuple):
    """One bar of a StackChart. `counts` are as many as the chart has `parts`, and so are `figures`."""

    name: str
    reference: str
    counts: tuple[float, ...]
    figures: tuple[str, ...]


class StackChart(NamedTuple):
    """Stacked bars, all of one length, in groups (a title and its bars).

    `parts` name the segments, those of the levels first and in order; the `apart` last ones are no
    levels and are drawn in patterns. `alternative` says in words what the picture shows.
    """

    title: str
    subtitle: str
    parts: tuple[str, ...]
    apart: int
    groups: tuple[tuple[str, tuple[Stack, ...]], ...]
    alternative: str
    note: str = ""
