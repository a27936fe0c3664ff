"""Scoring is held to the definitions and vectors of STATISTICS.md and to what must hold for any answers."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from itertools import product
from math import floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import HERE, NOW

from pemm import scoring
from pemm.assessment import REASONS, Answer, Assessment, Respondent, new
from pemm.errors import PemmError
from pemm.model import Model
from pemm.model import load as load_model
from pemm.scoring import AspectResult, average, bounds, reading, rounded, score

PATTERNS = list(product(range(1, 5), repeat=4))

states = st.lists(st.sampled_from([1, 2, 3, 4, *REASONS]), min_size=4, max_size=4)
values = st.lists(st.integers(1, 4), max_size=8)
relaxed = settings(database=None, deadline=None, max_examples=150)


def investment(model: Model, given: list[int | str]) -> AspectResult:
    """The first aspect of the built-in model, with these four answers."""
    answers = {
        f"investment_{n}": Answer(each) if isinstance(each, int) else Answer(None, each)
        for n, each in enumerate(given, start=1)
    }
    return score(replace(new(model, "2026-01-01T00:00:00Z"), answers=answers), model).aspect("investment")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], None),
        ([4], Fraction(4)),
        ([1, 1, 1, 2], Fraction(5, 4)),
        ([1, 1, 2], Fraction(4, 3)),
        ([1, 2, 3, 4], Fraction(5, 2)),
    ],
)
def test_average_is_the_exact_mean(given, expected):
    """The average is the mean as an exact fraction, and there is none for no answers."""
    assert average(given) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5/4", "1.25"),
        ("4/3", "1.33"),
        ("5/3", "1.67"),
        ("1/8", "0.13"),
        ("17/8", "2.13"),
        ("2.675", "2.68"),  # as a binary float it would be 2.67
        ("1.005", "1.01"),
        ("1.0049999999999999999", "1.00"),
        ("3.995", "4.00"),
        ("4", "4.00"),
        ("0", "0.00"),
        ("-1/8", "-0.12"),
        ("-3/8", "-0.37"),
        ("-5/3", "-1.67"),
        ("-0.005", "0.00"),
        ("-0.0051", "-0.01"),
        ("-1", "-1.00"),
    ],
)
def test_rounding_is_halves_up_on_the_exact_value(value, shown):
    """Two decimals, halves up (also below zero), judged on the fraction and not on a float."""
    assert rounded(Fraction(value)) == shown


@pytest.mark.parametrize(
    ("given", "open_questions", "expected"),
    [
        ([], 0, None),
        ([], 4, (1, 4)),
        ([1, 1, 1, 2], 0, (Fraction(5, 4), Fraction(5, 4))),
        ([2, 2, 3], 1, (2, Fraction(11, 4))),  # "With the unsure one: 2.00 to 2.75."
        ([4], 3, (Fraction(7, 4), 4)),
    ],
)
def test_bounds_put_every_open_question_at_1_and_at_the_top(given, open_questions, expected):
    """The bounds are the averages if everything open were 1, and if it were k."""
    assert bounds(given, open_questions, 4) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([None] * 4, "none"),
        (["unsure"] * 4, "none"),
        (["not_applicable"] * 4, "none"),
        ([1, 3, 3, 3], "mixed"),
        ([1, 4, "unsure", "unsure"], "mixed"),  # mixed goes before open
        ([1, 2, "unsure", "unsure"], "open"),
        ([4, 4, 4, "unanswered"], "open"),
        ([2, 2, 3, "unsure"], "level"),
        ([3, 4, 3, "not_applicable"], "level"),
        ([1, 1, 1, 2], "level"),
    ],
)
def test_reading_is_the_first_that_applies(model, given, expected):
    """The readings are tried in the order none, mixed, open, level."""
    aspect = investment(model, [each or "unanswered" for each in given])
    assert aspect.reading == expected
    assert (aspect.level is not None) == (expected == "level")


def test_a_level_is_the_floor_of_the_average(model):
    """Over all 256 patterns, a level is named exactly when the range is below two, and is the floor."""
    for pattern in PATTERNS:
        aspect = investment(model, list(pattern))
        expected = floor(sum(pattern) / 4) if max(pattern) - min(pattern) < 2 else None
        assert (aspect.average, aspect.level) == (Fraction(sum(pattern), 4), expected)


def test_54_patterns_would_be_named_by_a_level_nobody_chose():
    """Of the 256 patterns, 54 have a floor that none of the answers is; all of them read as mixed."""
    unchosen = [pattern for pattern in PATTERNS if floor(Fraction(sum(pattern), 4)) not in pattern]
    assert len(unchosen) == 54
    assert {reading(p, bounds(p, 0, 4)) for p in unchosen} == {scoring.MIXED}


def test_figures_come_with_how_much_was_answered(model):
    """Unsure and unanswered stay in `asked`, what does not apply leaves it, and none of them is a zero."""
    aspect = investment(model, [2, "unsure", "not_applicable", 3])
    assert aspect.average == Fraction(5, 2)
    assert (aspect.answered, aspect.asked, aspect.unsure, aspect.not_applicable) == (2, 3, 1, 1)
    assert aspect.counts == {1: 0, 2: 1, 3: 1, 4: 0}
    assert (aspect.lowest, aspect.highest) == (2, 3)
    assert aspect.bounds == (2, 3)
    assert [question.state for question in aspect.questions] == [
        "answered",
        "unsure",
        "not_applicable",
        "answered",
    ]


def test_an_aspect_without_an_answer_has_no_figures(model):
    """Nothing answered gives no average, level or range, and bounds only if something was asked."""
    empty = investment(model, ["unsure", "unanswered", "not_applicable", "unsure"])
    assert (empty.average, empty.level, empty.lowest, empty.highest) == (None, None, None, None)
    assert empty.bounds == (1, 4)
    outside = investment(model, ["not_applicable"] * 4)
    assert (outside.bounds, outside.asked) == (None, 0)


@given(states)
@relaxed
def test_figures_fit_together(model, given):
    """For any answers: counts sum to answered, the average lies in the range, and the bounds hold it."""
    aspect = investment(model, given)
    chosen = [each for each in given if isinstance(each, int)]
    assert sum(aspect.counts.values()) == aspect.answered == len(chosen)
    assert aspect.asked == 4 - given.count("not_applicable")
    if chosen:
        low, high = aspect.bounds
        assert aspect.lowest <= aspect.average <= aspect.highest
        assert 1 <= low <= aspect.average <= high <= 4
    if aspect.reading == scoring.LEVEL:
        assert aspect.level in chosen
        assert {floor(bound) for bound in aspect.bounds} == {floor(aspect.average)} == {aspect.level}


@given(states, st.randoms(use_true_random=False))
@relaxed
def test_the_order_of_the_answers_does_not_matter(model, given, random):
    """An aspect's figures do not depend on which of its questions got which answer."""
    shuffled = random.sample(given, len(given))
    one, other = investment(model, given), investment(model, shuffled)
    assert replace(one, questions=()) == replace(other, questions=())


