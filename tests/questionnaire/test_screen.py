"""What the conversation looks like, as text, at the widths and heights of real terminals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth
from pytest_regressions.file_regression import FileRegressionFixture
from support import NOW, Make

from pemm import library
from pemm.assessment import Respondent, new
from pemm.model import Model
from pemm.questionnaire.conversation import Conversation, begin, press, type_line
from pemm.questionnaire.lines import wrap
from pemm.questionnaire.screen import Screen, View, draw
from pemm.texts import load

MODEL = library.load(library.find(library.DEFAULT))
VIEW = View(load("en"), "payments.json", saved="14:02")
SIZES = [(40, 24), (60, 24), (80, 24), (120, 40)]


def text(screen: Screen) -> str:
    lines = ["".join(piece for _, piece in line).rstrip() for line in [*screen.body, *screen.foot]]
    return "\n".join(lines) + "\n"


@pytest.fixture
def sixth(make: Make, model: Model) -> Conversation:
    """The drawing of the design: question 6, with one unsure, just after an answer."""
    answers = {"investment_1": 1, "investment_2": 2, "investment_3": "unsure", "investment_4": 1}
    assessment = make(answers, subject="Payments platform", respondent=Respondent(role="builder"))
    return press(begin(assessment, model), "2", NOW)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_question(
    sixth: Conversation, width: int, height: int, file_regression: FileRegressionFixture
) -> None:
    """A question as it stands on terminals of four sizes."""
    file_regression.check(text(draw(sixth, VIEW, width, height)), extension=".txt")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_first_question(
    model: Model, width: int, height: int, file_regression: FileRegressionFixture
) -> None:
    """Above the first question stands how to answer."""
    screen = draw(begin(new(model, NOW), model), VIEW, width, height)
    file_regression.check(text(screen), extension=".txt")


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 2), (3, 1), (5, 3), (1, 80), (7, 24)])
def test_the_smallest_window_is_drawn(size: tuple[int, int], sixth: Conversation) -> None:
    """A window made tiny and large again must not hang: every page is drawn in whatever there is."""
    for keys in ("", "?", "n", "e"):
        now = press(sixth, keys, NOW) if keys else sixth
        assert draw(now, VIEW, *size).body


@pytest.mark.parametrize("width", [40, 80])
def test_the_list(make: Make, model: Model, width: int, file_regression: FileRegressionFixture) -> None:
    """The list at the end, with an unsure one, one that does not apply, and a note."""
    answers: dict[str, int | str] = {q.id: 1 + i % 4 for i, q in enumerate(model.questions)}
    answers |= {"adoption_2": "unsure", "operations_1": "not_applicable"}
    now = begin(make(answers, subject="Payments platform"), model)
    picked = press(press(now, "2", NOW), "enter", NOW)
    noted = type_line(press(picked, "n", NOW), "a note", NOW)
    file_regression.check(text(draw(press(noted, "b", NOW), VIEW, width, 60)), extension=".txt")


@pytest.mark.parametrize("width", [40, 80])
def test_the_help(sixth: Conversation, width: int, file_regression: FileRegressionFixture) -> None:
    """The help: who hesitates reads on, then what the levels look like."""
    file_regression.check(text(draw(press(sixth, "?", NOW), VIEW, width, 60)), extension=".txt")


def test_an_ascii_terminal_gets_ascii_marks(sixth: Conversation) -> None:
    """Where the terminal has no other letters, the progress is drawn with ASCII."""
    view = View(load("en"), "payments.json", saved="14:02", ascii=True)
    header = text(draw(sixth, view, 80, 24)).splitlines()[1]
    assert header.isascii()
    assert header.startswith("**?*  *@..  ....")


def test_a_failed_save_is_told(sixth: Conversation) -> None:
    """Until it is saved, every screen says that it is not."""
    view = View(load("en"), "payments.json", trouble="NOT SAVED: the disk is full.")
    assert "NOT SAVED: the disk is full." in text(draw(sixth, view, 80, 24))
    assert "NOT SAVED: the disk is full." in text(draw(pressed_list(sixth), view, 80, 24))


def pressed_list(now: Conversation) -> Conversation:
    while now.stage.value != "list":
        now = press(now, "1", NOW)
    return now


def test_every_question_shows_all_its_options_at_80_by_24(model: Model) -> None:
    """On an ordinary terminal no question needs to be scrolled, and every description is there."""
    now = press(begin(new(model, NOW), model), "1", NOW)
    while now.stage.value == "question":
        screen = draw(now, VIEW, 80, 24)
        shown = " ".join(text(screen).split())
        assert len(screen.body) + len(screen.foot) <= 24, now.question.id
        for option in now.question.options:
            assert option.label in shown
            assert option.description in shown
        now = press(now, "1", NOW)


@settings(max_examples=60, deadline=None)
@given(
    subject=st.text(max_size=60),
    note=st.text(st.characters(blacklist_categories=["Cs"]), max_size=200),
    width=st.integers(20, 130),
    height=st.integers(5, 50),
)
def test_no_line_is_wider_than_the_terminal(subject: str, note: str, width: int, height: int) -> None:
    """Whatever a person wrote, every line fits, counted in columns."""
    now = begin(replace(new(MODEL, NOW), subject=subject), MODEL)
    for state in (type_line(press(now, "n", NOW), note, NOW), press(now, "?", NOW), pressed_list(now)):
        screen = draw(state, VIEW, width, height)
        for line in [*screen.body, *screen.foot]:
            assert get_cwidth("".join(piece for _, piece in line)) <= width


@given(words=st.lists(st.text("abc漢字-", min_size=1, max_size=30), max_size=20), width=st.integers(3, 60))
def test_wrapping_loses_no_letter(words: list[str], width: int) -> None:
    """The lines hold every letter in order, and none is wider than asked."""
    lines = wrap(" ".join(words), width)
    assert "".join("".join(lines).split()) == "".join(words)
    assert all(get_cwidth(line) <= width for line in lines)
