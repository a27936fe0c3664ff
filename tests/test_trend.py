"""A trend lays averages side by side only where they rest on the same questions with the same meaning."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.assessment import REASONS, Answer, Respondent, new
from pemm.comparison import compare
from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import Result, score
from pemm.trend import AspectTrend, Trend, moment, trend

F = Fraction
STAMPS = (None, "0.8.0/community/en", "0.9.0/pemm-1/en", "0.9.0/community/zh")
ASKED = [f"{aspect}_{n}" for aspect in ("investment", "interfaces") for n in range(1, 5)]
LEADER = Respondent(role="leader")

answers = st.builds(
    lambda given, stamp: Answer(given, asked=stamp) if isinstance(given, int) else Answer(None, given, stamp),
    st.sampled_from([1, 2, 3, 4, *REASONS]),
    st.sampled_from(STAMPS),
)
sheets = st.dictionaries(st.sampled_from(ASKED), answers)
histories = st.lists(sheets, min_size=1, max_size=5)
relaxed = settings(database=None, deadline=None, max_examples=80)


def dated(model: Model, given: dict[str, Answer], year: int) -> Result:
    begun = replace(new(model, ""), assessed=f"{2020 + year}-10-02T14:02:11Z", answers=given)
    return score(begun, model)


def over_years(model: Model, sheets: list[dict[str, Answer]]) -> Trend:
    return trend([dated(model, sheet, year) for year, sheet in enumerate(sheets)], model)


def aspect(model: Model, *years: str, stamps: tuple[str | None, ...] = ()) -> AspectTrend:
    """The trend of Interfaces from a text a year: `12?.` is 1, 2, unsure, not answered."""
    sheets = []
    for place, values in enumerate(years):
        stamp = stamps[place] if stamps else "0.9.0/pemm-1/en"
        sheet = {}
        for number, value in enumerate(values, start=1):
            if value != ".":
                answer = Answer(None, "unsure", stamp) if value == "?" else Answer(int(value), asked=stamp)
                sheet[f"interfaces_{number}"] = answer
        sheets.append(sheet)
    return next(each for each in over_years(model, sheets).aspects if each.id == "interfaces")


@pytest.mark.parametrize(
    ("years", "comparable", "averages", "left_out"),
    [
        (["1122"], "1234", [F(3, 2)], ""),
        (["1122", "2222"], "1234", [F(3, 2), 2], ""),
        (["112?", "1221"], "123", [F(4, 3), F(5, 3)], "4"),  # what 4 is now known to be is no step back
        (["11..", "1.3.", "14.."], "1", [1, 1, 1], "23"),
        (["????", "1122", "2222"], "1234", [None, F(3, 2), 2], ""),
        (["1122", "....", "2222"], "1234", [F(3, 2), None, 2], ""),
        (["1122", "2222", "...."], "1234", [F(3, 2), 2, None], ""),
        (["....", "????"], "", [None, None], ""),
        (["11..", "..22"], "34", [None, 2], "12"),  # nothing in common: the group closest to today
        (["11..", "..22", "22.."], "12", [1, None, 2], "34"),  # the larger group
        (["11..", "22..", "..33"], "12", [1, 2, None], "34"),  # the larger, even if today is a gap
        (["11..", "22..", "..33", "..44"], "34", [None, None, 3, 4], "12"),
        (["11..", "..33", "..44", "22.."], "12", [1, None, None, 2], "34"),
        (["11..", "1...", ".1..", "11.."], "2", [1, None, 1, 1], "1"),  # equally large, and closer to today
    ],
)
def test_an_aspect_has_the_same_questions_at_every_point(model, years, comparable, averages, left_out):
    """The hand-made cases of docs/statistics.md and their like: which questions count, and where gaps are."""
    found = aspect(model, *years)
    assert found.comparable == tuple(f"interfaces_{n}" for n in comparable)
    assert found.left_out == tuple(f"interfaces_{n}" for n in left_out)
    assert found.changed_meaning == ()
    assert [point.average for point in found.points] == averages
    for point in found.points:
        assert point.comparable == (() if point.average is None else found.comparable)


@pytest.mark.parametrize(
    ("years", "change"),
    [
        (["1122"], None),
        (["1122", "2222"], F(1, 2)),
        (["4444", "1122", "2222"], F(1, 2)),
        (["1122", "....", "2222"], F(1, 2)),
        (["1122", "2222", "...."], None),
        (["2222", "1122"], F(-1, 2)),
    ],
)
def test_the_last_change_is_that_to_the_nearest_earlier_average(model, years, change):
    """A gap between is passed over; without a latest average there is no change."""
    assert aspect(model, *years).change == change


def test_a_changed_meaning_is_not_compared(model):
    """interfaces_1 meant something else before 0.9.0: it is left out, said so, and the others stay."""
    old, now = "0.8.0/community/en", "0.9.0/pemm-1/en"
    found = aspect(model, "1111", "2222", "3333", stamps=(old, now, now))
    assert found.comparable == ("interfaces_2", "interfaces_3", "interfaces_4")
    assert found.left_out == found.changed_meaning == ("interfaces_1",)
    assert [point.average for point in found.points] == [1, 2, 3]


def test_a_question_that_changed_its_meaning_halfway_leaves_gaps(model):
    """Where nothing else was answered, the answers of the later meaning are the line."""
    old, now = "0.8.0/community/en", "0.9.0/pemm-1/en"
    found = aspect(model, "1", "2", "3", "4", stamps=(old, old, now, now))
    assert [point.average for point in found.points] == [None, None, 3, 4]
    assert found.changed_meaning == ()  # the question itself counts, in its later meaning
    assert [point.own_average for point in found.points] == [1, 2, 3, 4]


def test_each_assessment_keeps_its_own_figures(model):
    """Beside the comparable average stands what each assessment says by itself."""
    points = aspect(model, "112?", "1221").points
    assert [(p.own_average, p.answered, p.asked) for p in points] == [(F(4, 3), 3, 4), (F(3, 2), 4, 4)]


@given(histories)
@relaxed
def test_the_order_of_the_files_does_not_matter(model, sheets):
    """The results are ordered by when they were assessed, however they were given."""
    results = [dated(model, sheet, year) for year, sheet in enumerate(sheets)]
    assert trend(results[::-1], model).aspects == trend(results, model).aspects
    assert trend(results[::-1], model).latest == results[-1]


@given(sheets)
@relaxed
def test_one_assessment_is_its_own_averages(model, sheet):
    """A trend of one result says what the result says."""
    found = over_years(model, [sheet])
    assert [each.points[0].average for each in found.aspects] == [
        each.average for each in found.latest.aspects
    ]
    assert not any(each.left_out for each in found.aspects)


@given(sheets, sheets)
@relaxed
def test_two_assessments_with_something_in_common_are_a_comparison(model, one, other):
    """Where compare finds comparable questions, the trend of the two has the same figures."""
    compared = compare(dated(model, one, 0), dated(model, other, 1), model)
    for mine, theirs in zip(over_years(model, [one, other]).aspects, compared.aspects, strict=True):
        if theirs.comparable:
            assert mine.comparable == theirs.comparable
            assert [point.average for point in mine.points] == [theirs.before, theirs.after]
            assert mine.change == theirs.change


@given(histories)
@relaxed
def test_every_point_rests_on_the_same_questions_or_is_a_gap(model, sheets):
    """No average has other questions than its neighbours, each was answered there, and none is made up."""
    found = over_years(model, sheets)
    for each in found.aspects:
        answered = [point for point in each.points if point.answered]
        # A line exists as soon as anything was answered, and a gap stands wherever nothing was.
        assert any(point.average is not None for point in each.points) == bool(answered)
        assert set(each.comparable).isdisjoint(each.left_out)
        for point in each.points:
            assert point.comparable in ((), each.comparable)
            assert (point.average is None) == (point.comparable == ())
            assert len(point.comparable) <= point.answered


@given(histories, st.integers(0, 4))
@relaxed
def test_an_assessment_given_again_later_changes_no_average(model, sheets, which):
    """A copy of one that is there adds a point, and takes nothing from the others that it shares."""
    again = sheets[which % len(sheets)]
    before, after = over_years(model, sheets), over_years(model, [*sheets, again])
    for old, new_ in zip(before.aspects, after.aspects, strict=True):
        twin = old.points[which % len(sheets)]
        if twin.average is not None:
            assert new_.comparable == old.comparable
            assert [p.average for p in new_.points] == [*(p.average for p in old.points), twin.average]


def test_times_are_compared_as_times(model, make):
    """Zones are understood, a time without one is UTC, and equal times keep the given order."""
    times = ["2026-01-01T00:30:00+02:00", "2025-12-31T23:00:00Z", "2025-12-31", "2025-12-31T23:00:00Z"]
    results = [score(make({}, assessed=time, subject=str(n)), model) for n, time in enumerate(times)]
    assert [result.subject for result in trend(results, model).results] == ["2", "0", "1", "3"]
    assert moment("2025-12-31T23:00") == moment("2025-12-31T23:00:00Z") == moment("2026-01-01T01:00+02:00")


@pytest.mark.parametrize("time", [None, "2026-02-30", "yesterday"])
def test_what_has_no_date_is_refused(model, make, time):
    """Without a time there is no place in a trend; the sentence says how to give one."""
    assert moment(time) is None
    with pytest.raises(PemmError, match='"assessed": "2026-10-02T14:02:11Z"'):
        trend([score(make({}), model), score(make({}, assessed=time), model)], model)


def test_other_models_are_refused(model, small_model, make):
    """Results of different models have nothing in common."""
    with pytest.raises(PemmError, match="different models"):
        trend([score(make({}), model), score(make({}, of=small_model), small_model)], model)


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({}, None),
        ({"subject": "B"}, ("several-subjects", {"found": "-, B"})),
        ({"respondent": LEADER}, ("several-roles", {"found": "-, leader"})),
        ({"assessed": "2026-10-02T14:02:11Z"}, ("same-time", {"time": "2026-10-02T14:02:11Z"})),
    ],
)
def test_what_makes_results_less_alike_is_remarked(model, make, fields, remark):
    """Other subjects, other roles and equal times are told, and nothing is refused for them."""
    later = {"assessed": "2027-10-02T14:02:11Z", **fields}
    found = trend([score(make({}), model), score(make({}, **later), model)], model)
    assert [(each.key, each.data) for each in found.remarks] == ([remark] if remark else [])


def test_different_question_sets_are_told_once(model, make):
    """That they differ takes the place of a remark on each of them."""
    base = make({})
    old = replace(base, model=replace(base.model, questions="0.8.0"))
    found = trend([score(old, model), score(replace(base, assessed="2027-01-01"), model)], model)
    (remark,) = found.remarks
    assert (remark.key, remark.data) == ("several-sets", {"found": "0.8.0, 0.9.0"})


def test_a_trend_names_its_aspects_and_says_when_each_point_was_assessed(model, make):
    """A point stands under the time that its assessment gives, an aspect under the model's name."""
    times = ["2025-10-02", "2026-10-02T14:02:11Z"]
    found = trend([score(make({}, assessed=time), model) for time in times], model)
    assert [(each.id, each.name) for each in found.aspects] == [
        (each.id, each.name) for each in model.aspects
    ]
    assert all([point.assessed for point in each.points] == times for each in found.aspects)


