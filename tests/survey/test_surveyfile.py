"""The survey's file: published figures only, the same after a round trip, and refused where it cannot be right."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import MODEL, ndjson, row, rows

from pemm.errors import PemmError
from pemm.survey import surveyfile
from pemm.survey.figures import alpha, consensus
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
        (("total", "aspects", 0, "histogram", 0, "answered"), 1.0),
        (("total", "aspects", 0, "histogram", 0, "sum"), 4.0),
        (("total", "aspects", 0, "histogram", 0), 3),
        (("total", "aspects", 0, "id"), "harmony"),
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


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        (("total", "respondents"), -1, "total.respondents"),
        (("total", "respondents"), 12.0, "total.respondents"),
        (("total", "weight"), 11, "total.weight"),
        (("total", "weight"), "12", "total.weight"),
        (("total", "aspects"), {}, "total.aspects"),
        (("total", "questions", 0, "unanswered"), 1, "total.investment_1"),
        (("total", "questions"), {}, "total.questions"),
        (("total", "questions", 0, "counts"), [], "counts"),
        (("total", "questions", 0, "counts", "1"), "3", "total.investment_1.counts"),
        (("total", "questions", 0, "counts", "1"), 99, "total.investment_1"),
        (("total", "questions", 0, "unsure"), None, "total.investment_1.unsure"),
        (("total", "questions", 0, "not_applicable"), None, "total.investment_1.not_applicable"),
        (("total", "questions", 0, "unanswered"), None, "total.investment_1.unanswered"),
        (("total", "aspects", 0, "histogram"), None, "total.investment.histogram"),
        (("total", "aspects", 0, "histogram", 0, "answered"), "1", "total.investment.histogram"),
        (("total", "aspects", 0, "histogram", 0, "sum"), 999, "total.investment.histogram"),
        (("total", "aspects", 0, "histogram", 0, "sum"), None, "total.investment.histogram"),
        (("total", "aspects", 0, "histogram", 0, "n"), "1", "total.investment.histogram"),
        (("total", "aspects", 0, "histogram", 0, "n"), 40, "total.investment"),
        (("groups",), {}, "groups"),
        (("groups", 0), 3, "groups[0]"),
        (("groups", 0, "group"), 3, "group"),
        (("groups", 0, "respondents"), -1, "groups[0].respondents"),
        (("threshold",), True, "unit"),
        (("hidden",), 1.5, "hidden"),
        (("left_out",), -1, "left_out"),
        (("left_out",), 1.0, "left_out"),
        (("unread",), 1.0, "unread"),
        (("unread",), "1", "unread"),
    ],
)
def test_what_cannot_be_right_is_named_with_its_place_in_the_file(survey, place, value, where):
    """Somebody who changed a survey by hand finds the spot."""
    data = copy.deepcopy(written(survey))
    *path, last = place
    inner: Any = data
    for step in path:
        inner = inner[step]
    inner[last] = value
    with pytest.raises(PemmError) as refused:
        read(data)
    assert str(refused.value) == f"a.survey.json is no survey that pemm wrote: {where} cannot be right."


def test_two_groups_of_one_name_are_refused(survey):
    """Which of the two would it be?"""
    data = written(survey)
    data["groups"] *= 2
    with pytest.raises(PemmError, match=r"groups\[1\].group cannot be right"):
        read(data)


def test_what_a_file_leaves_out_is_none(survey):
    """A count that is not there is 0, two rows of one average are one, and a group that is part of it says so."""
    data = written(survey)
    question, aspect = data["total"]["questions"][0], data["total"]["aspects"][0]
    for name in ("unsure", "not_applicable", "unanswered"):
        assert question.pop(name) == 0
    question["counts"] = {"2": 12}
    row = aspect["histogram"][0]
    aspect["histogram"] = [{**row, "n": 5}, {**row, "n": 7}]
    data["groups"][0]["partial"] = True
    for name in ("left_out", "unread", "threshold"):
        del data[name]
    found = read(data)
    assert found.total.questions[0].values == (0, 12, 0, 0)
    assert list(found.total.aspects[0].histogram.values()) == [12]
    assert [group.partial for group in found.groups] == [True]
    assert (found.left_out, found.unread, found.threshold) == (0, 0, 3)


def test_a_survey_of_other_questions_is_not_added_and_the_sentence_says_which(survey):
    """An older set, or fewer questions of today's."""
    older = read({**written(survey), "model": {**written(survey)["model"], "questions": "0.8.0"}})
    found = r"^a\.json is a survey of other questions \(platform-engineering 0\.8\.0; here platform-engineering 0\.9\.0\)"
    with pytest.raises(PemmError, match=found):
        surveyfile.check_addable(older, "a.json", MODEL)
    surveyfile.check_addable(survey, "a.json", MODEL)
    data = written(survey)
    del data["total"]["questions"][3]
    for group in data["groups"]:
        del group["questions"][3]
    with pytest.raises(PemmError, match="other questions"):
        surveyfile.check_addable(read(data), "a.json", MODEL)


