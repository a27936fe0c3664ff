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
from pemm.model import MeaningChange
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
    assert first({"id": "r1", "investment_1": value, "investment_2": 1}, told) == character
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
        ({"role": "builder", "investment_1": ""}, "nothing-answered"),
        ({"format": "pemm-assessment/1", "answers": {}}, "nothing-answered"),
        ({"format": "pemm-assessment/1", "answers": {"investment_1": {"value": 9}}}, "nothing-answered"),
        ({"model": "garden", "investment_1": 2}, "other-model"),
        ({"format": "pemm-survey/1"}, "is-survey"),
        ({"format": "pemm-assessment/2", "answers": {}}, "newer"),
        ({"format": 3, "answers": {}}, "format"),
        ({"answers": {}}, "format"),
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


def test_an_answer_without_a_stamp_is_of_the_last_sitting(make):
    """Question set, texts and language of the file say what it means; English where the file names none."""
    data = json.loads(dump(make({"interfaces_1": 3, "interfaces_3": 3})))
    for answer in data["answers"].values():
        answer["asked"] = None
    in_portuguese = {**data, "language": "pt", "model": {**data["model"], "texts": "community"}}
    for file, changed in (
        (data, []),
        ({**data, "language": None}, []),
        ({**data, "model": {**data["model"], "questions": "0.8.0"}}, ["interfaces_1"]),
        ({**in_portuguese, "model": {**data["model"], "texts": "pemm-1"}}, []),
        (in_portuguese, ["interfaces_1", "interfaces_3"]),
        ({**in_portuguese, "language": "en"}, []),
    ):
        read = reader()
        read.record(file, "")
        assert list(read.changed) == changed


def test_a_stamp_goes_before_the_last_sitting(make):
    """An answer that says itself when it was given is not judged by the file."""
    data = json.loads(dump(make({"interfaces_1": 3})))
    data["model"]["questions"] = "0.8.0"
    read = reader()
    assert read.record(data, "").pattern.strip(".") == "3"
    assert read.changed == {}


@pytest.mark.parametrize(
    "answer", [7, "2", [2], {"value": 9}, {"value": "2"}, {"value": True}, {"value": 2.0}]
)
def test_what_is_no_answer_in_an_assessment_is_told_by_its_place_and_the_rest_is_counted(make, answer):
    """The question, what stands there, and what it takes; the questions after it are read."""
    data = assessment(make)
    data["answers"]["investment_1"] = answer
    told = Told()
    read = reader(told)
    assert read.record(data, "12").pattern == ".ux" + "." * 17
    shown = answer["value"] if isinstance(answer, dict) else answer
    values = {"question": "investment_1", "found": str(shown), "options": "1, 2, 3, 4"}
    assert (told, read.unread) == ([("12", "no-answer", values)], 1)


@pytest.mark.parametrize("answer", [{}, {"value": None}, {"value": None, "reason": "tired"}, None])
def test_an_answer_without_a_reason_is_unanswered(make, answer):
    """Neither a value nor a reason that is known: nobody answered, and nothing is wrong."""
    data = assessment(make)
    data["answers"]["investment_2"] = answer
    told = Told()
    assert reader(told).record(data, "").pattern == "2.x" + "." * 17
    assert told == []


def test_each_unknown_id_and_each_changed_answer_is_counted(make):
    """Two respondents with the same are two."""
    old = replace(
        make({}), answers={"interfaces_1": Answer(3, asked="0.8.0/community/en"), "adoption_77": Answer(2)}
    )
    read = reader()
    for _ in range(2):
        read.record(json.loads(dump(old)), "")
    assert (read.changed, read.unknown_ids) == ({"interfaces_1": 2}, {"adoption_77": 2})


