"""Respondents for tests: assessments of one platform, as files, lines and rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pemm import library
from pemm.assessment import Assessment
from pemm.assessmentfile import dump

MODEL = library.load(library.find(library.DEFAULT))
IDS = [question.id for question in MODEL.questions]


def row(pattern: str, **fields: Any) -> dict[str, Any]:
    """A flat row that answers as the pattern says, the last character repeated to the end."""
    words: dict[str, Any] = {"u": "unsure", "x": "na", ".": None}
    characters = pattern + pattern[-1] * (len(IDS) - len(pattern))
    answers = {id: words.get(char, char) for id, char in zip(IDS, characters, strict=True)}
    return {**fields, **{id: int(v) if v in list("1234") else v for id, v in answers.items()}}


def rows(patterns: Sequence[str], **fields: Any) -> list[dict[str, Any]]:
    """A row per pattern, with the same fields in each."""
    return [row(pattern, **fields) for pattern in patterns]


def ndjson(path: Path, found: Sequence[Mapping[str, Any]]) -> Path:
    """A file with a row a line."""
    path.write_text("".join(json.dumps(each) + "\n" for each in found), encoding="utf-8")
    return path


def table(path: Path, found: Sequence[Mapping[str, Any]], delimiter: str = ",") -> Path:
    """A CSV with a row each."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def file(path: Path, assessment: Assessment) -> Path:
    """An assessment as pemm saves it."""
    path.write_text(dump(assessment), encoding="utf-8")
    return path
