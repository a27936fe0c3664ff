"""Letters and fonts: what a person wrote, in letters that can be drawn.

The font that comes with matplotlib is looked in first, then those installed; what no font has becomes
"?", with a warning, and never a box.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager, get_font

from pemm.report.distribution import StackChart
from pemm.report.document import Line, LineChart, RadarChart, Series
from pemm.wording import clean

C = TypeVar("C", RadarChart, LineChart, StackChart)
S = TypeVar("S", Series, Line)

OWN_FONT = "DejaVu Sans"  # comes with matplotlib, so that a picture looks the same everywhere


def plain(text: str) -> str:
    """A person's text on one line, without what acts instead of being read, nor what XML cannot hold."""
    return clean(text).replace("\ufffe", "").replace("\uffff", "")


def in_all_texts(chart: C, change: Callable[[str], str]) -> C:
    """The chart with a change made to every text that is drawn."""

    def changed(series: S) -> S:
        labels = tuple(label and change(label) for label in series.labels)
        return series._replace(name=change(series.name), labels=labels)

    if isinstance(chart, LineChart):
        return chart._replace(
            title=change(chart.title),
            subtitle=change(chart.subtitle),
            moments=tuple((days, change(day)) for days, day in chart.moments),
            levels=tuple((level, change(name)) for level, name in chart.levels),
            lines=tuple(changed(line) for line in chart.lines),
            note=change(chart.note),
            missing=change(chart.missing),
        )
    if isinstance(chart, StackChart):
        return chart._replace(
            title=change(chart.title),
            subtitle=change(chart.subtitle),
            parts=tuple(map(change, chart.parts)),
            groups=tuple(
                (
                    change(name),
                    tuple(
                        bar._replace(
                            name=change(bar.name),
                            reference=change(bar.reference),
                            figures=tuple(map(change, bar.figures)),
                        )
                        for bar in bars
                    ),
                )
                for name, bars in chart.groups
            ),
            note=change(chart.note),
        )
    return chart._replace(
        title=change(chart.title),
        subtitle=change(chart.subtitle),
        axes=tuple(change(axis) for axis in chart.axes),
        rings=tuple((level, change(name)) for level, name in chart.rings),
        series=tuple(changed(series) for series in chart.series),
        note=change(chart.note),
        missing=change(chart.missing),
    )


def with_letters(chart: C) -> tuple[C, list[str]]:
    """The chart in letters that can be drawn, and the fonts to draw them; what no font has becomes "?"."""
    letters: set[str] = set()

    def collect(text: str) -> str:
        letters.update(text)
        return text

    in_all_texts(chart, collect)
    families, missing = fonts_for(letters - {" "})
    if missing:
        scripts = ", ".join(sorted({script(letter) for letter in missing}))
        warnings.warn(f"No installed font can write {scripts}: the picture shows ? instead.", stacklevel=4)
        questioned = str.maketrans(dict.fromkeys(missing, "?"))
        chart = in_all_texts(chart, lambda text: text.translate(questioned))
    return chart, families


def script(letter: str) -> str:
    """What to call the writing a letter belongs to: its Unicode name begins with it."""
    if unicodedata.category(letter)[0] not in "LM":
        return "some symbols"
    return unicodedata.name(letter, "some letters").split(" ")[0].title().replace("Cjk", "CJK")


def fonts_for(letters: set[str]) -> tuple[list[str], set[str]]:
    """The families to look for letters in, one after the other, and the letters that none of them has."""
    families, missing = [OWN_FONT], letters - of_family(OWN_FONT, letters)
    if not missing:
        return families, missing
    # matplotlib remembers the fonts of its first run: those installed since are made known here.
    for path in sorted(set(findSystemFonts()) - {entry.fname for entry in fontManager.ttflist}):
        with suppress(OSError, RuntimeError):
            fontManager.addfont(path)
    files = {entry.name: entry.fname for entry in fontManager.ttflist if entry.style == "normal"}
    for family in sorted(files, key=lambda name: ("Sans" not in name, "Mono" in name, name)):
        if not missing:
            break
        last_resort = "lastresort" in family.replace(" ", "").lower()  # has a box for everything
        if not last_resort and of_file(files[family], missing) and (found := of_family(family, missing)):
            families, missing = [*families, family], missing - found
    return families, missing


def of_family(family: str, letters: set[str]) -> set[str]:
    """Those of the letters that a family has, both in its normal and its bold face."""
    for weight in ("normal", "bold"):
        letters = of_file(findfont(FontProperties(family=[family], weight=weight)), letters)
    return letters


def of_file(path: str, letters: set[str]) -> set[str]:
    """Those of the letters that a font file has."""
    try:
        font = get_font(path)
        return {letter for letter in letters if font.scalable and font.get_char_index(ord(letter))}
    except (OSError, RuntimeError):  # deleted since, or damaged
        return set()
