"""Old files for ever: what any pemm ever wrote is read by this one, and written back as it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import HERE, NOW, Run

import pemm
from pemm.assessment import load, save
from pemm.assessmentfile import parse
from pemm.errors import PemmError

FORMATS = HERE / "formats"
SCHEMAS = Path(pemm.__file__).parent / "schemas"
ASSESSMENTS = sorted(FORMATS.glob("assessment-*.json"))
REPORTS = sorted(set(FORMATS.glob("*.json")) - set(ASSESSMENTS))

# Lines here are only ever added, as the files are.
FIRST_WRITTEN = {
    "assessment-1-aspect-notes.json": "01aa9d3ddf6013e1",
    "assessment-1-conversation.json": "3a849ce3765d83fd",
    "assessment-1-first.json": "9cddfd3a512e4afa",
    "assessment-1-from-a-form.json": "33146846c337463f",
    "assessment-1-from-a-link.json": "2069caa324a2c167",
    "assessment-1-quick.json": "76a37662ffd50706",
    "comparison-1-first.json": "eb2b30f536f70c47",
    "model-diff-1-first.json": "8218400022200881",
    "result-1-first.json": "1e75655c776d2056",
    "route-1-first.json": "d567fb578c0c76b9",
    "trend-1-first.json": "d42b8954de332a71",
    "assessment-1-dissent.json": "ef45c2c6642d5998",
    "form-1-first.json": "e5259bd92031ba20",
    "survey-1-first.json": "a0bf80666692f33c",
    "survey-comparison-1-first.json": "548a1e590d5cda3a",
}

named = pytest.mark.parametrize("path", ASSESSMENTS, ids=lambda path: path.stem)


def test_samples_are_only_ever_added() -> None:
    """Not one byte of a sample changes: it stands for files that nobody can write anew."""
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in FORMATS.glob("*.json")}
    assert there == FIRST_WRITTEN
    described = (FORMATS / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in described for name in there)


@named
def test_an_old_file_is_loaded_and_written_back_as_it_was(path: Path, tmp_path: Path) -> None:
    """Looking at a file of any age changes nothing of it."""
    assessment, _ = load(path)
    save(assessment, tmp_path / "a.json", None, NOW)
    assert (tmp_path / "a.json").read_bytes() == path.read_bytes()


@named
def test_an_old_file_keeps_what_is_unknown(path: Path, tmp_path: Path) -> None:
    """Keys that this pemm does not know stay: at the top, in model, respondent and every answer."""
    data = json.loads(path.read_bytes())
    for part in (data, data["model"], data["respondent"], *data["answers"].values()):
        part["x-of-another-tool"] = {"deep": [1, None, "ü"]}
    data["answers"]["retired_9"] = {"value": 3, "asked": "0.1/x/en", "question": None, "answer": None}
    save(parse(json.dumps(data).encode(), "a.json"), tmp_path / "a.json", None, NOW)
    assert json.loads((tmp_path / "a.json").read_bytes()) == data


@named
def test_an_old_file_is_shown_and_gone_on_with(path: Path, run: Run) -> None:
    """Every command that reads an assessment takes it, and an answer more is recorded in it."""
    Path("a.json").write_bytes(path.read_bytes())
    before, _ = load(path)
    assert run("show", "a.json").code == 0
    question = "adoption_quick" if "quick" in path.name else "adoption_1"
    assert run("assess", "a.json", "--set", f"{question}=3").code == 0
    after, _ = load(Path("a.json"))
    assert after.answers[question].value == 3
    assert {
        id: each for id, each in before.answers.items() if id != question
    }.items() <= after.answers.items()
    assert (after.id, after.created, after.targets) == (before.id, before.created, before.targets)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_an_old_report_is_what_its_schema_still_describes(path: Path) -> None:
    """Whoever reads a format by its schema can read the oldest report of that number, too."""
    data = json.loads(path.read_bytes())
    kind = data["format"].removeprefix("pemm-").partition("/")[0].replace("-", "")
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_bytes())
    Draft202012Validator(schema).validate(data)
    with pytest.raises(PemmError) as refused:
        parse(path.read_bytes(), str(path))
    assert refused.value.key == "report-given"


def test_every_format_has_its_first_sample() -> None:
    """A format with a schema has a sample, and the number of each sample's format is in its name."""
    formats = {json.loads(path.read_bytes())["$id"] for path in SCHEMAS.glob("*.json")}
    sampled = {json.loads(path.read_bytes())["format"] for path in FORMATS.glob("*.json")}
    assert sampled == formats
    for path in FORMATS.glob("*.json"):
        kind, number = json.loads(path.read_bytes())["format"].removeprefix("pemm-").split("/")
        assert path.name.startswith(f"{kind}-{number}-")


def test_an_old_survey_is_added_compared_and_stood_against(run: Run) -> None:
    """A survey file of any age is a source, a wave and a field."""
    survey = FORMATS / "survey-1-first.json"
    assert run("survey", survey, survey.parent.parent.parent / "samples" / "team", "--by", "role").code == 0
    assert run("compare", survey, survey).code == 0
    assert run("show", FORMATS / "assessment-1-first.json", "--against", survey).code == 0