def test_the_file_has_the_figures_beside_the_counts(tmp_path):
    """Of 1, 1, 2, 4 and unsure: what each question and aspect amounts to, and how much the five agree."""
    found = rows(["1", "1", "2", "4", "u"], role="builder", subject="Payments", date="2026-10-02")
    survey = gather([str(ndjson(tmp_path / "a.ndjson", found))], MODEL, Rules(by="role"), Troubles())
    data = written(replace(survey, left_out=3, unread=4))
    total, (group,) = data.pop("total"), data.pop("groups")
    assert data == {
        "format": "pemm-survey/1",
        "model": {"id": MODEL.id, "version": MODEL.version, "questions": MODEL.questions_version},
        "subject": "Payments",
        "one_subject": True,
        "unit": "respondent",
        "first": "2026-10",
        "last": "2026-10",
        "threshold": 5,
        "left_out": 3,
        "unread": 4,
        "remarks": [],
        "by": "role",
        "hidden": 0,
    }
    assert {**total, "group": "builder", "partial": False} == group
    assert (total["respondents"], total["weight"], len(total["questions"])) == (5, 5, 20)
    question = total["questions"][0]
    assert question.pop("consensus") == pytest.approx(consensus((2, 1, 0, 1)))
    assert question == {
        "id": "investment_1",
        "counts": {"1": 2, "2": 1, "3": 0, "4": 1},
        "unsure": 1,
        "not_applicable": 0,
        "unanswered": 0,
        "median": [1, 2],
        "range": [1, 4],
        "near": 0.75,
        "discuss": True,
    }
    assert total["aspects"][0] == {
        "id": "investment",
        "histogram": [
            {"answered": 0, "sum": 0, "n": 1},
            {"answered": 4, "sum": 4, "n": 2},
            {"answered": 4, "sum": 8, "n": 1},
            {"answered": 4, "sum": 16, "n": 1},
        ],
        "answered": 4,
        "low": 1,
        "lower": 1,
        "median": 1.5,
        "upper": 3,
        "high": 4,
    }
    assert total["alpha"] == pytest.approx(float(alpha([(2, 1, 0, 1)] * 20)))


def test_how_much_they_agree_is_only_said_of_one_subject(survey):
    """Of several platforms nobody could agree; nor is there a figure where nothing was answered."""
    several = written(replace(survey, one_subject=False))
    assert (several["total"]["alpha"], several["groups"][0]["alpha"]) == (None, None)
    assert isinstance(written(survey)["total"]["alpha"], float)
    nobody = replace(survey, total=survey.total.scaled(0), groups=())
    first = written(nobody)["total"]["questions"][0]
    assert [first[name] for name in ("median", "range", "near", "consensus", "discuss")] == [
        *[None] * 4,
        False,
    ]


@pytest.mark.parametrize("change", ["0.8.0", None])
def test_what_a_survey_does_not_say_of_its_model_is_unknown(survey, change):
    """A file by hand may lack the versions; it is read, and can be compared as far as that goes."""
    data = written(survey)
    data["model"] = {"id": MODEL.id, "questions": change}
    found = read(data).model
    assert (found.id, found.version, found.questions) == (MODEL.id, "unknown", change or "unknown")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"format": "pemm-survey/2"},
            "a.survey.json is a survey of a newer format (pemm-survey/2). Update pemm.",
        ),
        ({"format": "x" * 99}, f"a.survey.json is no survey (it says {'x' * 40})."),
        (
            {"model": {"id": "y" * 99}},
            f"a.survey.json is a survey of another model, {'y' * 40}; here it is platform-engineering."
            " Name its model with --model.",
        ),
    ],
)
def test_what_is_another_file_is_said_in_words(survey, change, sentence):
    """What it is, what is wanted here, and no more of it than can be read."""
    with pytest.raises(PemmError) as refused:
        read({**written(survey), **change})
    assert str(refused.value) == sentence


def test_the_least_that_a_survey_file_must_have(survey):
    """Without a breakdown there need be no groups; people are what counts if nothing else is said."""
    data = written(survey)
    least = {name: data[name] for name in ("format", "model", "total")}
    found = read(least)
    assert (found.unit, found.by, found.groups, found.hidden) == ("respondent", None, (), 0)
    assert (found.threshold, found.one_subject, found.subject) == (3, False, None)
    assert found.total == survey.total


def test_a_survey_that_counts_people_has_whole_weights_and_one_that_counts_subjects_may_not(survey):
    """A weight of another number than there are respondents makes sense for subjects alone."""
    data = written(survey)
    data["total"]["weight"] = 12.0001
    with pytest.raises(PemmError, match=r"total\.weight"):
        read(data)
    assert float(read({**data, "unit": "subject"}).total.weight) == 12.0001
    data["total"]["weight"] = 12.01
    with pytest.raises(PemmError, match=r"total\.investment_1 cannot"):
        read({**data, "unit": "subject"})


@pytest.mark.parametrize(
    ("part", "where"), [("questions", "total.investment_1"), ("aspects", "total.investment")]
)
@pytest.mark.parametrize(
    ("off", "is_read"), [(0.0009, True), (-0.0009, True), (0.5, False), (-0.0011, False)]
)
def test_weights_may_be_off_by_no_more_than_rounding(survey, part, where, off, is_read):
    """Where subjects weigh the same, a count in a file has lost its last digits, and a thousandth is no lie."""
    data = {**written(survey), "unit": "subject"}
    first = data["total"][part][0]
    if part == "questions":
        first["unanswered"] = 0.0
        first["counts"]["1"] += off
    else:
        first["histogram"][0]["n"] += off
    if is_read:
        assert read(data).total.respondents == 12
        return
    with pytest.raises(PemmError) as refused:
        read(data)
    assert refused.value.data["where"] == where


def test_a_survey_without_a_weight_counts_each_respondent_as_one(survey):
    """And broken JSON is told with the name of its file."""
    data = written(survey)
    del data["total"]["weight"]
    assert read(data).total.weight == 12
    with pytest.raises(PemmError, match=r"a\.survey\.json"):
        surveyfile.parse(b"{", "a.survey.json", MODEL)
