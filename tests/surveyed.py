"""Respondents of a survey, made up so that they are always the same."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from pemm.model import Model
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.survey import Survey
from pemm.survey.troubles import Troubles

# 31 respondents in groups of 8, 7 and 6, 5 who did not say, and 5 in two groups that are too small to be shown.
ROLES = (
    *("builder",) * 8,
    *("consumer",) * 7,
    *("leader",) * 6,
    *("",) * 5,
    *("enabler",) * 2,
    *("end-user",) * 3,
)


def level(*parts: int, options: tuple[int, ...] = (1, 2, 3, 4)) -> str:
    """An answer that differs from respondent to respondent and question to question, and is always the same."""
    code = crc32(repr(parts).encode())
    # Two draws of which the middle is taken: people of one platform lie closer than chance.
    return str(options[(code % len(options) + code // 64 % len(options)) // 2])


def respondents(
    model: Model, n: int, *, subjects: int = 1, roles: Iterable[str] = ("builder",)
) -> list[dict[str, str]]:
    """So many respondents; one answer in 13 is unsure, one in 29 does not apply."""
    named, found = list(roles), []
    for place in range(n):
        row = {
            "id": f"r{place}",
            "subject": f"Platform {place % subjects}" if subjects > 1 else "Payments platform",
            "role": named[place % len(named)],
            "questions": model.questions_version,
            "date": f"2026-{9 + place % 2:02}-0{1 + place % 9}",
        }
        for number, question in enumerate(model.questions):
            code = place * 7 + number * 5
            word = "unsure" if code % 13 == 0 else "na" if code % 29 == 0 else ""
            row[question.id] = word or level(place, number, options=question.values)
        found.append(row)
    return found


def gather_rows(rows: list[dict[str, str]], model: Model, folder: Path, **rules: object) -> Survey:
    """Writes the rows as a CSV, and gathers them by rules."""
    path = folder / "respondents.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
    troubles = Troubles()
    survey = gather([str(path)], model, Rules(**rules), troubles)  # type: ignore[arg-type]  # by name
    assert not troubles.records
    return survey
