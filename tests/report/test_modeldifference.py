"""The report of what changed from one model file to another."""

from __future__ import annotations

import csv as csvfile
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import HERE

import pemm
from pemm.model import MeaningChange, Model, Option, load
from pemm.modeldiff import ModelDiff, diff
from pemm.report import modeldifference, terminal
from pemm.report.formats import csv, markdown
from pemm.texts import load as load_texts

EN = load_texts("en")
MODELS = HERE / "models"


@pytest.fixture
def newer(small_model: Model) -> Model:
    """The garden, with something of every kind changed, and a version that says too little."""
    soil, water, neighbours = small_model.aspects
    one, two = soil.questions
    feeds = replace(
        one,
        options=(one.options[0], replace(one.options[1], value=4), replace(one.options[2], label="Leaves")),
    )
    cares = replace(two, help="Think of last week.", text="Who cares for it?")
    keys, fruit, _ = neighbours.questions
    gate = replace(
        keys,
        id="neighbours_4",
        text="Who oils the gate?",
        options=(Option(1, "Nobody", ""), Option(5, "All", "")),
    )
    return replace(
        small_model,
        questions_version="1.0.1",
        aspects=(
            replace(soil, questions=(feeds, cares)),
            water,
            replace(neighbours, questions=(keys, fruit, gate)),
        ),
        history=(MeaningChange("water_1", "It asks for the bed, no more for the lawn.", (), version="1.0.1"),),
    )  # fmt: skip


@pytest.fixture
def difference(small_model: Model, newer: Model) -> ModelDiff:
    return diff(small_model, newer)


def shown(difference: ModelDiff, width: int, *, plain: bool = False) -> str:
    file = io.StringIO()
    document = modeldifference.document(difference, EN)
    terminal.write(document, terminal.console_for(file, width=width), plain=plain)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal(difference: ModelDiff, width: int, file_regression: FileRegressionFixture) -> None:
    """What it weighs, what the files state, every question, and what changed in full."""
    text = shown(difference, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert not any(line.endswith(" ") for line in text.splitlines())
    file_regression.check(text, extension=".txt")


def test_in_plain_sentences(difference: ModelDiff, file_regression: FileRegressionFixture) -> None:
    """For ears: each question is a sentence."""
    file_regression.check(shown(difference, 80, plain=True), extension=".txt")


def test_as_markdown_and_csv(difference: ModelDiff, file_regression: FileRegressionFixture) -> None:
    """Both files that people pass on."""
    report = modeldifference.report(difference, EN)
    both = markdown.write(report, "md").decode() + "\n---\n\n" + csv.write(report, "csv").decode()
    file_regression.check(both, extension=".md")


def test_json_holds_to_its_schema(difference: ModelDiff, small_model: Model, model: Model) -> None:
    """Whatever is compared."""
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "modeldiff.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    canteen, cantina, draft = (
        load(MODELS / f"community-{name}.yaml") for name in ("en", "pt", "unversioned")
    )
    for each in (
        difference,
        diff(small_model, small_model),
        diff(model, canteen),
        diff(canteen, cantina),
        diff(draft, model),
    ):
        data = modeldifference.report(each, EN).data()
        Draft202012Validator(schema).validate(json.loads(json.dumps(data)))


def test_the_rows_have_one_shape(difference: ModelDiff) -> None:
    """A row per question and per changed option."""
    report = modeldifference.report(difference, EN)
    rows = list(csvfile.DictReader(io.StringIO(csv.write(report, "csv").decode())))
    assert len(rows) == len(difference.questions) + sum(len(each.options) for each in difference.questions)
    assert all(None not in row and None not in row.values() for row in rows)
    moved = next(row for row in rows if row["state"] == "moved")
    assert (moved["question"], moved["value_before"], moved["value_after"]) == ("soil_1", "3", "4")


def test_a_version_that_says_too_little_is_warned_of(difference: ModelDiff, small_model: Model) -> None:
    """And only such a one."""
    assert "Warning: " in shown(difference, 80)
    enough = replace(difference.after, questions_version="2.0.0")
    assert "Warning: " not in shown(diff(small_model, enough), 80)
    assert "Warning: " not in shown(diff(small_model, small_model), 80)


def test_what_was_not_compared_is_said(model: Model, small_model: Model) -> None:
    """Two languages, two wordings, no version, the wrong way round, another scale."""
    canteen, cantina, draft = (
        load(MODELS / f"community-{name}.yaml") for name in ("en", "pt", "unversioned")
    )
    text = shown(diff(canteen, cantina), 120)
    assert "in different languages (en and pt)" in text
    assert "is now" not in text
    assert "different wordings (pemm-1 and community)" in shown(diff(model, canteen), 120)
    assert "unknown, then 0.9.0, which cannot be compared" in shown(diff(draft, canteen), 120)
    older = replace(small_model, questions_version="0.9.0", levels=small_model.levels[:4])
    assert "the other way round" in shown(diff(small_model, older), 120)
    assert "from 5 to 4" in shown(diff(small_model, older), 120)


def test_a_question_of_another_aspect_says_so(small_model: Model) -> None:
    """With the names of both."""
    soil, water, rest = small_model.aspects
    moved = replace(soil.questions[1], aspect="water")
    aspects = (
        replace(soil, questions=soil.questions[:1]),
        replace(water, questions=(*water.questions, moved)),
        rest,
    )
    assert "“Soil” is now “Water”" in shown(diff(small_model, replace(small_model, aspects=aspects)), 80)


def test_texts_are_made_safe_to_show(small_model: Model) -> None:
    """A label cannot turn the reading direction of the line."""
    question = small_model.questions[0]
    options = (replace(question.options[0], label="a\u202eb"), *question.options[1:])
    soil = small_model.aspects[0]
    aspects = (
        replace(soil, questions=(replace(question, options=options), *soil.questions[1:])),
        *small_model.aspects[1:],
    )
    assert "“Nothing” is now “ab”" in shown(diff(small_model, replace(small_model, aspects=aspects)), 80)
