"""Respondents for tests, in every form that a survey reads, and the survey as bytes."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

from pemm.model import Model
from pemm.survey import sources, surveyfile
from pemm.survey.rules import Rules
from pemm.survey.troubles import Troubles
from pemm.texts import load
from pemm.wording import remarks

FIELDS = ["id", "subject", "role", "date", "language", "model", "questions", "sector"]


def rows(model: Model, n: int) -> list[dict[str, Any]]:
    """Flat rows with every kind of answer, several question sets and groups, and gaps."""
    random_ = random.Random(n)
    found = []
    for number in range(n):
        row: dict[str, Any] = {
            "id": f"r{number}",
            "subject": "Payments",
            "role": random_.choice(["leader", "builder", "consumer", "end-user"]),
            "date": f"2026-{random_.randint(1, 9):02}-{random_.randint(1, 28):02}",
            "language": random_.choice(["en", "zh"]),
            "model": model.id,
            "questions": random_.choice([model.questions_version, "0.8.0"]),
            "sector": random_.choice(["bank", "retail", "town hall"]),
        }
        for question in model.questions:
            chance = random_.random()
            if chance < 0.85:
                row[question.id] = random_.choice(question.values)
            elif chance < 0.95:
                row[question.id] = random_.choice(["unsure", "na", "not_applicable"])
        for field in ("role", "questions", "sector"):
            if random_.random() < 0.05:
                del row[field]
        found.append(row)
    return found


def write_ndjson(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows, a line each, their keys in any order."""
    random_ = random.Random(1)
    lines = []
    for row in rows:
        items = list(row.items())
        random_.shuffle(items)
        lines.append(json.dumps(dict(items)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, Any]], model: Model) -> Path:
    """The rows as CSV."""
    columns = [*FIELDS, *(question.id for question in model.questions)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return path


def write_parquet(path: Path, rows: list[dict[str, Any]], model: Model) -> Path:
    """The rows as Parquet."""
    import duckdb

    table = write_csv(path.with_suffix(".made.csv"), rows, model)
    duckdb.execute(f"COPY (FROM read_csv('{table}', all_varchar = true)) TO '{path}' (FORMAT parquet)")
    table.unlink()
    return path


def write_folder(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows, a file each."""
    path.mkdir()
    for number, row in enumerate(rows):
        (path / f"{number:06}.json").write_text(json.dumps(row), encoding="utf-8")
    return path


def survey_of(
    path: Path, model: Model, *, counts: Path | None = None, **rules: Any
) -> tuple[str, list[tuple[str, str]]]:
    """The survey as `--json` writes it, and the troubles: (line, sentence)."""
    troubles = Troubles()
    given = None if counts is None else str(counts)
    survey = sources.gather([] if counts else [str(path)], model, Rules(**rules), troubles, counts=given)
    texts = load("en")
    written = json.dumps(surveyfile.data(survey, remarks(texts, survey.remarks)), indent=2)
    listed = [*troubles.passed_over, *troubles.listed]
    return written, [(each.line, each.error.sentence(texts)) for each in listed]
