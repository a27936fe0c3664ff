"""The real thing: pemm in a pseudo-terminal, its screen read as a person sees it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from pemm.assessment import load

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

from pseudoterminal import Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_a_whole_assessment_in_twenty_keystrokes(folder: Path) -> None:
    """Subject, role, twenty keys, Enter: the report card stands on the terminal, the file in the folder."""
    terminal = Terminal(["assess"], folder)
    terminal.see("Which platform is this about?")
    terminal.press("Payments platform\r")
    terminal.see("In which role do you answer?")
    terminal.press("1")
    for number in range(1, 21):
        terminal.see(f"question {number} of 20")
        terminal.press("1234"[number % 4])
    terminal.see("You have been through every question")
    terminal.press("\r")
    assert terminal.code() == 0
    (path,) = folder.glob("payments-platform-*.json")
    assessment, _ = load(path)
    assert [answer.value for answer in assessment.answers.values()] == [2, 3, 4, 1] * 5
    assert (assessment.subject, assessment.respondent.role) == ("Payments platform", "builder")
    assert "pemm show payments-platform-" in terminal.text


def test_killed_after_seven_answers_it_goes_on_with_the_eighth(folder: Path) -> None:
    """SIGKILL loses nothing that was answered, and the same command goes on there."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder)
    for number in range(1, 8):
        terminal.see(f"question {number} of 20")
        terminal.press("3")
    terminal.see("question 8 of 20")
    terminal.child.kill(signal.SIGKILL)
    assert terminal.code() == -signal.SIGKILL
    assert len(load(folder / "a.json")[0].answers) == 7
    again = Terminal(["assess", "a.json"], folder)
    again.see("question 8 of 20")
    again.press("q")
    assert again.code() == 0
    assert "7 of 20 answered" in again.text
    assert list(folder.glob("*")) == [folder / "a.json"]


def test_an_unfinished_assessment_is_offered(folder: Path) -> None:
    """Without a file, the one that waits in the folder is offered first, and Enter goes on with it."""
    first = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder)
    first.see("question 1 of 20")
    first.press("3")
    first.see("question 2 of 20")
    first.press("q")
    assert first.code() == 0
    terminal = Terminal(["assess"], folder)
    terminal.see("Go on with a.json: X, 1 of 20 answered")
    terminal.press("\r")
    terminal.see("question 2 of 20")
    terminal.press("\x03")
    assert terminal.code() == 130
    assert "Saved in a.json" in terminal.text


def test_the_window_may_change_its_size(folder: Path) -> None:
    """The question is drawn anew for the new size, and answered as before."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder, 80, 24)
    terminal.see("question 1 of 20")
    terminal.screen.resize(30, 44)
    terminal.child.setwinsize(30, 44)
    terminal.see("1  Borrowed helpers: People lend their")
    assert max(len(line) for line in terminal.text.splitlines()) <= 44
    terminal.press("2")
    terminal.see("question 2 of 20")
    terminal.press("q")
    assert terminal.code() == 0


def test_a_dumb_terminal_gets_plain_lines(folder: Path) -> None:
    """With TERM=dumb nothing is drawn and every answer is a line."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder, TERM="dumb")
    terminal.child.expect("question 1 of 20, Investment.")
    terminal.child.expect("q leave:")
    terminal.child.sendline("2")
    terminal.child.expect("question 2 of 20, Investment.")
    assert b"\x1b[" not in terminal.child.before
    terminal.child.sendline("q")
    terminal.child.expect("1 of 20 answered")
    assert terminal.code() == 0


def test_an_ascii_terminal_is_drawn_in_ascii(folder: Path) -> None:
    """Where the terminal's encoding is ASCII, the progress is too."""
    terminal = Terminal(
        ["assess", "a.json", "--subject", "X", "--role", "leader"], folder, PYTHONIOENCODING="ascii"
    )
    terminal.see("question 1 of 20")
    assert "@...  ....  ....  ....  ...." in terminal.text
    terminal.press("q")
    assert terminal.code() == 0


def test_targets_are_chosen_on_a_terminal(folder: Path) -> None:
    """What each level costs stands above the choice; a number chooses, and Ctrl-C keeps what was chosen."""
    command = ["assess", "a.json", "--targets", "--subject", "X", "--role", "leader"]
    terminal = Terminal(command, folder, height=60)
    terminal.see("Which level of Investment do you want?")
    assert "costs: " in terminal.text
    terminal.press("3")
    terminal.see("Investment, aim: 3 Scalable. Saved.")
    terminal.see("Which level of Adoption do you want?")
    terminal.press("5")
    terminal.see("Which level of Interfaces do you want?")
    terminal.press("\x03")
    assert terminal.code() == 130
    assert "Go on with: pemm assess a.json --targets" in terminal.text
    assert load(folder / "a.json")[0].targets == {"investment": 3, "adoption": "stay"}