@given(values, st.integers(0, 5), st.integers(2, 9))
@relaxed
def test_one_more_unsure_answer_widens_the_bounds(given, open_questions, top):
    """The bounds with one more open question hold the bounds without it."""
    before, after = bounds(given, open_questions, max(top, 4)), bounds(given, open_questions + 1, max(top, 4))
    if before is not None:
        assert after[0] <= before[0] <= before[1] <= after[1]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
@relaxed
def test_reading_of_complete_answers_is_the_range(given):
    """With nothing open, only answers two or more levels apart keep a level from being named."""
    named = reading(given, bounds(given, 0, 9)) == scoring.LEVEL
    assert named == (max(given) - min(given) < 2)


def test_a_model_of_another_shape_is_scored_by_its_own_levels(small_model, make):
    """With five levels, counts and bounds reach to five, though no question need offer each level."""
    result = score(
        make({"soil_1": 5, "soil_2": 4, "water_1": 5, "neighbours_1": "unsure"}, of=small_model), small_model
    )
    soil, water, neighbours = result.aspects
    assert (soil.average, soil.level, soil.counts) == (Fraction(9, 2), 4, {1: 0, 2: 0, 3: 0, 4: 1, 5: 1})
    assert (water.level, water.bounds) == (5, (5, 5))
    assert (neighbours.reading, neighbours.bounds, neighbours.asked) == ("none", (1, 5), 3)
    assert (result.answered, result.asked) == (3, 6)


