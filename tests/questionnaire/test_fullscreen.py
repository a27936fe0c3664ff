"""The conversation on a screen, driven through prompt_toolkit's own pipe input."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from support import NOW

from pemm.assessment import load, new
from pemm.model import Model
from pemm.questionnaire import fullscreen
from pemm.questionnaire.conversation import Conversation, Outcome, Stage, begin
from pemm.questionnaire.keeper import Keeper
from pemm.storage import Conflict
from pemm.texts import load as load_texts

Type = Callable[[PipeInput, Keeper], None]


@contextmanager
def typing(steps: Type, keeper: Keeper) -> Iterator[PipeInput]:
    """A pipe in which another thread types, as a person would: it looks at the file before the next key."""
    with create_pipe_input() as pipe:
        thread = threading.Thread(target=steps, args=(pipe, keeper), daemon=True)
        thread.start()
        yield pipe
        thread.join(timeout=10)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "nothing happened within ten seconds"
        time.sleep(0.005)
    time.sleep(0.05)  # and the next screen stands


def answered(keeper: Keeper) -> int:
    return len(keeper.saved.answers) if keeper.saved else -1


def hold(model: Model, path: Path, steps: Type) -> tuple[Conversation, Keeper]:
    keeper = Keeper(path, None, None, clock=lambda: NOW)
    now = begin(new(model, NOW), model)
    with typing(steps, keeper) as pipe:
        now = fullscreen.hold(now, keeper, load_texts("en"), input=pipe, output=DummyOutput())
    return now, keeper


def test_twenty_keystrokes_are_a_whole_assessment(model: Model, tmp_path: Path) -> None:
    """Twenty keys answer twenty questions, each is in the file at once, and Enter ends with the report."""
    path = tmp_path / "a.json"

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        for count, key in enumerate("12341234123412341234", start=1):
            pipe.send_text(key)
            until(lambda count=count: answered(keeper) == count)
            assert len(load(path)[0].answers) == count
        pipe.send_text("\r")

    now, _ = hold(model, path, steps)
    assert now.outcome is Outcome.REPORT
    assert [answer.value for answer in load(path)[0].answers.values()] == [1, 2, 3, 4] * 5


def test_a_key_typed_ahead_is_not_an_answer(model: Model, tmp_path: Path) -> None:
    """Of keys that arrive together only the first answers: the next question was not on the screen yet."""

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        pipe.send_text("2222")
        until(lambda: answered(keeper) == 1)
        pipe.send_text("q")

    now, _ = hold(model, tmp_path / "a.json", steps)
    assert (now.outcome, len(now.assessment.answers)) == (Outcome.LEFT, 1)


def test_a_note_is_typed_below_its_question(model: Model, tmp_path: Path) -> None:
    """n, a line and Enter keep a note; the answer keys are letters meanwhile."""

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        pipe.send_text("n")
        time.sleep(0.1)
        pipe.send_text("quota 1, 2, x and ünits\r")
        until(lambda: answered(keeper) == 1)
        pipe.send_text("4")
        until(lambda: keeper.saved is not None and keeper.saved.answers["investment_1"].value == 4)
        pipe.send_text("q")

    now, _ = hold(model, tmp_path / "a.json", steps)
    assert now.assessment.answers["investment_1"].note == "quota 1, 2, x and ünits"


def test_interrupted_while_typing_a_note_keeps_it(model: Model, tmp_path: Path) -> None:
    """Ctrl-C ends with the note saved as far as it was typed."""
    path = tmp_path / "a.json"

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        pipe.send_text("n")
        time.sleep(0.1)
        pipe.send_text("half a tho")
        time.sleep(0.1)
        pipe.send_text("\x03")

    with pytest.raises(fullscreen.Interrupted):
        hold(model, path, steps)
    assert load(path)[0].answers["investment_1"].note == "half a tho"


@pytest.mark.parametrize(
    "keys", ["\x12", "\x1b[200~2222\x1b[201~", "\x0f", "\x18\x05", "\x1b[15~", "\x1bx", "\t"]
)
def test_keys_of_other_programs_do_nothing(keys: str, model: Model, tmp_path: Path) -> None:
    """Ctrl-R, pasted text, Ctrl-O, function keys and the like answer nothing and break nothing."""

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        pipe.send_text(keys)
        time.sleep(0.15)
        pipe.send_text("q")

    now, _ = hold(model, tmp_path / "a.json", steps)
    # Alt and a letter is Escape and the letter for a terminal, so that x may count; nothing else does.
    assert len(now.assessment.answers) <= (keys == "\x1bx")
    assert now.outcome is Outcome.LEFT


def test_end_of_input_leaves(model: Model, tmp_path: Path) -> None:
    """Ctrl-D leaves as q does."""

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        pipe.send_text("3")
        until(lambda: answered(keeper) == 1)
        pipe.send_text("\x04")

    now, _ = hold(model, tmp_path / "a.json", steps)
    assert (now.outcome, len(now.assessment.answers)) == (Outcome.LEFT, 1)


def test_numbers_of_two_digits_pick_a_question(model: Model, tmp_path: Path) -> None:
    """In the list, digits that follow each other at once are one number."""
    answers = "".join(["2"] * 20)

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        for count, key in enumerate(answers, start=1):
            pipe.send_text(key)
            until(lambda count=count: answered(keeper) == count)
        pipe.send_text("12\r")
        time.sleep(0.2)
        pipe.send_text("4")
        until(lambda: keeper.saved is not None and keeper.saved.answers["interfaces_4"].value == 4)
        pipe.send_text("\r")

    now, _ = hold(model, tmp_path / "a.json", steps)
    assert (now.outcome, now.stage) == (Outcome.REPORT, Stage.LIST)


def test_a_file_changed_by_something_else_ends_the_conversation(model: Model, tmp_path: Path) -> None:
    """The other's file stays, and ours stands beside it with the last answer."""
    path = tmp_path / "a.json"

    def steps(pipe: PipeInput, keeper: Keeper) -> None:
        until(lambda: answered(keeper) == 0)
        path.write_text("theirs")
        pipe.send_text("3")

    with pytest.raises(Conflict) as conflict:
        hold(model, path, steps)
    assert path.read_text() == "theirs"
    assert load(conflict.value.beside)[0].answers["investment_1"].value == 3
