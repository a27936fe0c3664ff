"""A group agrees on one answer to each question: the keys, the screens, and the conversation in lines."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import NOTES
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth
from pytest_regressions.file_regression import FileRegressionFixture
from support import NOW, Make

from pemm import library
from pemm.assessment import Dissent, Respondent, load, new
from pemm.assessmentfile import dump
from pemm.model import Model
from pemm.questionnaire import plain
from pemm.questionnaire.conversation import Conversation, Outcome, Stage, begin, press, type_line
from pemm.questionnaire.keeper import Keeper
from pemm.questionnaire.screen import Screen, View, draw
from pemm.survey.listening import listen
from pemm.survey.sources import Troubles
from pemm.survey.workshop import Voice, Workshop, show_of_hands
from pemm.texts import load as load_texts

MODEL = library.load(library.find(library.DEFAULT))
TEXTS = load_texts("en")
VIEW = View(TEXTS, "agreed.json", saved="14:02")
SIZES = [(40, 24), (60, 20), (80, 24), (120, 40)]


def pressed(now: Conversation, keys: Iterable[str]) -> Conversation:
    for key in keys:
        now = press(now, key, NOW)
    return now


def text(screen: Screen) -> str:
    lines = ["".join(piece for _, piece in line).rstrip() for line in [*screen.body, *screen.foot]]
    return "\n".join(lines) + "\n"


def team(folder: Path, make: Make, *, room: bool = False) -> Workshop:
    """Six people who differ on operations_1 most, then on adoption_2; one has a note, one is unsure."""
    for number, name in enumerate(["Ann", None, "Cy", "Di", "Ed", "Flo"]):
        values: dict[str, int | str] = {question.id: 2 for question in MODEL.questions}
        values |= {"operations_1": 1 if number < 3 else 4, "adoption_2": 1 + number % 3}
        values["investment_1"] = "unsure" if number == 5 else 2
        role = "consumer" if number == 5 else "builder"
        assessment = make(values, respondent=Respondent(name, role), subject="Payments platform")
        noted = replace(assessment.answers["operations_1"], note="We wait two weeks for a database.")
        if number == 4:
            assessment = replace(assessment, answers={**assessment.answers, "operations_1": noted})
        (folder / f"{number}.json").write_text(dump(assessment), encoding="utf-8")
    return listen([str(folder)], MODEL, folder / "agreed.json", Troubles(), is_room=room)


@pytest.fixture
def workshop(tmp_path: Path, make: Make) -> Workshop:
    return team(tmp_path, make)


def starting(workshop: Workshop) -> Conversation:
    return begin(replace(new(MODEL, NOW), subject="Payments platform"), MODEL, None, workshop)


@pytest.fixture
def first(workshop: Workshop) -> Conversation:
    return starting(workshop)


@pytest.fixture
def hands() -> Conversation:
    return starting(show_of_hands(MODEL))


# The keys


def test_the_most_disputed_question_comes_first(first: Conversation) -> None:
    """And after each answer the next most disputed; back leads where one came from."""
    assert (first.question.id, first.number) == ("operations_1", 1)
    second = press(first, "2", NOW)
    assert (second.question.id, second.number) == ("adoption_2", 2)
    assert press(second, "b", NOW).question.id == "operations_1"
    assert pressed(first, "b").notice is not None


def test_all_questions_are_asked_once(first: Conversation) -> None:
    """Twenty keys and the list, in whatever order."""
    done = pressed(first, "2" * 20)
    assert done.stage is Stage.LIST
    assert len(done.assessment.answers) == 20
    assert list(done.assessment.answers) == [question.id for question in MODEL.questions]


def test_it_goes_on_with_the_most_disputed_that_is_open(first: Conversation, workshop: Workshop) -> None:
    """What was agreed in the last sitting keeps its answer, and is not asked again in between."""
    answered = pressed(first, "23")
    again = begin(answered.assessment, MODEL, None, workshop)
    assert again.number == 3
    other_order = replace(workshop, order=(workshop.order[2], *workshop.order[:2], *workshop.order[3:]))
    shuffled = begin(answered.assessment, MODEL, None, other_order)
    assert shuffled.number == 1
    assert press(shuffled, "2", NOW).number == 4


def test_the_spread_is_hidden_until_s(first: Conversation) -> None:
    """The question says how many have answered, and no figure of how."""
    shown = text(draw(first, VIEW, 80, 24))
    assert "6 have answered; s shows how." in shown
    assert "Median" not in shown
    opened = press(first, "s", NOW)
    assert opened.stage is Stage.SPREAD
    assert "Median 1-4, consensus 0.00: split." in text(draw(opened, VIEW, 80, 24))
    for key in ("s", "enter", "escape"):
        assert press(opened, key, NOW).stage is Stage.QUESTION


def test_the_next_question_is_hidden_again(first: Conversation) -> None:
    """An answer given on the page of the spread goes on to a question, not to its spread."""
    second = pressed(first, "s3")
    assert (second.stage, second.number) == (Stage.QUESTION, 2)
    assert second.assessment.answers["operations_1"].value == 3


def test_s_d_and_v_mean_nothing_outside_a_workshop() -> None:
    """Whoever answers alone has no others to show."""
    alone = begin(new(MODEL, NOW), MODEL)
    for key in "sdv":
        after = press(alone, key, NOW)
        assert after.notice is not None
        assert after.notice.key == "unknown-key"


def test_dissent_stands_beside_what_was_agreed_just_now(first: Conversation) -> None:
    """d on the next screen is for the answer before it; several can be kept."""
    typing = pressed(first, "2d")
    assert (typing.stage, typing.dissenting, typing.number) == (Stage.DISSENT, "operations_1", 2)
    kept = type_line(typing, "4 consumer: not over VPN", NOW)
    assert (kept.stage, kept.number, kept.echo) == (Stage.QUESTION, 2, "operations_1")
    both = type_line(press(kept, "d", NOW), "1", NOW)
    assert both.assessment.answers["operations_1"].dissent == (
        Dissent(4, "consumer", "not over VPN"),
        Dissent(1),
    )
    none = type_line(press(both, "d", NOW), "-", NOW)
    assert none.assessment.answers["operations_1"].dissent == ()


def test_dissent_can_be_kept_beside_an_earlier_answer(first: Conversation) -> None:
    """Back at the question, d is for its own answer."""
    typing = pressed(first, "2bd")
    assert typing.dissenting == "operations_1"
    kept = type_line(typing, "3", NOW)
    assert (kept.stage, kept.question.id) == (Stage.QUESTION, "operations_1")


def test_dissent_to_the_last_answer_is_typed_in_the_list(first: Conversation) -> None:
    """After the last question comes the list, and d still means what was agreed just now."""
    done = pressed(first, "2" * 20)
    last = done.echo
    kept = type_line(press(done, "d", NOW), "3 leader", NOW)
    assert kept.stage is Stage.LIST
    assert last is not None
    assert kept.assessment.answers[last].dissent == (Dissent(3, "leader"),)


@pytest.mark.parametrize("line", ["9", "king", "3 king: no", "2"])
def test_a_refused_dissent_keeps_the_line(first: Conversation, line: str) -> None:
    """It is told what is wrong, and the line is still being typed."""
    refused = type_line(pressed(first, "2d"), line, NOW)
    assert refused.stage is Stage.DISSENT
    assert refused.notice is not None
    assert refused.notice.sentence(TEXTS)


def test_nothing_agreed_nothing_to_dissent_from(first: Conversation) -> None:
    """d before any answer is told."""
    assert press(first, "d", NOW).notice is not None


def test_no_dissent_is_kept_by_itself(first: Conversation) -> None:
    """What others answered stays in their files."""
    done = pressed(first, "2" * 20)
    assert all(not answer.dissent and not answer.votes for answer in done.assessment.answers.values())


def test_the_offer_says_how_many_answered_otherwise(first: Conversation) -> None:
    """And says nothing where all agree."""
    assert "3 answered otherwise; d keeps a dissent." in text(draw(press(first, "4", NOW), VIEW, 80, 24))
    agreed = pressed(first, "42" + "2")
    assert "otherwise" not in text(draw(agreed, VIEW, 80, 24))


def test_hands_come_first(hands: Conversation) -> None:
    """The line of hands, then their spread, then the answer; all in the file at once."""
    assert (hands.stage, hands.number, hands.question.id) == (Stage.VOTES, 1, "investment_1")
    shown = type_line(hands, "0 3 4 1 u2", NOW)
    assert shown.stage is Stage.SPREAD
    given = shown.assessment.answers["investment_1"]
    assert (given.value, given.reason, given.votes) == (
        None,
        "unanswered",
        {"2": 3, "3": 4, "4": 1, "unsure": 2},
    )
    agreed = press(shown, "2", NOW)
    assert (agreed.stage, agreed.question.id) == (Stage.VOTES, "investment_2")
    assert agreed.assessment.answers["investment_1"].votes == given.votes
    assert agreed.otherwise("investment_1") == 5


def test_hands_can_be_left_out_and_counted_again(hands: Conversation) -> None:
    """An empty line or Escape goes on without; v types them again."""
    without = type_line(hands, "", NOW)
    assert (without.stage, without.assessment.answers) == (Stage.QUESTION, {})
    assert press(without, "s", NOW).notice is not None
    assert press(hands, "escape", NOW).stage is Stage.QUESTION
    voted = type_line(press(without, "v", NOW), "1 1 1 1", NOW)
    again = pressed(voted, "sv")
    assert (again.stage, again.draft) == (Stage.VOTES, "1 1 1 1")
    assert type_line(again, "0 0 0 4", NOW).assessment.answers["investment_1"].votes == {"4": 4}


def test_keys_typed_where_hands_are_counted_are_keys(hands: Conversation) -> None:
    """b, q, ? and d are no hands."""
    second = press(type_line(hands, "1 1 1 1", NOW), "2", NOW)
    assert type_line(second, "b", NOW).question.id == "investment_1"
    assert type_line(second, "?", NOW).stage is Stage.HELP
    assert type_line(second, "q", NOW).outcome is Outcome.LEFT
    dissent = type_line(second, "d", NOW)
    assert (dissent.stage, dissent.dissenting) == (Stage.DISSENT, "investment_1")
    assert type_line(dissent, "3", NOW).stage is Stage.VOTES


def test_hands_that_cannot_be_meant_are_told(hands: Conversation) -> None:
    """The line stays to be mended."""
    refused = type_line(hands, "0 3 4", NOW)
    assert refused.stage is Stage.VOTES
    assert refused.notice is not None
    assert "Type 4 numbers" in refused.notice.sentence(TEXTS)


def test_what_has_hands_already_is_not_counted_again(hands: Conversation) -> None:
    """Killed between hands and answer, it goes on at the question, with the hands in the file."""
    voted = type_line(hands, "0 3 4 1", NOW)
    again = begin(voted.assessment, MODEL, None, show_of_hands(MODEL))
    assert (again.stage, again.question.id) == (Stage.QUESTION, "investment_1")
    assert press(again, "s", NOW).stage is Stage.SPREAD


def test_a_model_of_another_shape_has_its_workshop_too(small_model: Model) -> None:
    """As many numbers as a question has options, and bars where the options are."""
    now = begin(new(small_model, NOW), small_model, None, show_of_hands(small_model))
    while now.stage is not Stage.LIST:
        count = len(now.question.options)
        now = type_line(now, " ".join(["1"] * count), NOW)
        assert now.stage is Stage.SPREAD
        assert text(draw(now, VIEW, 60, 20)).count("█ 1") == count
        now = press(now, str(now.question.values[0]), NOW)
    assert len(now.assessment.answers) == len(small_model.questions)


_KEYS = st.sampled_from([*"1234uxne?bqsdv", "enter", "left", "right", "up", "down", "escape", "backspace"])
_LINES = st.sampled_from(
    ["", "-", "d", "b", "0 3 4 1", "3 consumer: why", "9", "https://a.example", "nonsense"]
)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(_KEYS, _LINES), max_size=40), votes=st.booleans())
def test_no_keys_lead_astray(steps: list[tuple[str, str]], votes: bool) -> None:
    """Whatever is pressed and typed: a state that can be drawn, in a file that can be read."""
    order = tuple(reversed(range(20)))
    now = starting(show_of_hands(MODEL) if votes else Workshop(order, 3))
    for key, line in steps:
        if now.outcome is not None:
            break
        typed = now.stage in (Stage.NOTE, Stage.EVIDENCE, Stage.VOTES, Stage.DISSENT)
        now = type_line(now, line, NOW) if typed and key != "escape" else press(now, key, NOW)
        draw(now, VIEW, 60, 20)
        dump(now.assessment)


# The screens


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_question_in_a_workshop(
    first: Conversation, width: int, height: int, file_regression: FileRegressionFixture
) -> None:
    """The spread hidden, the offer of dissent above it."""
    file_regression.check(text(draw(press(first, "4", NOW), VIEW, width, height)), extension=".txt")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_spread(
    first: Conversation, width: int, height: int, file_regression: FileRegressionFixture
) -> None:
    """A bar per option with its count, the median and the consensus."""
    file_regression.check(text(draw(press(first, "s", NOW), VIEW, width, height)), extension=".txt")


@pytest.mark.parametrize(("width", "height"), [(40, 24), (60, 20)])
def test_the_spread_in_the_room(
    tmp_path: Path, make: Make, width: int, height: int, file_regression: FileRegressionFixture
) -> None:
    """Who said what stands with the answer, notes in quotation marks."""
    now = press(starting(team(tmp_path, make, room=True)), "s", NOW)
    file_regression.check(text(draw(now, VIEW, width, height)), extension=".txt")


@pytest.mark.parametrize("width", [40, 60])
def test_the_page_for_dissent(
    first: Conversation, width: int, file_regression: FileRegressionFixture
) -> None:
    """The question it is about, what was agreed, what is kept, and how one is typed."""
    kept = type_line(pressed(first, "2d"), "4 consumer: not over VPN", NOW)
    file_regression.check(text(draw(press(kept, "d", NOW), VIEW, width, 20)), extension=".txt")


def test_nothing_is_cut_on_a_projector(first: Conversation) -> None:
    """At 60 by 20 every question, its spread and its hands stand on the screen whole."""
    for votes in (False, True):
        now = starting(show_of_hands(MODEL)) if votes else first
        while now.stage is not Stage.LIST:
            if votes:
                screen = draw(now, VIEW, 60, 20 - 2)  # the line of hands and its title
                assert len(screen.body) + len(screen.foot) <= 18, now.question.id
                now = type_line(now, "0 3 4 1", NOW)
            for state in (replace(now, stage=Stage.QUESTION), press(now, "s", NOW) if not votes else now):
                screen = draw(state, VIEW, 60, 20)
                assert len(screen.body) + len(screen.foot) <= 20, now.question.id
                shown = " ".join(text(screen).split())
                assert all(option.label in shown for option in now.question.options)
                if state.stage is Stage.QUESTION:
                    assert all(option.description in shown for option in now.question.options)
            now = press(now, "2", NOW)


def test_an_ascii_terminal_gets_ascii_bars(first: Conversation) -> None:
    """Where the terminal has no other letters, the bars are drawn with ASCII."""
    shown = text(draw(press(first, "s", NOW), replace(VIEW, ascii=True), 60, 20))
    assert shown.isascii()
    assert "######## 3" in shown


@pytest.mark.parametrize("place", range(len(NOTES)))
def test_hostile_voices_are_harmless(first: Conversation, workshop: Workshop, place: int) -> None:
    """Whatever a file says of name, role and note: no character acts, and no line is too wide."""
    voice = Voice("1", NOTES[place], NOTES[place - 1], NOTES[place - 2])
    wicked = replace(workshop, is_room=True, voices={"operations_1": (voice,) * 3})
    now = press(replace(first, workshop=wicked), "s", NOW)
    for width in (20, 40, 60):
        screen = draw(now, VIEW, width, 20)
        for line in [*screen.body, *screen.foot]:
            shown = "".join(piece for _, piece in line)
            assert shown.replace("\N{NO-BREAK SPACE}", " ").isprintable()
            assert get_cwidth(shown) <= width
    assert "\x1b" not in conversed(now, "s\nq\n", None)


@settings(max_examples=40, deadline=None)
@given(width=st.integers(20, 130), height=st.integers(5, 50), note=st.text(max_size=200))
def test_no_line_is_wider_than_the_terminal(width: int, height: int, note: str) -> None:
    """Question, spread, hands and dissent fit into any width."""
    voted = type_line(starting(show_of_hands(MODEL)), "0 3 999 1 u2 x1", NOW)
    agreed = press(voted, "2", NOW)
    kept = type_line(type_line(agreed, "d", NOW), f"3: {note}", NOW)
    for state in (
        voted,
        agreed,
        kept,
        type_line(kept, "d", NOW),
        press(type_line(kept, "b", NOW), "up", NOW),
    ):
        screen = draw(state, VIEW, width, height)
        for line in [*screen.body, *screen.foot]:
            assert get_cwidth("".join(piece for _, piece in line)) <= width


# The conversation in lines


def conversed(now: Conversation, lines: str, path: Path | None) -> str:
    output = io.StringIO()
    keeper = Keeper(path or Path("unused.json"), None, None if path else now.assessment, clock=lambda: NOW)
    plain.hold(now, keeper, TEXTS, input=io.StringIO(lines), output=output)
    return output.getvalue()


def test_a_workshop_in_lines(tmp_path: Path, make: Make, file_regression: FileRegressionFixture) -> None:
    """The same in lines: the spread read out, the answer, a dissent mended and kept, and leaving."""
    now = starting(team(tmp_path, make, room=True))
    path = tmp_path / "agreed.json"
    file_regression.check(
        conversed(now, "s\n2\nd\n4 king: no\n4 consumer: no\nd\n-\nq\n", path), extension=".txt"
    )
    assert load(path)[0].answers["operations_1"].value == 2


def test_hands_in_lines(hands: Conversation, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    """The question, the hands, the spread, the answer, a dissent, and back."""
    lines = "0 3\n0 3 4 1 u2\n2\nd\n3 too early\nb\nv\n0 0 5 0\n3\n\n2\nq\n"
    path = tmp_path / "agreed.json"
    file_regression.check(conversed(hands, lines, path), extension=".txt")
    given = load(path)[0].answers["investment_1"]
    assert (given.value, given.votes, given.dissent) == (3, {"3": 5}, (Dissent(3, None, "too early"),))
