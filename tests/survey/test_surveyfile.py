"""The survey's file: published figures only, the same after a round trip, and refused where it cannot be right."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import MODEL, ndjson, row, rows

from pemm.errors import PemmError
from pemm.survey import surveyfile
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.survey import Survey
from pemm.survey.troubles import Troubles


@pytest.fixture
def survey(tmp_path) -> Survey:
    """Twelve respondents, by role; the three consumers are hidden with the four leaders."""
    found = [
        *rows(["1", "2", "1u3", "12x", "4"], role="builder", subject="Payments", date="2026-10-02"),
        *rows(["3", "3", "4"], role="consumer", subject="Payments"),
        *rows(["2", "1", "2", "1"], role="leader", subject="Payments"),
    ]
    return gather([str(ndjson(tmp_path / "a.ndjson", found))], MODEL, Rules(by="role"), Troubles())


def written(survey: Survey) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(surveyfile.data(survey, [])))
    return found


def read(data: Any) -> Survey:
    return surveyfile.parse(json.dumps(data).encode(), "a.survey.json", MODEL)


def test_what_is_written_is_read_again(survey):
    assert written(read(written(survey))) == written(survey)


def test_weights_that_are_no_whole_numbers_survive(tmp_path):
    found = [*rows(["1", "2", "4"], subject="A"), *rows(["1"] * 7, subject="B")]
    path = ndjson(tmp_path / "a.ndjson", found)
    survey = gather([str(path)], MODEL, Rules(unit="subject"), Troubles())
    assert written(read(written(survey))) == written(survey)


def test_the_file_holds_neither_a_pattern_nor_a_hidden_label(survey):
    text = json.dumps(written(survey))
    assert "builder" in text
    assert "consumer" not in text
    assert "leader" not in text
    assert "1u3" not in text
    assert written(survey)["hidden"] == 7


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("total", "respondents"), 13),
        (("total", "respondents"), -1),
        (("total", "respondents"), 1.5),
        (("total", "questions", 0, "counts", "1"), 99),
        (("total", "questions", 0, "counts", "1"), -3),
        (("total", "questions", 0, "counts", "1"), "3"),
        (("total", "questions", 0, "counts", "1"), True),
        (("total", "questions", 0, "counts", "1"), 10**13),
        (("total", "questions", 0, "unsure"), None),
        (("total", "questions"), {}),
        (("total", "aspects", 0, "histogram", 0, "n"), 40),
        (("total", "aspects", 0, "histogram", 0, "sum"), 999),
        (("total", "aspects", 0, "histogram"), None),
        (("total",), []),
        (("groups",), {}),
        (("groups", 0), 3),
        (("groups", 0, "group"), 3),
        (("unit",), "team"),
        (("by",), 3),
    ],
)
def test_counts_that_cannot_be_are_refused_with_their_place(survey, place, value):
    data = copy.deepcopy(written(survey))
    *path, last = place
    inner: Any = data
    for step in path:
        inner = inner[step]
    inner[last] = value
    with pytest.raises(PemmError) as refused:
        read(data)
    assert refused.value.key == "bad-survey"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"format": "pemm-survey/2"}, "newer-survey"),
        ({"format": "pemm-result/1"}, "no-survey"),
        ({"model": {"id": "garden"}}, "survey-other-model"),
    ],
)
def test_what_is_no_survey_of_this_model_is_refused(survey, change, key):
    with pytest.raises(PemmError) as refused:
        read({**written(survey), **change})
    assert refused.value.key == key


def test_a_survey_of_an_older_question_set_is_read_but_not_added(survey, tmp_path):
    data = written(survey)
    data["model"]["questions"] = "0.8.0"
    path = tmp_path / "old.survey.json"
    path.write_text(json.dumps(data))
    assert read(data).model.questions == "0.8.0"
    troubles = Troubles()
    gather([str(path), str(ndjson(tmp_path / "b.ndjson", [row("1")]))], MODEL, Rules(), troubles)
    assert [each.error.key for each in troubles.listed] == ["survey-other-questions"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with pytest.raises(PemmError):
        surveyfile.parse(b'{"format": "pemm-survey/1", ' + content, "a", MODEL)


def test_two_pooled_files_are_the_survey_of_all_their_respondents(tmp_path):
    one = rows(["1", "2", "3", "4", "u"], subject="Payments")
    two = rows(["4", "4", "3", "x", "1", "2"], subject="Payments")
    paths = [tmp_path / "one.survey.json", tmp_path / "two.survey.json"]
    for path, found in zip(paths, (one, two), strict=True):
        raw = ndjson(path.with_suffix(".ndjson"), found)
        path.write_text(json.dumps(written(gather([str(raw)], MODEL, Rules(), Troubles()))))
    together = gather([str(ndjson(tmp_path / "all.ndjson", [*one, *two]))], MODEL, Rules(), Troubles())
    pooled = gather([str(path) for path in paths], MODEL, Rules(), Troubles())
    assert written(pooled) == {**written(together), "remarks": []}


def test_surveys_of_two_subjects_or_of_nobody_knows_which_are_a_field(tmp_path):
    paths = [tmp_path / "one.survey.json", tmp_path / "two.survey.json"]
    for n, path in enumerate(paths, start=1):
        raw = ndjson(path.with_suffix(".ndjson"), rows([str(n)] * 5))
        path.write_text(json.dumps(written(gather([str(raw)], MODEL, Rules(), Troubles()))))
    assert not gather([str(path) for path in paths], MODEL, Rules(), Troubles()).one_subject
