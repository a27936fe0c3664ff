"""The report card: what it says, and what it looks like on terminals of several widths."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import SAMPLES, Make

import pemm
from pemm.assessment import Assessment, Respondent, load
from pemm.model import Model
from pemm.report import card, terminal
from pemm.report import result as result_report
from pemm.report.document import Paragraph, Spread, Table
from pemm.report.formats import csv, markdown
from pemm.report.formats import json as json_format
from pemm.scoring import Result, score
from pemm.texts import load as load_texts

EN = load_texts("en")
SAMPLE = Path(__file__).parents[2] / "samples" / "payments-2026.json"
SCHEMAS = Path(pemm.__file__).parent / "schemas"


@pytest.fixture
def sample() -> Assessment:
    return load(SAMPLE)[0]


@pytest.fixture
def result(sample: Assessment, model: Model) -> Result:
    return score(sample, model)


def shown(
    result: Result,
    model: Model,
    width: int,
    *,
    plain: bool = False,
    every: bool = False,
    encoding: str = "utf-8",
) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace", newline="")
    document = card.document(
        result,
        model,
        EN,
        every_answer=every,
        notes=True,
        more=card.commands(Path("payments.json"), model, EN),
    )
    terminal.write(document, terminal.console_for(file, width=width), plain=plain)
    file.flush()
    return file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]  # it is a BytesIO


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_on_a_terminal(
    result: Result, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The report card at four widths."""
    text = shown(result, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


def test_with_every_answer(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """--all lists every question with its answer, note and evidence."""
    file_regression.check(shown(result, model, 80, every=True), extension=".txt")


def test_in_plain_sentences(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """For ears: every aspect is a sentence, and nothing is drawn."""
    text = shown(result, model, 80, plain=True)
    assert not set("─◆·│┃━●○") & set(text)
    file_regression.check(text, extension=".txt")


@pytest.mark.parametrize("width", [40, 80])
def test_in_ascii(result: Result, model: Model, width: int, file_regression: FileRegressionFixture) -> None:
    """An ASCII-only output gets a drawing of ASCII characters, not question marks."""
    text = shown(result, model, width, encoding="ascii")
    drawing = text.split("THREE THINGS")[0]
    assert "?" not in drawing
    file_regression.check(text, extension=".txt")


def test_as_markdown(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """Markdown has the counts as a table and the steps as a checklist."""
    report = result_report.report(result, model, EN, every_answer=True, notes=True)
    file_regression.check(markdown.write(report, "md").decode(), extension=".md")


def test_as_csv(result: Result, model: Model, file_regression: FileRegressionFixture) -> None:
    """CSV has a row per question, in the order of the model."""
    report = result_report.report(result, model, EN, every_answer=False, notes=True)
    file_regression.check(csv.write(report, "csv").decode(), extension=".csv")


@pytest.mark.parametrize(
    "answers", [{}, {"investment_1": 1}, {"investment_1": "unsure", "adoption_1": "not_applicable"}]
)
def test_json_holds_to_its_schema(answers: dict[str, int | str], make: Make, model: Model) -> None:
    """Whatever was answered, the JSON is what the schema describes; so are the samples."""
    schema = json.loads((SCHEMAS / "result.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    for assessment in (make(answers), load(SAMPLE)[0]):
        report = result_report.report(score(assessment, model), model, EN, every_answer=False, notes=True)
        data = json.loads(json_format.write(report, "json"))
        Draft202012Validator(schema).validate(data)
        assert [q["id"] for a in data["aspects"] for q in a["questions"]] == [q.id for q in model.questions]


def test_json_is_not_rounded(make: Make, model: Model) -> None:
    """A third is a third, as near as a double can say it."""
    result = score(make({"investment_1": 1, "investment_2": 1, "investment_3": 2}), model)
    data = result_report.report(result, model, EN, every_answer=False, notes=True).data()
    assert data["aspects"][0]["average"] == float(Fraction(4, 3))


def test_without_notes_no_note_is_anywhere(result: Result, model: Model) -> None:
    """--no-notes leaves notes and evidence out of every format."""
    report = result_report.report(result, model, EN, every_answer=True, notes=False)
    for text in (markdown.write(report, "md"), csv.write(report, "csv"), json_format.write(report, "json")):
        assert b"CFO" not in text
        assert b"wiki.example" not in text


def test_no_level_is_named_that_nobody_chose(make: Make, model: Model) -> None:
    """Answers of 1 and 3 are said to fit no one level, though their mean is 2."""
    result = score(make({"investment_1": 1, "investment_2": 3, "investment_3": 1, "investment_4": 3}), model)
    said = card.in_words(result.aspect("investment"), model, EN)
    assert said == "No one level fits: your answers run from 1 to 3."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((2, 2, 2, 2), "Dedicated team."),
        ((2, 2, 2, 3), "Dedicated team. One answer is a level further."),
        ((2, 3, 3, 3), "Dedicated team, though 3 of 4 answers are As product already."),
        ((2, 2, 3, 3), "Half Dedicated team, half As product."),
        ((2, 2, 2, "unsure"), "Too much is open to name a level: the mean lies between 1.75 and 2.50."),
        ((3, 3, 3, "unanswered"), "Too much is open to name a level: the mean lies between 2.50 and 3.25."),
        (
            (2, 3, 3, "unsure"),
            "",
        ),
        ((2, 2, 2, "not_applicable"), "Dedicated team."),
        (("unsure",) * 4, "Nothing to read yet: you are unsure of all 4 questions."),
        (("unanswered",) * 4, "Nothing answered yet."),
        (("not_applicable",) * 4, "Does not apply here."),
    ],
)
def test_the_reading_in_words(values: tuple[int | str, ...], said: str, make: Make, model: Model) -> None:
    """Each way an aspect can stand has its own sentence."""
    answers = {f"investment_{i}": value for i, value in enumerate(values, start=1)}
    read = card.in_words(score(make(answers), model).aspect("investment"), model, EN)
    if values == (2, 3, 3, "unsure"):  # the bounds 2.25 and 3.00 lie in different levels
        said = "Too much is open to name a level: the mean lies between 2.25 and 3.00."
    assert read == said


def test_who_answered_is_told(make: Make, model: Model) -> None:
    """Name and role stand at the top; a builder alone is told that no user was asked, a user is not."""

    def first(respondent: Respondent) -> str:
        document = card.document(
            score(make({}, respondent=respondent), model), model, EN, every_answer=False, notes=True
        )
        paragraph = document.blocks[1]
        assert isinstance(paragraph, Paragraph)
        return paragraph.text

    assert first(Respondent("Ada", "builder")).startswith(
        "1 respondent (Ada, builder). No platform user asked."
    )
    assert first(Respondent(None, "consumer")).startswith("1 respondent (consumer). 0 of 20 answered.")
    assert first(Respondent()).startswith("1 respondent. 0 of 20")


def test_what_a_person_wrote_is_only_text(sample: Assessment, model: Model) -> None:
    """Escape sequences, markup and control characters in subject and notes reach no terminal."""
    answers = dict(sample.answers)
    answers["investment_4"] = replace(answers["investment_4"], note="[bold]\x1b[31mred\x07 \u202eback [/]")
    hostile = replace(sample, subject="X\x1b]0;owned\x07\n[/red]", answers=answers)
    text = shown(score(hostile, model), model, 80, every=True)
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert "\u202e" not in text
    assert "[bold][31mred back [/]" in text
    assert "[/red]" in text


def test_a_model_of_another_shape(
    small_model: Model, make: Make, file_regression: FileRegressionFixture
) -> None:
    """Three aspects by five levels, questions without descriptions, options that skip levels."""
    assessment = make(
        {"soil_1": 3, "soil_2": 1, "water_1": 5, "neighbours_1": 4}, of=small_model, targets={"soil": 4}
    )
    file_regression.check(shown(score(assessment, small_model), small_model, 80), extension=".txt")


def test_the_document_holds_figures_not_drawings(result: Result, model: Model) -> None:
    """The table's cells are typed, so that every format can write them its own way."""
    document = card.document(result, model, EN, every_answer=False, notes=True)
    table = next(block for block in document.blocks if isinstance(block, Table))
    spread = table.rows[0].cells[1]
    assert spread == Spread(((1, 2), (2, 2), (3, 0), (4, 0)), Fraction(3, 2))


def test_the_chart_leaves_gaps(make: Make, model: Model) -> None:
    """An aspect without an answer has no point, and the words beside the chart say so."""
    chart = card.chart(score(make({"adoption_1": 3}), model), model, EN)
    assert chart.series[0].values == (None, 3.0, None, None, None)
    assert "Adoption 3.00" in chart.alternative
    assert "Investment no mean" in chart.alternative


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("question", ["", "\x1b", "\u202e"])
def test_a_stored_question_of_which_nothing_can_be_read(question: str, width: int, model: Model) -> None:
    """An answer whose wording is empty, or only acts, stands under its id."""
    sample = load(SAMPLES / "payments-2026.json")[0]
    answers = {id: replace(given, question=question) for id, given in sample.answers.items()}
    text = shown(score(replace(sample, answers=answers), model), model, width, every=True)
    assert "investment_4" in text
