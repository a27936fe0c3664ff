"""The JSON Schemas of the files, held against what pemm writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import NOW, SAMPLES, Make, Run

import pemm
from pemm.assessmentfile import dump
from pemm.model import Model
from pemm.sharelink import assessment_of, read

SCHEMAS = Path(pemm.__file__).parent / "schemas"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_every_schema_is_one(path: Path) -> None:
    """It is valid itself, and named after the format it describes."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("pemm-")


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_the_samples_are_assessments(path: Path) -> None:
    """What lies in samples/ is what the schema describes."""
    validator("assessment").validate(json.loads(path.read_text(encoding="utf-8")))


def test_what_is_written_is_what_the_schema_describes(run: Run, make: Make, model: Model) -> None:
    """A file made by hand-typed options, an empty one, one from a link, one with every kind of answer."""
    run(
        "assess",
        "a.json",
        "--set",
        "investment_1=2",
        "--set",
        "adoption_1=unsure",
        "--target",
        "adoption=stay",
    )
    run("assess", "b.json", "--no-input")
    texts = [Path("a.json").read_text(encoding="utf-8"), Path("b.json").read_text(encoding="utf-8")]
    texts.append(dump(assessment_of(read("?lang=zh&interfaces_1=3", model), model, NOW)))
    texts.append(dump(make({"investment_1": 1, "investment_2": "not_applicable", "zebra": 4})))
    for text in texts:
        validator("assessment").validate(json.loads(text))


@pytest.mark.parametrize(
    "answer",
    [{"value": 2.5}, {"value": True}, {"value": None}, {"value": None, "reason": "tired"}, {"value": 0}, {}],
)
def test_what_pemm_refuses_the_schema_refuses(answer: dict[str, object], run: Run) -> None:
    """A validator in an editor says the same as pemm."""
    run("assess", "a.json", "--no-input")
    data = json.loads(Path("a.json").read_text(encoding="utf-8"))
    data["answers"] = {"investment_1": answer}
    Path("a.json").write_text(json.dumps(data), encoding="utf-8")
    assert list(validator("assessment").iter_errors(data))
    assert run("show", "a.json").code == 1


def test_what_surveys_write_is_what_the_schemas_describe(run: Run) -> None:
    """Two waves compared, and a result in the field of a survey."""
    team = SAMPLES / "team"
    assert run("survey", team, "-o", "one.survey.json", "--by", "role").code == 0
    assert run("survey", team, "one.survey.json", "-o", "two.survey.json", "--by", "role").code == 0
    compared = run("compare", "one.survey.json", "two.survey.json", "--json").out
    validator("surveycomparison").validate(json.loads(compared))
    shown = run("show", SAMPLES / "payments-2026.json", "--against", "one.survey.json", "--json").out
    validator("result").validate(json.loads(shown))
