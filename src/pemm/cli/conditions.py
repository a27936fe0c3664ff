"""Conditions that a pipeline asks for: `--fail-below` and `--fail-on-drop`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from pemm.comparison import Comparison
from pemm.errors import ConditionError, PemmError, UsageError
from pemm.scoring import Result, rounded

_LIMIT = re.compile(r"([A-Za-z0-9_.-]+)=(\d{1,3}(?:\.\d{1,6})?)")


def limits(given: Sequence[str] | None) -> list[tuple[str, Fraction]]:
    """Reads `ASPECT=N` options. Raises UsageError (exit 2) for another form."""
    read = []
    for text in given or ():
        match = _LIMIT.fullmatch(text)
        if match is None:
            raise UsageError("bad-limit", given=text)
        read.append((match[1], Fraction(match[2])))
    return read


def check_below(result: Result, wanted: Sequence[tuple[str, Fraction]]) -> None:
    """Raises ConditionError (exit 3) where an average is below its limit, or there is none.

    Raises PemmError (exit 1) for an aspect that the model lacks.
    """
    known = [aspect.id for aspect in result.aspects]
    failed = []
    for id, limit in wanted:
        if id not in known:
            raise PemmError("unknown-aspect", id=id, known=", ".join(known))
        top = max(result.aspect(id).counts)
        if limit > top:
            raise PemmError("limit-too-high", limit=rounded(limit), top=top)
        mean = result.aspect(id).average
        if mean is None or mean < limit:
            aspect = result.aspect(id)
            shown = rounded(mean) if mean is not None else "-"
            failed.append(f"{id} {shown} from {aspect.answered} of {aspect.asked} < {rounded(limit)}")
    if failed:
        raise ConditionError("below", what=", ".join(failed))


def check_drop(comparison: Comparison) -> None:
    """Raises ConditionError (exit 3) where a comparable change is below 0; PemmError without any."""
    if not comparison.comparable:
        raise PemmError("nothing-comparable")
    dropped = [
        f"{aspect.id} {rounded(aspect.change)}"
        for aspect in comparison.aspects
        if aspect.change is not None and aspect.change < 0
    ]
    if dropped:
        raise ConditionError("dropped", what=", ".join(dropped))
