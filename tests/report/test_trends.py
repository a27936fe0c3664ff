"""The report of a trend."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from support import SAMPLES, Make

import pemm
from pemm.assessment import load
from pemm.model import Model
from pemm.report import page, terminal, trends
from pemm.report.formats import csv, markdown
from pemm.scoring import score
from pemm.texts import load as load_texts
from pemm.trend import Trend, trend

EN = load_texts("en")
FOUR = ("2024", "2025", "2026-spring", "2026")


@pytest.fixture
def found(model: Model) -> Trend:
    """The trend of the four samples."""
    return trend([score(load(SAMPLES / f"payments-{when}.json")[0], model) for when in FOUR], model)


@pytest.fixture
def many(model: Model, make: Make) -> Trend:
    """Eight assessments; one of them answered nothing of Investment, two were made on one day."""
    days = [f"20{19 + n}-0{n + 1}-11T10:00:00Z" for n in range(7)] + ["2025-07-11T17:30:00Z"]
    sheets = [
        {f"{each.id}_{q}": 1 + (n * q + len(each.id)) % 4 for each in model.aspects for q in (1, 2, 3, 4)}
        for n in range(8)
    ]
    sheets[3] = {id: value for id, value in sheets[3].items() if not id.startswith("investment")}
    return trend(
        [score(make(sheet, assessed=day), model) for sheet, day in zip(sheets, days, strict=True)], model
    )


def shown(trend: Trend, model: Model, width: int, *, plain: bool = False, encoding: str | None = None) -> str:
    document = trends.document(trend, model, EN)
    if encoding is None:
        file = io.StringIO()
        terminal.write(document, terminal.console_for(file, width=width), plain=plain)
        return file.getvalue()
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    terminal.write(document, terminal.console_for(stream, width=width), plain=plain)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [40, 60, 66, 80, 120])
def test_on_a_terminal(
    found: Trend, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The trend of the samples at five widths: a table where figures find room, else cards."""
    text = shown(found, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


@pytest.mark.parametrize("width", [40, 80])
def test_of_many_assessments(
    many: Trend, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """Eight assessments: the first and the last beside the drawing, all of them in a table by date."""
    text = shown(many, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


def test_in_ascii(found: Trend, model: Model, file_regression: FileRegressionFixture) -> None:
    """Where blocks cannot be shown, digits say the level that was reached."""
    file_regression.check(shown(found, model, 80, encoding="ascii"), extension=".txt")


def test_in_plain_sentences(found: Trend, model: Model, file_regression: FileRegressionFixture) -> None:
    """For ears: a sentence per aspect, and nothing drawn."""
    text = shown(found, model, 80, plain=True)
    assert not set(text) & set(page.BLOCKS)
    assert "drawing" not in text
    file_regression.check(text, extension=".txt")


def test_as_markdown_and_csv(found: Trend, model: Model, file_regression: FileRegressionFixture) -> None:
    """Both files that people pass on; in neither is anything drawn."""
    report = trends.report(found, model, EN)
    both = markdown.write(report, "md").decode() + "\n---\n\n" + csv.write(report, "csv").decode()
    assert not set(both) & set(page.BLOCKS)
    file_regression.check(both, extension=".md")


def test_the_drawing_stands_on_the_scale_of_the_levels(make: Make, model: Model) -> None:
    """Level 1 is the lowest block, the highest level the highest, and between them are six more."""
    results = [
        score(make({"investment_1": value}, assessed=f"202{value}-01-01"), model) for value in (1, 2, 3, 4)
    ]
    assert " ▁▃▆█ " in shown(trend(results, model), model, 80)
    assert " 1234 " in shown(trend(results, model), model, 80, encoding="ascii")


def test_one_assessment_is_no_line(make: Make, model: Model) -> None:
    """One file has averages, and neither a drawing nor a change."""
    text = shown(trend([score(make({"investment_1": 2}), model)], model), model, 80)
    assert "Investment 2.00 1/4" in " ".join(text.split())
    assert not any(word in text for word in ("change", "drawing", "▃"))


def test_two_of_one_day_are_told_apart(many: Trend) -> None:
    """Days that would look alike get their time."""
    assert trends.days(many, EN)[-3:] == ["11 Jun 2024", "11 Jul 2025 10:00", "11 Jul 2025 17:30"]


def test_json_holds_to_its_schema(found: Trend, many: Trend, model: Model, make: Make) -> None:
    """The JSON of a full, a long and an empty trend is what the schema describes."""
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "trend.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    empty = trend([score(make({}), model)], model)
    for each in (found, many, empty):
        Draft202012Validator(schema).validate(json.loads(json.dumps(trends.data(each, EN))))


def test_a_gap_is_null_and_empty(found: Trend) -> None:
    """In 2024 nothing of Measurement was known: null in JSON, an empty cell in CSV, no zero anywhere."""
    measurement = trends.data(found, EN)["aspects"][4]
    first = measurement["points"][0]
    assert (first["average"], first["comparable"], first["own_average"]) == (None, [], None)
    assert ["measurement", "2024-10-04T10:31:05Z", "", ""] in trends.rows(found)


def test_the_alternative_text_says_every_figure(found: Trend, model: Model) -> None:
    """Who cannot see the picture hears each mean with its day, and the gaps."""
    said = trends.chart(found, model, EN).alternative
    assert said.startswith("Line chart of Payments platform, mean per aspect on levels 1 to 4 over time.")
    assert "Measurement: a gap on 4 Oct 2024, 1.33 on 6 Oct 2025," in said
