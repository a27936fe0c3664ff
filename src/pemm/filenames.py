"""Names for files of assessments, and those that wait in a folder to be gone on with."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from pemm.assessment import Assessment, is_complete, load
from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import score

_MAX_FILES = 300
_MAX_BYTES = 1_000_000


def slug(subject: str | None) -> str:
    """A file name's stem from a subject: `Payments platform` is `payments-platform`; never empty."""
    text = unicodedata.normalize("NFKC", subject or "").lower()
    words = re.findall(r"[^\W_]+", text)
    name = "-".join(words)[:60].strip("-")
    while len(name.encode()) > 150:
        name = name[:-1].strip("-")
    return name or "assessment"


def free_name(folder: Path, subject: str | None, day: str) -> Path:
    """The first name that is free in `folder`: `<slug>-<day>.json`, then `-2`, `-3`, ..."""
    stem = f"{slug(subject)}-{day}"
    path = folder / f"{stem}.json"
    number = 2
    while os.path.lexists(path):
        path = folder / f"{stem}-{number}.json"
        number += 1
    return path


def unfinished(folder: Path, model: Model) -> list[tuple[Path, Assessment]]:
    """The assessments of this model in a folder that have open questions, the latest first."""
    found = []
    for path in sorted(folder.glob("*.json"))[:_MAX_FILES]:
        try:
            if not path.is_file() or path.stat().st_size > _MAX_BYTES:
                continue
            if b'"pemm-assessment/' not in path.read_bytes()[:4096]:
                continue
            assessment, _ = load(path)
            score(assessment, model)  # refuses another model, and values that are no options
        except (PemmError, OSError):
            continue  # what cannot be gone on with is not offered
        if not is_complete(assessment, model):
            found.append((path, assessment))
    return sorted(found, key=lambda each: each[1].updated, reverse=True)
