"""The report of a comparison."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import Make

import pemm
from pemm.assessment import load
from pemm.comparison import Comparison, compare
from pemm.model import Model
from pemm.report import changes, terminal
from pemm.report.formats import csv, markdown
from pemm.scoring import score
from pemm.texts import load as load_texts

EN = load_texts("en")
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def compared(model: Model) -> Comparison:
    before, after = (score(load(SAMPLES / f"payments-{year}.json")[0], model) for year in (2025, 2026))
    return compare(before, after, model)


def shown(comparison: Comparison, model: Model, width: int, *, plain: bool = False) -> str:
    file = io.StringIO()
    document = changes.document(comparison, model, EN, notes=True)
    terminal.write(document, terminal.console_for(file, width=width), plain=plain)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal(
    compared: Comparison, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The comparison at three widths."""
    text = shown(compared, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


def test_in_plain_sentences(
    compared: Comparison, model: Model, file_regression: FileRegressionFixture
) -> None:
    """For ears: each change is a sentence."""
    file_regression.check(shown(compared, model, 80, plain=True), extension=".txt")


def test_as_markdown_and_csv(
    compared: Comparison, model: Model, file_regression: FileRegressionFixture
) -> None:
    """Both files that people pass on."""
    report = changes.report(compared, model, EN, notes=True)
    both = markdown.write(report, "md").decode() + "\n---\n\n" + csv.write(report, "csv").decode()
    file_regression.check(both, extension=".md")


def test_json_holds_to_its_schema(compared: Comparison, model: Model, make: Make) -> None:
    """The JSON of a full and of an empty comparison is what the schema describes."""
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "comparison.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    empty = compare(score(make({}), model), score(make({}), model), model)
    for comparison in (compared, empty):
        data = changes.report(comparison, model, EN, notes=True).data()
        Draft202012Validator(schema).validate(json.loads(json.dumps(data)))


def test_only_comparable_questions_change_an_average(make: Make, model: Model) -> None:
    """A newly answered question moves no average, and is told apart."""
    before = score(make({"investment_1": 2}), model)
    after = score(make({"investment_1": 2, "investment_2": 4}), model)
    data = changes.report(compare(before, after, model), model, EN, notes=True).data()
    aspect = data["aspects"][0]
    assert (aspect["before"], aspect["after"], aspect["change"]) == (2.0, 2.0, 0.0)
    assert aspect["newly_answered"] == ["investment_2"]


def test_nothing_comparable_is_said(make: Make, model: Model) -> None:
    """Without a common question the table has dashes, not zeros."""
    before, after = score(make({"investment_1": 2}), model), score(make({"investment_2": 4}), model)
    text = shown(compare(before, after, model), model, 80)
    assert "0.00" not in text
    assert "Investment: nothing that can be compared." in shown(
        compare(before, after, model), model, 80, plain=True
    )
