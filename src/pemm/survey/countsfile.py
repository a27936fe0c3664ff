"""Counts that were made elsewhere: a CSV `group,aspect,pattern,n`, as one GROUP BY in a warehouse gives it.

docs/survey-scale.md has the query. Such a file is checked strictly, for nobody sees the rows behind it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from pemm.errors import PemmError
from pemm.files import read_bytes
from pemm.model import Aspect, Model
from pemm.survey.counting import LEVELS, NOT_APPLICABLE, UNANSWERED, UNSURE
from pemm.survey.records import group_label, short

COLUMNS = ("group", "aspect", "pattern", "n")
_NEEDED = COLUMNS[1:]
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


class Counted(NamedTuple):
    """`n` respondents of a group with the same pattern in an aspect, given by its place in the model."""

    group: str
    aspect: int
    pattern: str
    n: int


def read(path: str, model: Model) -> tuple[list[Counted], int]:
    """What a file of counts says, and how many respondents that are.

    Raises PemmError with the row for what cannot be: an aspect or a pattern that the model does not have,
    a number below 1, and a group whose aspects do not have the same number of respondents.
    """
    try:
        text = read_bytes(Path(path)).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PemmError("counts-encoding", path=path) from None
    rows = _rows(text, path)
    _, header = next(rows, (0, []))
    titles = [title.strip().lower() for title in header]
    if set(titles) - {"group"} != set(_NEEDED) or len(set(titles)) < len(titles):
        raise PemmError("counts-header", path=path, found=short(",".join(header)))
    aspects = {aspect.id: (place, aspect) for place, aspect in enumerate(model.aspects)}
    counted: list[Counted] = []
    for row, cells in rows:
        if len(cells) != len(titles):
            raise PemmError("counts-cells", path=path, row=row, n=len(cells), width=len(titles))
        found = dict(zip(titles, cells, strict=True))
        if found["aspect"] not in aspects:
            known = ", ".join(aspects)
            raise PemmError("counts-aspect", path=path, row=row, found=short(found["aspect"]), known=known)
        place, aspect = aspects[found["aspect"]]
        if not _fits(found["pattern"], aspect):
            raise PemmError(
                "counts-pattern",
                path=path,
                row=row,
                found=short(found["pattern"]),
                aspect=aspect.id,
                n=len(aspect.questions),
                top=LEVELS[model.top - 1],
            )
        if not _NUMBER.fullmatch(found["n"]):
            raise PemmError("counts-number", path=path, row=row, found=short(found["n"]))
        counted.append(Counted(group_label(found.get("group")), place, found["pattern"], int(found["n"])))
    return counted, _respondents(counted, path, model)


def _rows(text: str, path: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows that are not empty, with their numbers from 1."""
    row = 0
    try:
        for row, cells in enumerate(csv.reader(StringIO(text, newline=""), strict=True), start=1):
            if any(map(str.strip, cells)):
                yield row, cells
    except csv.Error as error:
        raise PemmError("counts-broken", path=path, row=row + 1, reason=str(error)) from None


def _fits(pattern: str, aspect: Aspect) -> bool:
    """Whether a pattern can be what somebody answered to the questions of an aspect."""
    return len(pattern) == len(aspect.questions) and all(
        char in (UNSURE, NOT_APPLICABLE, UNANSWERED)
        or (char in LEVELS and LEVELS.index(char) + 1 in question.values)
        for char, question in zip(pattern, aspect.questions, strict=True)
    )


def _respondents(counted: Sequence[Counted], path: str, model: Model) -> int:
    """How many respondents were counted: in every aspect of a group the same."""
    sums: Counter[tuple[str, int]] = Counter()
    for each in counted:
        sums[each.group, each.aspect] += each.n
    groups = dict.fromkeys(each.group for each in counted)
    for group in groups:
        first, *others = range(len(model.aspects))
        for other in others:
            if sums[group, other] != sums[group, first]:
                raise PemmError(
                    "counts-uneven",
                    path=path,
                    group=group or "-",
                    aspect=model.aspects[other].id,
                    found=sums[group, other],
                    first=model.aspects[first].id,
                    expected=sums[group, first],
                )
    if not groups:
        raise PemmError("counts-empty", path=path)
    return sum(sums[group, 0] for group in groups)