def test_there_is_no_overall_figure():
    """A result has no average, level or score of its own: each aspect stands by itself."""
    assert {field.name for field in fields(scoring.Result)}.isdisjoint({"average", "level", "score", "total"})


@pytest.mark.parametrize(
    ("answers", "changes", "key"),
    [
        ({"investment_1": 5}, {}, "no-option"),
        ({}, {"targets": {"investment": 5}}, "no-target"),
        ({}, {"targets": {"investment": 0}}, "no-target"),
        ({}, {"model": "garden"}, "other-model"),
    ],
)
def test_what_the_model_does_not_offer_is_refused(model, make, answers, changes, key):
    """A value that is no option, a target that is no level, and another model's assessment are errors."""
    assessment = make(answers)
    if id := changes.get("model"):
        changes = {**changes, "model": replace(assessment.model, id=id)}
    with pytest.raises(PemmError) as refused:
        score(replace(assessment, **changes), model)
    assert refused.value.key == key


def test_options_that_a_question_lacks_are_refused_even_if_they_are_levels(small_model, make):
    """soil_1 offers 1, 3 and 5; a 2 is refused though the model has a level 2."""
    with pytest.raises(PemmError, match="soil_1 has the value 2, and its options are 1, 3, 5"):
        score(make({"soil_1": 2}, of=small_model), small_model)


def test_unknown_questions_and_aspects_are_kept_out_and_told(model, make):
    """An unknown question is remarked and not scored; a target for an unknown aspect is no error."""
    result = score(make({"investment_1": 2, "investment_9": 77}, targets={"harmony": 99}), model)
    assert (result.answered, result.asked) == (1, 20)
    assert [(remark.key, remark.data["ids"]) for remark in result.remarks] == [
        ("unknown-questions", "investment_9")
    ]


@pytest.mark.parametrize(
    ("used", "stamp", "keys"),
    [
        ({"version": "0.9"}, "0.9.0/pemm-1/en", ["other-version"]),
        ({"questions": "0.8.0"}, "0.9.0/pemm-1/en", []),
        ({"questions": "0.8.0"}, "1.9.0/pemm-1/en", ["other-set"]),
        ({"questions": "unknown"}, None, ["unknown-set", "meaning-changed"]),
        ({}, "0.8.0/pemm-1/en", ["other-set", "meaning-changed"]),
        ({}, None, ["meaning-changed"]),
        ({}, "0.9.0/community/zh", ["meaning-changed"]),
        ({}, "0.9.0/community/zh-CN", ["meaning-changed"]),
        ({}, "0.9.0/community/PT-br", ["meaning-changed"]),
    ],
)
def test_what_a_reader_must_know_is_remarked(model, make, used, stamp, keys):
    """Another model version, another question set, and an answer that meant something else are told."""
    assessment = make({"interfaces_1": 3})
    answer = replace(assessment.answers["interfaces_1"], asked=stamp)
    assessment = replace(
        assessment, answers={"interfaces_1": answer}, model=replace(assessment.model, **used)
    )
    assert [remark.key for remark in score(assessment, model).remarks] == keys


def test_some_answers_of_another_set_are_told(model, make):
    """After one answer was confirmed, the others are still of the set they were given in."""
    assessment = make({"investment_1": 3, "investment_2": 2})
    old = replace(assessment.answers["investment_1"], asked="unknown/community/en")
    mixed = replace(assessment, answers={**assessment.answers, "investment_1": old})
    (remark,) = score(mixed, model).remarks
    assert (remark.key, remark.data["n"], remark.data["found"]) == ("partly-other-set", 1, "unknown")


def test_the_wording_is_the_one_that_was_seen(model, make):
    """Stored wording stands in the result; without it, the model's own."""
    own = model.question("investment_1")
    seen, unseen = Answer(2, question="Who?", answer="Two of us"), Answer(2)
    result = score(replace(make({}), answers={"investment_1": seen, "investment_2": unseen}), model)
    assert (result.questions[0].question, result.questions[0].answer) == ("Who?", "Two of us")
    other = model.question("investment_2")
    assert (result.questions[1].question, result.questions[1].answer) == (other.text, other.option(2).label)
    assert own.text != "Who?"


