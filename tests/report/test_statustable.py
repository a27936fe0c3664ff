"""The status table: a row per aspect, in the team's own words."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from support import SAMPLES, Make

from pemm.assessment import load
from pemm.model import Model
from pemm.report import result as result_report
from pemm.report import statustable, terminal
from pemm.report.document import Table
from pemm.report.formats import csv, markdown
from pemm.report.formats import json as json_format
from pemm.scoring import Result, score
from pemm.texts import load as load_texts

EN = load_texts("en")
WORDS = {
    "investment": "A team of four, paid from the central budget since spring.",
    "measurement": "We count tickets, and little else.",
}


@pytest.fixture
def result(model: Model) -> Result:
    return score(replace(load(SAMPLES / "payments-2026.json")[0], aspect_notes=WORDS), model)


def shown(result: Result, model: Model, width: int, *, plain: bool = False) -> str:
    file = io.StringIO()
    document = statustable.document(result, model, EN, notes=True)
    terminal.write(document, terminal.console_for(file, width=width), plain=plain)
    return file.getvalue()


def levels(result: Result, model: Model) -> list[str]:
    document = statustable.document(result, model, EN, notes=True)
    table = next(block for block in document.blocks if isinstance(block, Table))
    return [str(row.cells[-1]) for row in table.rows]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal(
    result: Result, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The table at three widths."""
    text = shown(result, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


def test_in_plain_sentences(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """For ears: a sentence or two per aspect, its own words among them."""
    file_regression.check(shown(result, model, 80, plain=True), extension=".txt")


def test_as_markdown(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """One table to paste into a slide or a page."""
    report = statustable.report(result, model, EN, notes=True)
    file_regression.check(markdown.write(report, "md").decode(), extension=".md")


def test_data_and_rows_are_those_of_the_report_card(result: Result, model: Model) -> None:
    """JSON and CSV do not depend on how the result is shown."""
    table = statustable.report(result, model, EN, notes=True)
    whole = result_report.report(result, model, EN, every_answer=False, notes=True)
    assert csv.write(table, "csv") == csv.write(whole, "csv")
    data = json.loads(json_format.write(table, "json"))
    assert data == json.loads(json_format.write(whole, "json"))
    assert data["aspects"][0]["note"] == WORDS["investment"]


def test_without_notes_there_are_no_own_words(result: Result, model: Model) -> None:
    """--no-notes leaves the column out."""
    text = markdown.write(statustable.report(result, model, EN, notes=False), "md").decode()
    assert "central budget" not in text
    assert "| Aspect | level |" in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((2, 2, 2, 2), "Operational: Dedicated team."),
        ((2, 2, 2, 3), "Operational: Dedicated team. One answer is a level further."),
        ((2, 2, 3, 3), "Half Dedicated team, half As product."),
        ((2, 3, 3, 3), "Dedicated team, though 3 of 4 answers are As product already."),
        ((1, 3, 1, 3), "No one level fits: your answers run from 1 to 3."),
        (("unanswered",) * 4, "Nothing answered yet."),
    ],
)
def test_a_level_is_named_only_where_one_fits(
    values: tuple[int | str, ...], said: str, make: Make, model: Model
) -> None:
    """Name and title of the level where most answers are at it; else the reading in words."""
    answers = {f"investment_{i}": value for i, value in enumerate(values, start=1)}
    assert levels(score(make(answers), model), model)[0] == said
