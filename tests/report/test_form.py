"""The blank questionnaire: what people read, and that every word of it is read back."""

from __future__ import annotations

import csv as csvfile
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import HERE, NOW

import pemm
from pemm import library
from pemm.assessment import Assessment
from pemm.model import Model, load
from pemm.report import form, terminal
from pemm.report.formats import csv, markdown
from pemm.responses import FIELDS, Responses, read
from pemm.texts import languages
from pemm.texts import load as load_texts

EN = load_texts("en")
MODELS = {
    "built-in": library.load(library.find(library.DEFAULT)),
    **{path.stem: load(path) for path in sorted((HERE / "models").glob("*.yaml"))},
}


def awkward() -> Model:
    """A model whose words are easily mixed up: equal texts and labels, numbers and our own words as labels."""
    model = MODELS["built-in"]
    aspect = model.aspects[0]
    first, second, third, fourth = aspect.questions
    labels = ("Yes", "Yes", "4", "=Does not apply")
    one = replace(
        first,
        options=tuple(
            replace(option, label=label, description="")
            for option, label in zip(first.options, labels, strict=True)
        ),
    )
    two = replace(
        second,
        text=first.text,
        options=(replace(second.options[0], label="UNSURE"), *second.options[1:3], replace(second.options[3], label="does not apply", description="")),
    )  # fmt: skip
    three = replace(third, text="Role")
    numbered = (
        replace(fourth.options[0], label="Yes", description=""),
        replace(fourth.options[1], label="1. Yes", description=""),
    )
    four = replace(fourth, options=(*numbered, *fourth.options[2:]))
    roles = (
        model.roles[0],
        replace(model.roles[1], name=model.roles[0].name, summary=model.roles[0].summary),
    )
    aspects = (replace(aspect, questions=(one, two, three, four)), *model.aspects[1:])
    return replace(model, aspects=aspects, roles=roles)


def table(model: Model, language: str = "en") -> list[dict[str, str]]:
    """The CSV of the form, as a spreadsheet or a script reads it."""
    written = csv.write(form.report(model, load_texts(language)), "csv").decode()
    return list(csvfile.DictReader(io.StringIO(written)))


def choices(row: dict[str, str]) -> list[str]:
    """What a script takes for the choices of a row: all that is not empty from the fifth column on."""
    return [cell for cell in list(row.values())[4:] if cell]


def imported(model: Model, header: list[str], *rows: list[str]) -> Responses:
    text = io.StringIO()
    csvfile.writer(text, quoting=csvfile.QUOTE_ALL).writerows([header, *rows])
    return read(text.getvalue().encode(), "responses.csv", model, NOW)


def given(assessment: Assessment) -> dict[str, int | str | None]:
    return {id: answer.value or answer.reason for id, answer in assessment.answers.items()}


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal(width: int, model: Model, file_regression: FileRegressionFixture) -> None:
    """Boxes, numbers and words; ids at the edge where there is room, else below."""
    out = io.StringIO()
    terminal.write(form.report(model, EN).document(), terminal.console_for(out, width=width))
    assert max(map(len, out.getvalue().splitlines())) <= width
    file_regression.check(out.getvalue(), extension=".txt", encoding="utf-8")


def test_for_ears(small_model: Model, file_regression: FileRegressionFixture) -> None:
    """Without boxes and lines, which would be read out as signs."""
    out = io.StringIO()
    terminal.write(form.report(small_model, EN).document(), terminal.console_for(out, width=80), plain=True)
    file_regression.check(out.getvalue(), extension=".txt", encoding="utf-8")


def test_as_markdown(model: Model, file_regression: FileRegressionFixture) -> None:
    """A page to print: fields, then every question with a box per answer."""
    page = markdown.write(form.report(model, EN), "md").decode()
    assert page.count("- [ ] ") == len(model.roles) + 20 * 6
    file_regression.check(page, extension=".md", encoding="utf-8")


def test_as_csv(small_model: Model, file_regression: FileRegressionFixture) -> None:
    """A row per question; an option stands in the column of its value, so some are empty."""
    file_regression.check(
        csv.write(form.report(small_model, EN), "csv").decode(), extension=".csv", encoding="utf-8"
    )


@pytest.mark.parametrize("model", [*MODELS.values(), awkward()], ids=[*MODELS, "awkward"])
def test_as_json_it_is_what_the_schema_describes(model: Model) -> None:
    """Every question of the set in order, with the numbers of its options and then the two without."""
    data: dict[str, Any] = form.report(model, EN).data()
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "form.schema.json").read_text())
    Draft202012Validator(schema).validate(data)
    assert [
        (question["id"], [answer["value"] for answer in question["answers"]])
        for question in data["questions"]
    ] == [(question.id, [*question.values, "unsure", "na"]) for question in model.questions]
    if not model.roles:
        assert [field["id"] for field in data["fields"]] == ["subject", "date"]


