"""Two waves of a survey: what moved, on ordinal figures, and only where the questions mean the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import MODEL, ndjson, rows

from pemm.errors import PemmError
from pemm.survey.counting import AspectCounts
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.survey import Survey
from pemm.survey.troubles import Troubles
from pemm.survey.waves import averages, compare, shift

levels = st.lists(st.integers(1, 4), min_size=1, max_size=12)


@pytest.fixture
def survey_of(tmp_path):
    def survey_of(patterns: list[str], **fields: str) -> Survey:
        path = ndjson(tmp_path / "a.ndjson", rows(patterns, **fields))
        return gather([str(path)], MODEL, Rules(by="role" if "role" in fields else None), Troubles())

    return survey_of


def counted(values: list[int]) -> dict[Fraction, int]:
    return {Fraction(value): values.count(value) for value in values}


@given(levels, levels)
def test_shift_is_the_share_of_pairs_that_rose_less_those_that_fell(before, after):
    pairs = [(one, other) for one in before for other in after]
    expected = Fraction(sum((b > a) - (b < a) for a, b in pairs), len(pairs))
    assert shift(counted(before), counted(after)) == expected
    assert shift(counted(after), counted(before)) == -expected


def test_shift_needs_somebody_on_both_sides():
    assert shift({}, {Fraction(1): 3}) is None


def test_waves_show_medians_and_shift_of_aspects_and_questions(survey_of):
    waves = compare(survey_of(["1"] * 6), survey_of(["2"] * 6), MODEL)
    assert [(each.before.median, each.after.median, each.shift) for each in waves.aspects] == [(1, 2, 1)] * 5
    assert [(each.before.median, each.after.median, each.shift) for each in waves.questions] == [
        ((1, 1), (2, 2), 1)
    ] * 20


def test_groups_that_both_show_are_compared(survey_of):
    waves = compare(survey_of(["1"] * 6, role="builder"), survey_of(["2"] * 7, role="builder"), MODEL)
    assert [(group.label, group.before, group.after) for group in waves.groups] == [("builder", 6, 7)]
    assert compare(survey_of(["1"] * 6, role="builder"), survey_of(["1"] * 6), MODEL).groups == ()


def test_a_question_that_changed_its_meaning_is_left_out_and_its_aspect_not_compared(survey_of):
    old, new = survey_of(["1"] * 6), survey_of(["2"] * 6)
    old = replace(old, model=replace(old.model, questions="0.8.0"))
    waves = compare(old, new, MODEL)
    assert waves.left_out == ("interfaces_1",)
    assert {each.id: each.is_comparable for each in waves.aspects}["interfaces"] is False
    assert {each.id: each.shift for each in waves.aspects} == {
        **dict.fromkeys(("investment", "adoption", "operations", "measurement"), 1),
        "interfaces": None,
    }
    assert "different-sets" in [remark.key for remark in waves.remarks]


def test_what_to_know_of_two_waves_is_remarked(survey_of):
    before = survey_of(["1"] * 6, subject="A", date="2026-05-01", role="builder")
    after = survey_of(["1"] * 6, subject="B", date="2026-04-01")
    assert [remark.key for remark in compare(before, after, MODEL).remarks] == [
        "other-subject",
        "waves-overlap",
        "waves-breakdowns",
    ]


def test_surveys_that_count_different_units_are_refused(survey_of):
    one = survey_of(["1"] * 6)
    with pytest.raises(PemmError, match="counts each respondent as one, the other each subject"):
        compare(one, replace(one, unit="subject"), MODEL)


def test_waves_hold_both_surveys_and_name_what_they_compare(survey_of):
    """Each aspect and question stands there by its own id, an aspect with its name too."""
    before, after = survey_of(["1"] * 6), survey_of(["2"] * 7)
    waves = compare(before, after, MODEL)
    assert (waves.before, waves.after) == (before, after)
    assert [(each.id, each.name) for each in waves.aspects] == [
        (each.id, each.name) for each in MODEL.aspects
    ]
    assert [each.id for each in waves.questions] == [each.id for each in MODEL.questions]
    assert (waves.left_out, waves.remarks) == ((), ())


def test_a_group_moves_by_its_own_answers(survey_of):
    """What a group shows is what its members answered, not what everybody did."""
    before = survey_of(["1"] * 6, role="builder")
    after = survey_of(["3"] * 6, role="builder")
    (group,) = compare(before, after, MODEL).groups
    assert [(each.before.median, each.after.median, each.shift) for each in group.aspects] == [(1, 3, 1)] * 5


def test_groups_of_different_breakdowns_are_not_compared_even_if_they_share_a_label(survey_of):
    """A role `builder` and a sector `builder` are other people."""
    before = survey_of(["1"] * 6, role="builder")
    waves = compare(before, replace(before, by="sector"), MODEL)
    assert waves.groups == ()
    assert [(each.key, each.data) for each in waves.remarks] == [("waves-breakdowns", {})]


def test_own_averages_are_counted_by_their_value():
    """4 of two answers and 2 of one are the same average; who answered nothing has none."""
    counts = AspectCounts("a", {(0, 0): 3, (1, 2): 2, (2, 4): 1, (4, 12): 1})
    assert averages(counts) == {Fraction(2): 3, Fraction(3): 1}


@pytest.mark.parametrize(
    ("before", "after", "remarks"),
    [
        (
            {"subject": "A"},
            {"subject": "B"},
            [("other-subject", {"before": "A", "after": "B"})],
        ),
        ({"subject": "Payments"}, {"subject": "PAYMENTS"}, []),
        ({"subject": "A"}, {"subject": None}, []),
        ({"subject": None}, {"subject": "B"}, []),
        (
            {"first": "2026-03", "last": "2026-05"},
            {"first": "2026-04", "last": "2026-06"},
            [("waves-overlap", {"before": "2026-05", "after": "2026-04"})],
        ),
        ({"last": "2026-05"}, {"first": "2026-05"}, []),  # one month may hold both, one after the other
        ({"last": "2026-05"}, {"first": None}, []),
        ({"last": None}, {"first": "2026-05"}, []),
    ],
)
def test_what_makes_two_waves_less_alike_is_remarked_with_both_sides(survey_of, before, after, remarks):
    """Another subject and overlapping months are told; what is not known is no difference."""
    base = replace(survey_of(["1"] * 6), remarks=())
    found = compare(replace(base, **before), replace(base, **after), MODEL).remarks
    assert [(each.key, each.data) for each in found] == remarks


def test_other_question_sets_are_named(survey_of):
    """Both versions stand in the remark."""
    new = survey_of(["1"] * 6)
    old = replace(new, model=replace(new.model, questions="0.8.0"))
    assert [(each.key, each.data) for each in compare(old, new, MODEL).remarks] == [
        ("different-sets", {"before": "0.8.0", "after": new.model.questions})
    ]
