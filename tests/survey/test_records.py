"""From a record to what is counted of it: what is an answer, what is not, and what it goes by."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import NOW

from pemm import library
from pemm.assessment import Answer, Respondent
from pemm.assessmentfile import dump
from pemm.survey import jsonlines
from pemm.survey.records import Reader, Unusable

MODEL = library.load(library.find(library.DEFAULT))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


class Told(list[tuple[str, str, dict[str, Any]]]):
    """What a reader told of."""

    def __call__(self, place: str, key: str, values: dict[str, Any]) -> None:
        self.append((place, key, values))


def reader(told: Told | None = None, **rules: str) -> Reader:
    return Reader(MODEL, told if told is not None else Told(), **rules)


def first(row: dict[str, Any], told: Told | None = None) -> str:
    """The character of investment_1."""
    return reader(told).record(row, "7").pattern[0]


@pytest.mark.parametrize(
    ("value", "character"),
    [
        *((1, "1"), ("1", "1"), (4, "4"), (2.0, "2"), (" 3 ", "3")),
        *(("unsure", "u"), ("UNSURE", "u"), ("na", "x"), ("not_applicable", "x")),
        *((None, "."), ("", "."), (float("nan"), ".")),
    ],
)
def test_a_cell_of_a_flat_row_is_read(value, character):
    told = Told()
    assert first({"id": "r1", "investment_1": value}, told) == character
    assert told == []


@pytest.mark.parametrize("value", [0, 5, 2.5, True, False, "two", [], {}, float("inf"), 1e300, "99999999999"])
def test_what_is_no_answer_is_told_and_counts_as_unanswered(value):
    told = Told()
    assert first({"id": "r1", "investment_1": value, "investment_2": 2}, told) == "."
    assert [(place, key, values["question"]) for place, key, values in told] == [
        ("7", "no-answer", "investment_1")
    ]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ([], "no-record"),
        ("text", "no-record"),
        ({}, "empty-record"),
        ({"colour": "red"}, "no-record"),
        ({"model": "garden", "investment_1": 2}, "other-model"),
        ({"format": "pemm-survey/1"}, "is-survey"),
        ({"format": "pemm-assessment/2", "answers": {}}, "newer"),
        ({"format": 3, "answers": {}}, "format"),
        ({"format": "pemm-assessment/1"}, "no-answers"),
        ({"format": "pemm-assessment/1", "answers": {}, "model": 3}, "part"),
        ({"format": "pemm-assessment/1", "answers": {}, "model": {"id": "garden"}}, "other-model"),
    ],
)
def test_what_is_no_respondent_is_refused_with_the_reason(data, key):
    with pytest.raises(Unusable) as refused:
        reader().record(data, "1")
    assert refused.value.key == key
    assert str(refused.value)


@given(json_values)
def test_whatever_json_says_is_read_or_refused(data):
    try:
        record = reader().record(data, "1")
    except Unusable:
        return
    assert len(record.pattern) == 20


@given(
    st.dictionaries(st.sampled_from([*reader().ids, "role", "date", "model", "id"]), json_values, min_size=1)
)
def test_whatever_a_flat_row_says_is_read_or_refused(row):
    try:
        record = reader().record(row, "1")
    except Unusable:
        return
    assert set(record.pattern) <= set("1234ux.")


def assessment(make, **fields: Any) -> dict[str, Any]:
    given = {"investment_1": 2, "investment_2": "unsure", "investment_3": "not_applicable"}
    data: dict[str, Any] = json.loads(dump(make(given, **fields)))
    return data


def test_an_assessment_is_read_as_pemm_writes_it(make):
    record = reader().record(assessment(make, subject="Payments"), "")
    assert record.pattern == "2ux" + "." * 17
    assert (record.subject, record.date) == ("Payments", NOW)


def test_an_answer_that_means_something_else_today_is_left_out_and_counted(make):
    old = replace(make({"interfaces_1": 3}), answers={"interfaces_1": Answer(3, asked="0.8.0/community/en")})
    told, read = Told(), reader()
    assert set(read.record(json.loads(dump(old)), "").pattern) == {"."}
    assert read.changed == {"interfaces_1": 1}
    assert told == []


def test_a_flat_row_of_an_old_question_set_loses_only_what_has_changed(make):
    read = reader()
    row = {"questions": "0.8.0", "interfaces_1": 3, "interfaces_2": 3}
    assert read.record(row, "").pattern.strip(".") == "3"
    assert read.changed == {"interfaces_1": 1}


def test_a_flat_row_without_a_question_set_is_read_with_todays_and_counted():
    read = reader()
    assert read.record({"interfaces_1": 3}, "").pattern.strip(".") == "3"
    assert read.without_set == 1


def test_ids_that_the_model_lacks_are_counted_where_they_look_like_questions(make):
    read = reader()
    read.record({**dict.fromkeys(read.ids, 2), "investment_9": 2, "team_size": 7}, "")
    read.record(json.loads(dump(make({"adoption_77": 2, "investment_1": 1}))), "")
    assert read.unknown_ids == {"investment_9": 1, "adoption_77": 1}


@pytest.mark.parametrize(
    ("by", "group"),
    [
        *(("role", "builder"), ("month", "2026-10"), ("language", "en"), ("sector", "bank")),
        *(("subject", "Payments"), ("region", "")),
    ],
)
def test_a_breakdown_goes_by_a_field_or_a_key_of_about(make, by, group):
    data = assessment(
        make, subject="Payments", respondent=Respondent("Ada", "builder"), about={"sector": "bank"}
    )
    assert reader(by=by).record(data, "").group == group
    row = {"subject": "Payments", "role": "builder", "date": "2026-10-02", "language": "en", "sector": "bank"}
    assert reader(by=by).record({**row, "investment_1": 2}, "").group == group


def test_one_per_goes_by_what_everybody_has_for_himself(make):
    data = assessment(make, respondent=Respondent("Ada", "builder"), about={"mail": "a@example.org"})
    assert reader(one_per="name").record(data, "").key == "Ada"
    assert reader(one_per="mail").record(data, "").key == "a@example.org"
    assert reader(one_per="id").record(data, "").key == "0123456789abcdef"


def test_a_label_is_one_line_that_acts_on_nothing():
    row = {"investment_1": 2, "sector": "ba\x1b[31mnk\n\u202e" + "x" * 200}
    group = reader(by="sector").record(row, "").group
    assert "\x1b" not in group
    assert "\u202e" not in group
    assert len(group) == 80


def test_notes_come_along_only_where_they_are_asked_for(make):
    noted = replace(
        make({}), answers={"investment_1": Answer(2, asked=MODEL.asked(MODEL.questions[0]), note="Hm.")}
    )
    data = json.loads(dump(noted))
    assert reader().record(data, "").notes == ()
    assert reader().record(data, "", with_notes=True).notes == (("investment_1", "Hm."),)


def test_a_date_that_is_none_is_told_and_the_record_counts():
    told = Told()
    assert reader(told).record({"investment_1": 1, "date": "tomorrow"}, "3").date is None
    assert told == [("3", "no-date", {"found": "tomorrow"})]


def test_true_is_no_answer_in_a_line_of_json():
    told = Told()
    value = jsonlines.parse('{"id": "r", "investment_1": true, "investment_2": 1}')
    assert reader(told).record(value, "1").pattern[:2] == ".1"
    assert len(told) == 1