@pytest.mark.parametrize(("subject", "which"), [("Payments", "Payments"), (None, "#2")])
def test_the_one_without_a_date_is_named_by_its_subject_or_its_place(model, make, subject, which):
    """Of several files, it is told which one has no place in time."""
    with pytest.raises(PemmError, match=f"^{which} does not say when it was assessed"):
        trend([score(make({}), model), score(make({}, assessed=None, subject=subject), model)], model)


def test_results_of_another_model_are_refused_by_id_and_by_their_aspects(model, make):
    """The same aspects under another id, and other aspects under the same id, are other models."""
    here = score(make({}), model)
    renamed = replace(here, model=replace(here.model, id="other"))
    with pytest.raises(PemmError, match=r"different models \(other and platform-engineering\)"):
        trend([here, renamed], model)
    with pytest.raises(PemmError, match="different models"):
        trend([here, replace(here, aspects=here.aspects[:-1])], model)


def test_what_must_be_known_of_any_result_is_told_once(model, make):
    """Remarks of the first, of a later one, and of two of them; each stands there once, in order of time."""
    given = [
        make({"strange_1": 1}, assessed="2024-01-01"),
        make({"strange_2": 1}, assessed="2025-01-01"),
        make({"strange_1": 1}, assessed="2026-01-01"),
    ]
    found = trend([score(each, model) for each in given], model)
    assert [(each.key, each.data["ids"]) for each in found.remarks] == [
        ("unknown-questions", "strange_1"),
        ("unknown-questions", "strange_2"),
    ]


def test_an_unknown_set_among_others_is_told_as_one_of_several(model, make):
    """That one of the sets is not known is in the list of the sets, and not said again."""
    base = make({})
    unknown = replace(base, model=replace(base.model, questions="unknown"))
    assert [remark.key for remark in score(unknown, model).remarks] == ["unknown-set"]
    found = trend([score(unknown, model), score(replace(base, assessed="2027-01-01"), model)], model)
    assert [(each.key, each.data) for each in found.remarks] == [
        ("several-sets", {"found": f"unknown, {base.model.questions}"})
    ]
