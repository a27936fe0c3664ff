"""Respondents that nobody ever was, for benchmarks: the same each time, in every form that pemm reads."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[1] / "samples" / "payments-2026.json"
ASPECTS = ("investment", "adoption", "interfaces", "operations", "measurement")
IDS = [f"{aspect}_{place}" for aspect in ASPECTS for place in range(1, 5)]
FIELDS = ["id", "subject", "role", "date", "language", "model", "questions", "sector"]
WITHOUT_LEVEL = ("unsure", "na", None)


def rows(n: int) -> Iterator[dict[str, Any]]:
    """Flat rows, an answer in ten without a level."""
    random_ = random.Random(20261002)
    for number in range(n):
        row: dict[str, Any] = {
            "id": f"{number:08x}",
            "subject": "Payments",
            "role": random_.choice(("leader", "builder", "consumer")),
            "date": f"2026-{random_.randint(1, 9):02}-{random_.randint(1, 28):02}",
            "language": "en",
            "model": "platform-engineering",
            "questions": "0.9.0",
            "sector": random_.choice(("bank", "retail")),
        }
        for id in IDS:
            if random_.random() < 0.9:
                row[id] = min(4, max(1, round(random_.gauss(2.3, 0.9))))
            elif (answer := random_.choice(WITHOUT_LEVEL)) is not None:
                row[id] = answer
        yield row


def ndjson(path: Path, n: int) -> None:
    """Flat rows, a line each, whose keys stand in any order."""
    random_ = random.Random(7)
    with path.open("w") as file:
        for row in rows(n):
            items = list(row.items())
            random_.shuffle(items)
            file.write(json.dumps(dict(items), separators=(",", ":")) + "\n")


def table(path: Path, n: int) -> None:
    """The same rows as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*FIELDS, *IDS])
        writer.writerows([row.get(key, "") for key in (*FIELDS, *IDS)] for row in rows(n))


def folder(path: Path, n: int) -> None:
    """The same rows, a file each."""
    path.mkdir()
    for number, row in enumerate(rows(n)):
        (path / f"{number:07}.json").write_text(json.dumps(row))


def assessments(n: int) -> Iterator[dict[str, Any]]:
    """The same respondents as whole assessments."""
    sample = json.loads(SAMPLE.read_text())
    for row in rows(n):
        answers = {}
        for id in IDS:
            value = row.get(id)
            if value is None or id not in sample["answers"]:
                continue
            answer = {**sample["answers"][id], "value": value}
            if isinstance(value, str):
                answer |= {"value": None, "reason": "unsure" if value == "unsure" else "not_applicable"}
            answers[id] = answer
        yield {
            **sample,
            "id": row["id"],
            "respondent": {"name": None, "role": row["role"]},
            "assessed": f"{row['date']}T10:00:00Z",
            "answers": answers,
        }


def whole_ndjson(path: Path, n: int) -> None:
    """Whole assessments, a line each."""
    with path.open("w") as file:
        file.writelines(json.dumps(each) + "\n" for each in assessments(n))


def whole_folder(path: Path, n: int) -> None:
    """Whole assessments, a file each, as `pemm assess` writes them."""
    path.mkdir()
    for number, each in enumerate(assessments(n)):
        (path / f"{number:07}.json").write_text(json.dumps(each, indent=2) + "\n")