TITLES: dict[str, Callable[[int, dict[str, str]], str]] = {
    "question": lambda number, row: row["question"],
    "number": lambda number, row: f"{number}. {row['question']}",
    "aspect": lambda number, row: f"{row['aspect']}: {row['question']}",
    "aspect and number": lambda number, row: f"{row['aspect']} {number}. {row['question']}",
    "grid": lambda number, row: f"{row['aspect']} [{row['question']}]",
    "id": lambda number, row: row["id"],
    "id and question": lambda number, row: f"{row['id']}. {row['question'].removeprefix(row['id'])}",
}


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("model", [*MODELS.values(), awkward()], ids=[*MODELS, "awkward"])
def test_a_web_form_made_of_it_imports_without_an_unread_cell(
    model: Model, language: str, title: str
) -> None:
    """Every choice of every question, exported as Google Forms does it, comes back as what was chosen."""
    asked = [row for row in table(model, language) if row["id"] != "role"]
    header = ["Timestamp", *(TITLES[title](number, row) for number, row in enumerate(asked, start=1))]
    columns = [choices(row) for row in asked]
    height = max(map(len, columns))
    rows = [
        ["2026-10-02 14:02:11", *(column[number % len(column)] for column in columns)]
        for number in range(height)
    ]
    found = imported(model, header, *rows)
    assert (found.unread, found.ignored) == ((), ())
    meant = {each.id: [*each.values, "unsure", "not_applicable"] for each in model.questions}
    assert [given(each) for each in found.assessments] == [
        {id: values[number % len(values)] for id, values in meant.items()} for number in range(height)
    ]
    assert {each.assessed for each in found.assessments} == {"2026-10-02T14:02:11Z"}


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("model", [MODELS["built-in"], awkward()], ids=["built-in", "awkward"])
def test_the_role_of_a_web_form_comes_back(model: Model, numbered: bool) -> None:
    """The first row asks for it in words that the reader takes for the field."""
    role, first, *_ = table(model)
    titles = [role["question"], first["question"]]
    header = [f"{number}. {title}" for number, title in enumerate(titles, 1)] if numbered else titles
    found = imported(model, header, *([chosen, choices(first)[0]] for chosen in choices(role)))
    assert (found.unread, found.ignored) == ((), ())
    assert [each.respondent.role for each in found.assessments] == [each.id for each in model.roles]


def test_whoever_answered_our_words_has_our_stamp(model: Model) -> None:
    """The form shows our wording, so its answers are comparable with those given here."""
    _, *asked = table(model)
    found = imported(model, [row["question"] for row in asked], [choices(row)[1] for row in asked])
    assert {answer.asked for answer in found.assessments[0].answers.values()} == {"0.9.0/pemm-1/en"}
    assert found.assessments[0].model.texts == "pemm-1"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", MODELS)
def test_what_is_copied_from_the_page_is_read_too(name: str, language: str) -> None:
    """Number and words of a choice as they stand on paper, the fields by the words that ask for them."""
    model = MODELS[name]
    document = form.report(model, load_texts(language)).document()
    asks = [block for block in document.blocks if isinstance(block, form.Ask)]
    fields = [ask for ask in asks if ask.reference is None]
    questions = [ask for ask in asks if ask.reference is not None]
    known = {"subject": "Payments", "role": "", "date": "2026-10-02"}
    filled = [ask.choices[0].text if ask.choices else "" for ask in fields]
    filled[0], filled[-1] = known["subject"], known["date"]
    for place in range(max(len(ask.choices) for ask in questions)):
        chosen = [ask.choices[place % len(ask.choices)] for ask in questions]
        cells = [
            f"{choice.number} {choice.text}" if choice.number is not None else choice.text
            for choice in chosen
        ]
        found = imported(model, [ask.text for ask in (*fields, *questions)], [*filled, *cells])
        assert (found.unread, found.ignored) == ((), ())
        assessment = found.assessments[0]
        assert len(assessment.answers) == len(model.questions)
        assert [each.value for each in assessment.answers.values()] == [choice.number for choice in chosen]
        assert (assessment.subject, assessment.assessed) == ("Payments", "2026-10-02T00:00:00Z")


def test_the_sheet_is_the_header_of_respondents_and_nothing_else(model: Model) -> None:
    """An example row would be counted as somebody's answers."""
    assert form.report(model, EN, sheet=True).rows() == [[*FIELDS, *(each.id for each in model.questions)]]


def test_no_help_speaks_of_keys(model: Model) -> None:
    """What helps to answer stands on paper too, where nothing can be pressed."""
    assert not [question.id for question in model.questions if "press " in question.help.lower()]
