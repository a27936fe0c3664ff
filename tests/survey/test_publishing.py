"""Nobody can be picked out: what is shown of groups, and what can be learned from several surveys."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm import library
from pemm.survey.counting import Counts, Tally
from pemm.survey.gathering import Gathering
from pemm.survey.publishing import shown
from pemm.survey.records import Reader, Record
from pemm.survey.rules import Rules
from pemm.survey.survey import Survey, merged

MODEL = library.load(library.find(library.DEFAULT))
sizes = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 25), min_size=1)
people = st.lists(st.tuples(st.sampled_from("ABCDE"), st.text("1234u", min_size=1, max_size=1)), max_size=40)


def of_size(n: int) -> Counts:
    tally = Tally(MODEL)
    for _ in range(n):
        tally.add("1" * 20)
    return tally.counts()


def visible(threshold: int = 5, **groups: int) -> set[str]:
    return set(shown({label: of_size(n) for label, n in groups.items()}, threshold))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"A": 8, "B": 4}, ""),
        ({"A": 20, "B": 1, "C": 1}, ""),
        ({"A": 20, "B": 6, "C": 1}, "A"),
        ({"A": 20, "B": 3, "C": 2}, "A"),
        ({"A": 5, "B": 5}, "AB"),
        ({"A": 4}, ""),
        ({"A": 9}, "A"),
    ],
)
def test_small_groups_are_hidden_and_others_until_the_hidden_are_many_enough(groups, expected):
    assert visible(**groups) == set(expected)


def test_a_lower_threshold_shows_smaller_groups():
    assert visible(3, A=8, B=4) == {"A", "B"}


@given(sizes, st.integers(3, 9))
def test_what_is_hidden_is_nobody_or_at_least_the_threshold(groups, threshold):
    seen = visible(threshold, **groups)
    hidden = sum(n for label, n in groups.items() if label not in seen)
    assert all(groups[label] >= threshold for label in seen)
    assert hidden == 0 or hidden >= threshold or not seen


def survey_of(people: list[tuple[str, str]], **rules: object) -> Survey:
    rules.setdefault("by", "role")
    asked = Rules(**rules)  # type: ignore[arg-type]  # the fields of Rules, by name
    gathering = Gathering(MODEL, asked)
    for group, character in people:
        gathering.add(Record(character * 20, "Payments", group))
    return gathering.survey(Reader(MODEL, lambda *_: None), 0)


def sums(survey: Survey) -> list[Counts]:
    """Everything that can be computed from a published survey: sums of its groups, and the rest of each."""
    groups = [group.counts for group in survey.groups]
    found = []
    for size in range(len(groups) + 1):
        for some in combinations(groups, size):
            part = sum(some[1:], some[0]) if some else None
            if part is not None:
                found.append(part)
            found.append(survey.total - part if part is not None else survey.total)
    return found


@given(people)
def test_no_sum_or_difference_of_what_is_published_is_a_small_group(people):
    survey = survey_of(people)
    if not survey.is_publishable:
        return
    for counts in sums(survey):
        assert counts.respondents == 0 or counts.respondents >= 5


@given(people, people)
def test_a_merged_survey_and_its_part_give_away_no_small_group(one, other):
    first, second = survey_of(one), survey_of(other)
    both = merged(first, second)
    if not (first.is_publishable and second.is_publishable):
        return
    shares = {group.label: group.counts for group in both.groups}
    for part in (first, second):
        known = {group.label: group.counts for group in part.groups}
        for label, counts in shares.items():
            rest = counts - known[label] if label in known else counts
            assert rest.respondents == 0 or rest.respondents >= 5
        assert (both.total - part.total).respondents >= 5
    for counts in sums(both):
        assert counts.respondents == 0 or counts.respondents >= 5


def test_a_few_new_respondents_cannot_be_published_beside_a_survey_file():
    """Whoever has the file could subtract it."""
    known, few = survey_of([("A", "1")] * 20), survey_of([("A", "4")] * 2)
    from dataclasses import replace

    both = merged(few, replace(known, fresh=0))
    assert both.total.respondents == 22
    assert not both.is_publishable


def test_the_same_survey_without_a_breakdown_gives_no_more():
    people = [("A", "1")] * 8 + [("B", "4")] * 4
    whole, broken_down = survey_of(people, by=None), survey_of(people)
    assert whole.total == broken_down.total
    assert broken_down.groups == ()
    assert broken_down.hidden == 12


def test_those_who_sit_together_see_every_group():
    survey = survey_of([("A", "1")] * 8 + [("B", "4")], is_room=True)
    assert [group.label for group in survey.groups] == ["A", "B"]
    assert survey.is_open


def test_surveys_with_different_breakdowns_keep_the_total_alone():
    one, other = survey_of([("A", "1")] * 8), survey_of([("X", "2")] * 8, by="sector")
    both = merged(one, other)
    assert (both.by, both.groups, both.total.respondents) == (None, (), 16)
    assert [remark.key for remark in both.remarks] == ["survey-breakdowns"]


def test_a_group_that_one_part_hides_is_marked_as_partial():
    one = survey_of([("A", "1")] * 8 + [("B", "2")] * 6)
    other = survey_of([("A", "1")] * 8 + [("B", "2")] * 3 + [("C", "2")] * 3)
    both = merged(one, other)
    assert {group.label: (group.counts.respondents, group.partial) for group in both.groups} == {
        "A": (16, False),
        "B": (6, True),
    }
    assert both.hidden == 6