def test_an_assessment_that_was_read_as_a_whole_has_the_pattern_of_its_file(make):
    """Values, reasons, what is no option and what meant something else, as from the JSON."""
    made = make({"investment_1": 2, "investment_2": "unsure", "investment_3": "not_applicable"})
    more = {
        "adoption_1": Answer(9, asked="0.9.0/pemm-1/en"),
        "adoption_2": Answer(None, "unanswered", note="?"),
        "interfaces_1": Answer(3, asked="0.8.0/community/en"),
        "interfaces_2": Answer(4, asked="0.9.0/community/en"),
        "operations_1": Answer(1),
        "operations_2": Answer(None),
    }
    made = replace(made, answers={**made.answers, **more})
    told = Told()
    read = reader(told)
    assert read.pattern(make({"interfaces_1": 3})).strip(".") == "3"
    assert read.pattern(made) == "2ux." + "...." + ".4.." + "1..." + "...."
    assert told == [("", "no-answer", {"question": "adoption_1", "found": "9", "options": "1, 2, 3, 4"})]
    assert read.changed == {"interfaces_1": 1}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"format": "pemm-result/1", "answers": {}}, 'no assessment: its format is "pemm-result/1"'),
        (
            {"format": "pemm-assessment/2", "answers": {}},
            "an assessment of a newer format, pemm-assessment/2; update pemm",
        ),
        ({"format": "pemm-assessment/1", "answers": {}, "respondent": 3}, '"respondent" is no object'),
        (
            {"model": "garden", "investment_1": 2},
            "answered in another model, garden; this is a survey of platform-engineering",
        ),
    ],
)
def test_why_a_record_is_refused_is_said_in_words(data, sentence):
    """The sentence says what was found and what was looked for."""
    with pytest.raises(Unusable) as refused:
        reader().record(data, "1")
    assert str(refused.value) == sentence


def test_rows_of_several_sets_and_languages_are_each_read_by_their_own():
    """What was found out for one row does not hold for the next; what is no set or language is unknown."""
    changes = (
        MeaningChange("investment_1", "why", (), version="0.9.0"),
        MeaningChange("investment_2", "why", (), language="pt"),
    )
    told = Told()
    read = Reader(replace(MODEL, history=changes), told)
    row = dict.fromkeys(("investment_1", "investment_2", "investment_3"), 3)
    patterns = [
        read.record({**row, "questions": questions, "language": language}, "").pattern[:3]
        for questions, language in [
            ("0.9.0", "en"),
            ("0.8.0", "en"),
            ("0.9.0", "pt"),
            ("0.9.0", "pt-BR"),
            ("0.8.0", "pt"),
            ("latest", None),
            (7, "p/t"),
            (None, 5),
            (None, "pt"),
        ]
    ]
    assert patterns == ["333", ".33", "3.3", "3.3", "..3", ".33", ".33", "333", "3.3"]
    assert read.changed == {"investment_1": 4, "investment_2": 4}
    assert (read.without_set, told) == (2, [])


@pytest.mark.parametrize(
    ("key", "counted"), [("a_b_7", True), ("a_7_b", False), ("_7", True), ("a7", False), ("a_", False)]
)
def test_only_what_ends_like_the_id_of_a_question_may_be_a_typing_error(key, counted):
    """An underscore and a number at the end; twice is two."""
    read = reader()
    for _ in range(2):
        read.record({**dict.fromkeys(read.ids, 2), key: 2}, "")
    assert read.unknown_ids == ({key: 2} if counted else {})


def test_nothing_is_told_of_an_empty_date_and_a_number_may_be_a_name():
    """What a form leaves empty is not there; a number in a field is what it says."""
    told = Told()
    record = reader(told, by="team", one_per="mail").record(
        {"investment_1": 2, "date": "", "subject": "", "team": 7, "mail": 9}, ""
    )
    assert record == ("2" + "." * 19, None, "7", None, "9", ())
    assert reader().record({"investment_1": 2, "date": "", "team": 7, "model": ""}, "").group == ""
    assert reader(by="month").record({"investment_1": 2}, "").group == ""
    assert told == []


@pytest.mark.parametrize(
    ("one_per", "key"), [("role", "builder"), ("month", "2026-10"), ("language", "en"), ("team", "X")]
)
def test_one_per_may_go_by_any_field(one_per, key):
    """As a breakdown may."""
    row = {"role": "builder", "date": "2026-10-02", "language": "en", "team": "X", "investment_1": 2}
    assert reader(one_per=one_per).record(row, "").key == key


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 40), (41, "x" * 39 + "…")])
def test_what_is_long_is_cut_in_a_message(length, shown):
    told = Told()
    first({"id": "a", "investment_1": "x" * length, "investment_2": 1}, told)
    assert told[0][2]["found"] == shown


def test_a_date_in_an_assessment_that_is_none_is_told_with_its_place(make):
    told = Told()
    reader(told).record({**assessment(make), "assessed": "yesterday"}, "7")
    assert told == [("7", "no-date", {"found": "yesterday"})]


@pytest.mark.parametrize("field", ["questions", "language", "role", "subject", "team", "id", "mail"])
@pytest.mark.parametrize("value", [[], {}, [1], {"a": []}, 7, True])
def test_a_field_of_any_kind_keeps_no_respondent_out(field, value):
    """What stands where a text belongs ends in no error: the answers are counted."""
    read = reader(by="team", one_per="mail")
    assert read.record({"id": "a", "investment_1": 2, field: value}, "").pattern == "2" + "." * 19