def test_in_todays_wording_the_value_says_what_was_answered(model, make):
    """A value that somebody changed by hand is shown with its own label, not with that of the old one."""
    assessment = make({"investment_1": 4})
    stale = replace(assessment.answers["investment_1"], answer="Borrowed helpers")
    (first, *_) = score(replace(assessment, answers={"investment_1": stale}), model).questions
    assert first.answer == model.question("investment_1").option(4).label


def test_targets_and_notes_stand_in_the_result(model, make):
    """A target is a level or `stay`; only the first has a level."""
    result = score(
        make({}, targets={"investment": 3, "adoption": "stay"}, aspect_notes={"investment": "hm"}), model
    )
    assert [aspect.target_level for aspect in result.aspects] == [3, None, None, None, None]
    assert (result.aspect("adoption").target, result.aspect("investment").note) == ("stay", "hm")
    with pytest.raises(KeyError, match="harmony"):
        result.aspect("harmony")


def test_every_set_is_scored_with_its_own_questions(tmp_path: Path):
    """A retired question counts for the sets that had it, a new one for those that have it."""
    text = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    text = text.replace("- id: soil_1", "- id: soil_1\n        until: 2.0.0")
    text = text.replace("- id: soil_2", "- id: soil_2\n        since: 2.0.0")
    (tmp_path / "garden.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path / "garden.yaml")

    def asked(questions: str) -> list[str]:
        assessment: Assessment = new(model, "2026-01-01T00:00:00Z")
        used = replace(assessment.model, questions=questions)
        return [each.id for each in score(replace(assessment, model=used), model).aspect("soil").questions]

    assert asked("1.0.0") == ["soil_1"]
    assert asked("2.0.0") == asked("2.1.0") == asked("unknown") == ["soil_2"]

    old = {"soil_1": Answer(3, asked="1.0.0/garden-1/en"), "soil_2": Answer(4, asked="2.0.0/garden-1/en")}
    soil = score(replace(new(model, ""), answers=old), model).aspect("soil")
    assert (soil.counts[3], soil.answered, soil.asked) == (
        1,
        2,
        2,
    )  # what was answered is not dropped silently


def test_an_answer_is_scored_with_the_set_it_names(tmp_path: Path) -> None:
    """A question retired since still counts where its answer was given in an older set, beside today's."""
    text = (HERE / "models" / "garden.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    text = text.replace("- id: neighbours_1", "- id: neighbours_1\n        until: 2.0.0")
    (tmp_path / "garden.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path / "garden.yaml")
    answers = {
        "neighbours_1": Answer(4, asked="1.0.0/garden-1/en"),
        "neighbours_2": Answer(2, asked="2.0.0/garden-1/en"),
    }
    aspect = score(replace(new(model, NOW), answers=answers), model).aspect("neighbours")
    assert (aspect.average, aspect.answered, aspect.asked) == (3, 2, 3)
    unanswered = score(new(model, NOW), model).aspect("neighbours")
    assert [question.id for question in unanswered.questions] == ["neighbours_2", "neighbours_3"]


def test_a_result_says_whose_it_is_and_names_its_aspects(model, make):
    """Subject, respondent, what else was given about it, time, language and model go on into the result."""
    made = make(
        {},
        subject="Payments",
        respondent=Respondent("Ada", "builder"),
        about={"sector": "bank"},
        language="de",
    )
    result = score(made, model)
    assert (result.subject, result.respondent, result.about) == (
        "Payments",
        made.respondent,
        {"sector": "bank"},
    )
    assert (result.assessed, result.language, result.model) == (NOW, "de", made.model)
    assert [(each.id, each.name) for each in result.aspects] == [
        (each.id, each.name) for each in model.aspects
    ]


def test_what_is_refused_is_told_with_what_there_is(model, small_model, make):
    """The sentence names what was found and what is offered."""
    with pytest.raises(PemmError) as other:
        score(make({}), small_model)
    assert other.value.data == {"found": "platform-engineering", "expected": "garden"}
    with pytest.raises(PemmError) as target:
        score(make({}, targets={"investment": 5}), model)
    assert target.value.data == {"aspect": "investment", "value": 5, "top": 4}


def test_remarks_carry_what_is_said_of_them(model, make):
    """How many answers, of which questions, and what was found beside what is known."""
    assessment = make({"investment_1": 2, "strange_1": 1, "strange_2": 1})
    old = {id: Answer(3, asked="0.8.0/community/en") for id in ("interfaces_1", "interfaces_2")}
    pt = {id: Answer(3, asked="0.9.0/community/pt") for id in ("interfaces_3",)}
    used = replace(assessment.model, version="0.9")
    assessment = replace(assessment, answers={**assessment.answers, **old, **pt}, model=used)
    assert [(remark.key, remark.data) for remark in score(assessment, model).remarks] == [
        ("unknown-questions", {"n": 2, "ids": "strange_1, strange_2"}),
        ("other-version", {"found": "0.9", "known": model.version}),
        ("partly-other-set", {"n": 2, "found": "0.8.0", "known": model.questions_version}),
        ("meaning-changed", {"n": 2, "ids": "interfaces_1, interfaces_3"}),
    ]


def test_all_other_sets_are_named_in_order(model, make):
    """Where every answer is of another set than today's, the sets are listed once each."""
    stamps = {"investment_1": "0.8.0", "investment_2": "0.7.0", "investment_3": "0.8.0"}
    answers = {id: Answer(2, asked=f"{found}/pemm-1/en") for id, found in stamps.items()}
    (remark,) = score(replace(make({}), answers=answers), model).remarks
    assert (remark.key, remark.data) == (
        "other-set",
        {"found": "0.7.0, 0.8.0", "known": model.questions_version},
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"strange_1": Answer(2, asked="0.8.0/pemm-1/en")},
        {"investment_2": Answer(None, "unanswered", asked="0.8.0/pemm-1/en", note="Ask Ada.")},
    ],
)
def test_the_set_of_what_does_not_count_is_not_spoken_of(model, make, answer):
    """An answer to an unknown question, and a note without an answer, say nothing about the others' set."""
    made = make({"investment_1": 2})
    remarks = score(replace(made, answers={**made.answers, **answer}), model).remarks
    assert "partly-other-set" not in [remark.key for remark in remarks]


def test_what_was_never_asked_is_unanswered(model, make):
    """A question that the file does not mention has the state and the reason of one left open."""
    (first, *_) = score(make({}), model).questions
    assert (first.value, first.state, first.reason, first.answer) == (None, "unanswered", "unanswered", None)


def test_an_answer_with_a_value_has_no_reason(model, make):
    """A reason that was left behind beside a value is not shown."""
    both = replace(make({}), answers={"investment_1": Answer(2, "unsure")})
    (first, *_) = score(both, model).questions
    assert (first.state, first.reason) == ("answered", None)


def test_todays_words_are_shown_only_for_what_they_mean(model, make):
    """An answer that meant something else, and of which no wording is kept, is shown without one."""
    today = make({"interfaces_1": 3})
    old = replace(today, answers={"interfaces_1": Answer(3, asked="0.8.0/community/en")})
    shown = [score(each, model).aspect("interfaces").questions[0].answer for each in (today, old)]
    assert shown == [model.question("interfaces_1").option(3).label, None]


def test_a_question_belongs_to_the_last_sitting_or_to_the_set_of_its_answer(tmp_path: Path) -> None:
    """Whatever an answer's stamp says, today's question stays; a note alone keeps no retired question."""
    text = (HERE / "models" / "garden.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    text = text.replace("- id: soil_1", "- id: soil_1\n        until: 2.0.0")
    text = text.replace("- id: soil_2", "- id: soil_2\n        since: 2.0.0")
    (tmp_path / "garden.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path / "garden.yaml")

    def asked(sitting: str = "2.0.0", **answers: Answer) -> list[str]:
        made = new(model, NOW)
        made = replace(made, answers=answers, model=replace(made.model, questions=sitting))
        return [question.id for question in score(made, model).aspect("soil").questions]

    assert asked(soil_2=Answer(4, asked="1.0.0/garden-1/en")) == ["soil_2"]
    assert asked(soil_1=Answer(None, "unanswered", asked="1.0.0/garden-1/en", note="?")) == ["soil_2"]
    assert asked(soil_1=Answer(None, "unsure", asked="1.0.0/garden-1/en")) == ["soil_2", "soil_1"]
    assert asked("1.0.0", soil_1=Answer(3, asked="2.0.0/garden-1/en")) == ["soil_1"]
