"""What changed from one model to another, and which step of the version it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import HERE

from pemm.errors import PemmError
from pemm.model import MeaningChange, Model, Option, Question, load
from pemm.modeldiff import (
    CHANGED,
    KEPT,
    MAJOR,
    MINOR,
    NEW,
    NONE,
    PATCH,
    RETIRED,
    REWORDED,
    WEIGHTS,
    ModelDiff,
    diff,
    stated,
)

MODELS = HERE / "models"
GARDEN = load(MODELS / "garden.yaml")
CANTEEN = load(MODELS / "community-en.yaml")
CANTINA = load(MODELS / "community-pt.yaml")
DRAFT = load(MODELS / "community-unversioned.yaml")

Edit = Callable[[Question], Question | None]


def edited(model: Model, id: str, edit: Edit, **fields: object) -> Model:
    """The model with one question edited, or retired where the edit gives None."""
    aspects = []
    for aspect in model.aspects:
        questions = (edit(each) if each.id == id else each for each in aspect.questions)
        aspects.append(replace(aspect, questions=tuple(each for each in questions if each)))
    return replace(model, aspects=tuple(aspects), **fields)  # type: ignore[arg-type]  # fields of Model, by name


def with_options(*labels: tuple[int, str]) -> Edit:
    return lambda question: replace(
        question, options=tuple(Option(value, label, "") for value, label in labels)
    )


def one(before: Model, after: Model, id: str) -> tuple[str, list[tuple[str, int | None, int | None]], str]:
    """The state of a question, its changed options as (state, value before, value after), and the demand."""
    found = diff(before, after)
    question = next(each for each in found.questions if each.id == id)
    options = [
        (each.state, each.before.value if each.before else None, each.after.value if each.after else None)
        for each in question.options
    ]
    return question.state, options, found.demanded


def states(found: ModelDiff) -> dict[str, str]:
    return {question.id: question.state for question in found.questions}


def test_nothing_changed() -> None:
    """A model and itself: every question is kept, in the order of the model."""
    found = diff(GARDEN, GARDEN)
    assert [question.id for question in found.questions] == [question.id for question in GARDEN.questions]
    assert set(states(found).values()) == {KEPT}
    assert (found.demanded, found.stated, found.understated) == (NONE, NONE, False)
    assert not found.two_languages
    assert not found.two_wordings


# soil_1 has 1 "Nothing", 3 "Bought compost", 5 "Its own leaves"
OPTIONS = {
    "the same": ([(1, "Nothing"), (3, "Bought compost"), (5, "Its own leaves")], KEPT, []),
    "white space": ([(1, " Nothing"), (3, "Bought\n  compost"), (5, "Its own leaves ")], KEPT, []),
    "reworded": (
        [(1, "Nothing"), (3, "Compost"), (5, "Its own leaves")],
        REWORDED,
        [("reworded", 3, 3)],
    ),
    "new": (
        [(1, "Nothing"), (2, "Rain"), (3, "Bought compost"), (5, "Its own leaves")],
        CHANGED,
        [("new", None, 2)],
    ),
    "gone": ([(1, "Nothing"), (5, "Its own leaves")], CHANGED, [("gone", 3, None)]),
    "moved": (
        [(1, "Nothing"), (4, "Bought compost"), (5, "Its own leaves")],
        CHANGED,
        [("moved", 3, 4)],
    ),
    "swapped": (
        [(1, "Nothing"), (3, "Its own leaves"), (5, "Bought compost")],
        CHANGED,
        [("moved", 3, 5), ("moved", 5, 3)],
    ),
    "pushed up by a new one": (
        [(1, "Nothing"), (3, "Ash"), (5, "Bought compost")],
        CHANGED,
        [("new", None, 3), ("moved", 3, 5), ("gone", 5, None)],
    ),
    "reworded and moved at once": (
        [(1, "Nothing"), (2, "Compost"), (5, "Its own leaves")],
        CHANGED,
        [("new", None, 2), ("gone", 3, None)],
    ),
    "a label that stands twice moves nowhere": (
        [(1, "Bought compost"), (4, "Bought compost"), (5, "Its own leaves")],
        CHANGED,
        [("reworded", 1, 1), ("gone", 3, None), ("new", None, 4)],
    ),
}


@pytest.mark.parametrize(("labels", "state", "options"), OPTIONS.values(), ids=OPTIONS)
def test_options_are_told_apart_by_value_and_label(
    labels: list[tuple[int, str]], state: str, options: list[tuple[str, int | None, int | None]]
) -> None:
    """An option that came, went or moved is major; another label at the same value is wording."""
    after = edited(GARDEN, "soil_1", with_options(*labels))
    demanded = {KEPT: NONE, REWORDED: PATCH, CHANGED: MAJOR}[state]
    plain = edited(GARDEN, "soil_1", with_options(*((o.value, o.label) for o in GARDEN.questions[0].options)))
    assert one(plain, after, "soil_1") == (state, options, demanded)


def test_a_description_is_wording_too() -> None:
    """Of an option with the same label."""
    after = edited(
        GARDEN,
        "soil_1",
        lambda q: replace(q, options=(replace(q.options[0], description="x"), *q.options[1:])),
    )
    assert one(GARDEN, after, "soil_1") == (REWORDED, [("reworded", 1, 1)], PATCH)


@pytest.mark.parametrize(
    ("edit", "state", "reworded"),
    [
        (lambda q: replace(q, text="What else?"), REWORDED, ("text",)),
        (lambda q: replace(q, help="Think."), REWORDED, ("help",)),
        (lambda q: replace(q, text="What else?", help="Think."), REWORDED, ("text", "help")),
        (lambda q: replace(q, text=f" {q.text}\n".replace(" ", "  ")), KEPT, ()),
    ],
)
def test_text_and_help_are_wording(edit: Edit, state: str, reworded: tuple[str, ...]) -> None:
    """White space is not."""
    found = diff(GARDEN, edited(GARDEN, "soil_1", edit))
    assert (found.questions[0].state, found.questions[0].reworded) == (state, reworded)


def test_what_is_no_part_of_the_question_set_does_not_count() -> None:
    """Steps, names of aspects and what is no goal may change without a version of the set."""
    after = edited(
        GARDEN,
        "soil_1",
        lambda q: replace(q, options=tuple(replace(o, steps=("x",), goal=False) for o in q.options)),
    )
    aspects = tuple(replace(aspect, name="x") for aspect in after.aspects)
    assert diff(GARDEN, replace(after, aspects=aspects, name="y")).demanded == NONE


def test_a_new_question_is_minor() -> None:
    """Earlier answers stay valid."""
    before = edited(GARDEN, "soil_2", lambda q: None)
    found = diff(before, GARDEN)
    assert (states(found)["soil_2"], found.demanded) == (NEW, MINOR)
    assert found.having(NEW)[0].before is None
    assert found.having(NEW)[0].aspect == "soil"


@pytest.mark.parametrize("kept", [True, False])
def test_a_retired_question_is_major(kept: bool) -> None:
    """Whether the new file keeps it for old answers or not; it stands with its aspect."""
    after = edited(GARDEN, "soil_2", lambda q: None)
    if kept:
        question = GARDEN.question("soil_2")
        assert question
        after = replace(after, retired=(replace(question, until="1.0.0"),))
    found = diff(GARDEN, after)
    assert (states(found)["soil_2"], found.demanded) == (RETIRED, MAJOR)
    assert [question.id for question in found.questions][:2] == ["soil_1", "soil_2"]
    assert found.having(RETIRED)[0].after is None


def test_a_question_of_another_aspect_is_major() -> None:
    """Its answers count elsewhere."""
    soil, water, rest = GARDEN.aspects
    moved = replace(soil.questions[1], aspect="water")
    after = replace(
        GARDEN,
        aspects=(
            replace(soil, questions=soil.questions[:1]),
            replace(water, questions=(*water.questions, moved)),
            rest,
        ),
    )
    found = diff(GARDEN, after)
    question = next(each for each in found.questions if each.id == "soil_2")
    assert (question.state, question.moved, question.aspect, found.demanded) == (
        CHANGED,
        True,
        "water",
        MAJOR,
    )


def test_another_number_of_levels_is_major() -> None:
    """The top of the scale is another one."""
    found = diff(GARDEN, replace(GARDEN, levels=GARDEN.levels[:4]))
    assert (found.levels_changed, found.demanded) == (True, MAJOR)


@pytest.mark.parametrize(
    ("change", "before", "after", "counts"),
    [
        ({"version": "1.1.0"}, "1.0.0", "1.1.0", True),
        ({"version": "1.1.0"}, "1.1.0", "1.0.0", True),
        ({"version": "1.1.0"}, "unknown", "1.1.0", True),
        ({"version": "1.1.0"}, "1.1.0", "1.2.0", False),
        ({"version": "1.1.0"}, "unknown", "unknown", False),
        ({"version": "1.1.0"}, "1.0.0", "1.0.1", False),
        ({"language": "en"}, "1.0.0", "1.1.0", False),
        ({"language": "pt"}, "1.0.0", "1.1.0", False),
    ],
)
@pytest.mark.parametrize("side", ["before", "after", "both"])
def test_a_recorded_change_of_meaning_is_major(
    change: dict[str, str], before: str, after: str, counts: bool, side: str
) -> None:
    """If it lies between the two, whichever file records it; an unknown version is older than it."""
    history = (MeaningChange("soil_1", "It asks about sand now.", (), **change),)
    found = diff(
        replace(GARDEN, questions_version=before, history=history if side != "after" else ()),
        replace(GARDEN, questions_version=after, history=history if side != "before" else ()),
    )
    question = found.questions[0]
    assert (question.state, question.history) == ((CHANGED, history) if counts else (KEPT, ()))
    assert found.demanded == (MAJOR if counts else NONE)


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("1.0.0", "1.0.0", NONE),
        ("1.0.0", "1.0.1", PATCH),
        ("1.0.9", "1.1.0", MINOR),
        ("1.9.9", "2.0.0", MAJOR),
        ("2.0.0", "1.9.9", MAJOR),
        ("0.9.0", "0.10.0", MINOR),
        ("unknown", "1.0.0", None),
        ("1.0.0", "unknown", None),
    ],
)
def test_the_stated_step(before: str, after: str, step: str | None) -> None:
    """The first number that differs says it, either way."""
    assert stated(before, after) == step


@pytest.mark.parametrize("step", WEIGHTS)
@pytest.mark.parametrize("demanded", WEIGHTS)
def test_less_than_the_change_asks_for_is_understated(step: str, demanded: str) -> None:
    """More is not, and an unknown version says nothing."""
    versions = {NONE: "1.0.0", PATCH: "1.0.1", MINOR: "1.1.0", MAJOR: "2.0.0"}
    edits: dict[str, Edit] = {
        NONE: lambda q: q,
        PATCH: lambda q: replace(q, text="x"),
        MAJOR: with_options((1, "a"), (5, "b")),
    }
    before = edited(GARDEN, "soil_2", lambda q: None) if demanded == MINOR else GARDEN
    after = edited(GARDEN, "soil_1", edits.get(demanded, edits[NONE]))
    found = diff(before, replace(after, questions_version=versions[step]))
    assert (found.demanded, found.stated) == (demanded, step)
    assert found.understated == (WEIGHTS.index(step) < WEIGHTS.index(demanded))
    assert not diff(before, replace(after, questions_version="unknown")).understated


def test_the_wrong_way_round_is_known() -> None:
    """The second file states the earlier version."""
    older = replace(GARDEN, questions_version="0.9.9")
    assert diff(GARDEN, older).backwards
    assert not diff(older, GARDEN).backwards
    assert not diff(GARDEN, GARDEN).backwards


def test_two_languages_are_compared_by_structure(model: Model) -> None:
    """Every wording differs then, and says nothing; what the history records still counts."""
    found = diff(CANTEEN, CANTINA)
    assert found.two_languages
    assert not any(question.reworded or question.options for question in found.questions)
    in_both = {id: state for id, state in states(found).items() if CANTINA.question(id)}
    assert in_both == {
        "investment_1": KEPT,
        "interfaces_1": CHANGED,
        "interfaces_2": CHANGED,
        "interfaces_3": CHANGED,
        "interfaces_4": KEPT,
    }
    assert diff(model, CANTINA).two_languages


def test_options_count_between_languages_too() -> None:
    """By their values, for a label cannot be found again."""

    def translated(question: Question) -> Question:
        options = [Option(2, "Chuva", ""), *(replace(each, label="x") for each in question.options[:2])]
        return replace(question, language="pt", options=tuple(sorted(options, key=lambda each: each.value)))

    after = edited(GARDEN, "soil_1", translated)
    assert one(GARDEN, after, "soil_1") == (CHANGED, [("new", None, 2), ("gone", 5, None)], MAJOR)
    assert diff(GARDEN, after).two_languages


def test_a_file_that_does_not_say_its_language_is_compared_by_wording() -> None:
    """It may well be the same; equal texts are equal in any case."""
    mute = replace(CANTEEN, language="unknown")
    mute = replace(
        mute,
        aspects=tuple(
            replace(a, questions=tuple(replace(q, language="unknown") for q in a.questions))
            for a in mute.aspects
        ),
    )
    assert diff(CANTEEN, mute).demanded == NONE


def test_our_wording_and_the_communitys_are_one_set(model: Model) -> None:
    """Worded otherwise throughout, and no new version is asked for by that; help is ours alone."""
    found = diff(model, CANTEEN)
    assert set(states(found).values()) == {REWORDED}
    assert (found.demanded, found.stated, found.understated, found.two_wordings) == (PATCH, NONE, False, True)
    assert {question.reworded for question in found.questions} == {("text",)}


def test_two_files_of_the_community() -> None:
    """A category that goes retires its questions, and an unknown version is older than every change."""
    found = diff(DRAFT, CANTEEN)
    assert states(found)["interfaces_1"] == CHANGED
    assert [question.id for question in found.having(RETIRED)] == ["garden_1", "garden_2"]
    assert len(found.having(NEW)) == 19
    assert (found.demanded, found.stated, found.understated) == (MAJOR, None, False)


def test_different_models_are_refused(model: Model) -> None:
    """Equal ids would mean nothing."""
    with pytest.raises(PemmError) as error:
        diff(GARDEN, model)
    assert error.value.key == "different-models"


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from("abc")), unique_by=lambda each: each[0], min_size=1
    ),
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from("abc")), unique_by=lambda each: each[0], min_size=1
    ),
)
def test_every_option_is_accounted_for_once(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> None:
    """Each option of either side is unchanged or in exactly one change; both ways mirror each other."""
    before, after = (edited(GARDEN, "soil_1", with_options(*sorted(each))) for each in (old, new))
    there, back = diff(before, after).questions[0], diff(after, before).questions[0]
    same = set(old) & set(new)
    assert sorted(o.before.value for o in there.options if o.before) == sorted(v for v, _ in set(old) - same)
    assert sorted(o.after.value for o in there.options if o.after) == sorted(v for v, _ in set(new) - same)
    mirror = {"new": "gone", "gone": "new"}
    assert {(o.state, o.before, o.after) for o in there.options} == {
        (mirror.get(o.state, o.state), o.after, o.before) for o in back.options
    }


def test_models_of_other_ids_are_refused_by_both_names() -> None:
    """The sentence says which two they are."""
    with pytest.raises(PemmError) as refused:
        diff(GARDEN, replace(GARDEN, id="orchard"))
    assert (refused.value.key, refused.value.data) == (
        "different-models",
        {"before": "garden", "after": "orchard"},
    )


def test_a_new_and_a_retired_question_have_nothing_that_changed() -> None:
    """There is only one side to them."""
    fewer = edited(GARDEN, "soil_1", lambda _: None)
    for before, after in ((GARDEN, fewer), (fewer, GARDEN)):
        found = next(each for each in diff(before, after).questions if each.id == "soil_1")
        assert (found.reworded, found.options, found.history) == ((), (), ())


def test_the_help_of_a_community_file_is_ours_and_not_compared() -> None:
    """Such a file holds none, so another help of our model is no change in it."""
    id = CANTEEN.questions[0].id
    helped = edited(CANTEEN, id, lambda question: replace(question, help="Ask around."))
    assert CANTEEN.texts_version == "community"
    assert states(diff(CANTEEN, helped))[id] == KEPT
    ours = [replace(each, texts_version="pemm-1") for each in (CANTEEN, helped)]
    found = next(each for each in diff(*ours).questions if each.id == id)
    assert (found.state, found.reworded) == (REWORDED, ("help",))
