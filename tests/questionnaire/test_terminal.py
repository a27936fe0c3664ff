"""The real thing: pemm in a pseudo-terminal, its screen read as a person sees it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pemm.assessment import load

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

from pseudoterminal import Shell, Terminal


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


def answers(path: Path) -> list[int | None]:
    return [answer.value for answer in load(path)[0].answers.values()]


@pytest.mark.parametrize(
    "term",
    ["linux", *(pytest.param(each, marks=pytest.mark.slow) for each in ("screen", "tmux-256color", "vt100"))],
)
def test_a_question_is_answered_on_other_terminals(term: str, folder: Path) -> None:
    """What a console, screen and tmux call themselves makes no difference."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder, TERM=term)
    terminal.see("question 1 of 20")
    terminal.press("3")
    terminal.see("question 2 of 20")
    terminal.press("q")
    assert terminal.code() == 0
    assert answers(folder / "a.json") == [3]


def test_forty_columns_without_colours(folder: Path) -> None:
    """A narrow window and NO_COLOR: the same conversation."""
    command = ["assess", "a.json", "--subject", "X", "--role", "leader"]
    terminal = Terminal(command, folder, width=40, height=30, NO_COLOR="1")
    terminal.see("question 1 of 20")
    assert {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()} <= {"default"}
    terminal.press("2")
    terminal.see("question 2 of 20")
    terminal.press("\x04")
    assert terminal.code() == 0
    assert answers(folder / "a.json") == [2]


def test_pasted_text_answers_nothing(folder: Path) -> None:
    """Text pasted into a question, as a terminal marks it, is no answer; in a note it is the note."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder)
    terminal.see("question 1 of 20")
    terminal.press("\x1b[200~1234\x1b[31mq\n\x1b[201~")
    time.sleep(0.3)
    terminal.press("n")
    time.sleep(0.3)
    terminal.press("\x1b[200~pasted\x07 \x1b[31mnote\x1b[201~")
    time.sleep(0.3)
    terminal.press("\r")
    terminal.see("pasted")
    terminal.press("3")
    terminal.see("question 2 of 20")
    terminal.press("q")
    assert terminal.code() == 0
    (answer,) = load(folder / "a.json")[0].answers.values()
    assert answer.value == 3
    assert (answer.note or "").startswith("pasted")


@pytest.mark.slow
def test_the_window_may_change_its_size_wherever_one_is(folder: Path) -> None:
    """Down to a few cells and back, in a question, its help and a note: nothing is lost."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder)
    terminal.see("question 1 of 20")
    for keys in ("", "?", "n"):
        terminal.press(keys)
        time.sleep(0.2)
        for height, width in ((3, 8), (1, 1), (50, 200), (24, 80)):
            terminal.resize(width, height)
            end = time.monotonic() + 0.2
            while time.monotonic() < end:
                terminal.read()
        assert terminal.child.isalive()
        if keys == "?":
            terminal.press("?")
    terminal.press("kept\r")
    terminal.see("question 1 of 20")
    time.sleep(0.3)
    terminal.press("4")
    terminal.see("question 2 of 20")
    terminal.press("q")
    assert terminal.code() == 0
    (answer,) = load(folder / "a.json")[0].answers.values()
    assert (answer.value, answer.note) == (4, "kept")


@pytest.mark.parametrize("plain", ["", " --plain"])
def test_stopped_and_brought_back(plain: str, folder: Path) -> None:
    """Ctrl-Z under a real shell: the screen ignores it or stops; after fg the same question is answered."""
    shell = Shell(folder)
    shell.type(f"PEMM assess a.json --subject X --role leader{plain}")
    shell.see("question 1 of 20")
    time.sleep(0.5)
    shell.press("\x1a")
    time.sleep(0.5)
    shell.read()
    if "Stopped" in shell.text:
        shell.type("fg")
        time.sleep(0.5)
    shell.press("3\r" if plain else "3")
    shell.see("question 2 of 20")
    shell.press("q\r" if plain else "q")
    shell.see("Saved in a.json: 1 of 20")
    assert answers(folder / "a.json") == [3]


@pytest.mark.parametrize("plain", ["", " --plain"])
def test_stopped_from_outside_and_brought_back(plain: str, folder: Path) -> None:
    """kill -TSTP from another window: the shell has its terminal back, and after fg the question stands again."""
    shell = Shell(folder)
    shell.type(f"PEMM assess a.json --subject X --role leader{plain}")
    shell.see("question 1 of 20")
    time.sleep(0.5)
    found = subprocess.run(["pgrep", "-P", str(shell.child.pid)], capture_output=True, text=True, check=True)
    subprocess.run(["kill", "-TSTP", *found.stdout.split()], check=True)
    shell.see("Stopped")
    shell.type("echo typed to the $SHELLS shell")
    shell.see("typed to the shell")  # the shell hears, and says, what is typed
    shell.type("fg")
    time.sleep(0.5)
    shell.press("3\r" if plain else "3")
    shell.see("question 2 of 20")
    shell.press("q\r" if plain else "q")
    shell.see("Saved in a.json: 1 of 20")
    assert answers(folder / "a.json") == [3]


def test_a_terminal_that_goes_away_loses_no_answer(folder: Path) -> None:
    """SIGHUP, as of a closed window: what was answered is in the file."""
    terminal = Terminal(["assess", "a.json", "--subject", "X", "--role", "leader"], folder)
    terminal.see("question 1 of 20")
    terminal.press("3")
    terminal.see("question 2 of 20")
    terminal.child.close(force=True)
    assert answers(folder / "a.json") == [3]


def team(folder: Path) -> Path:
    """Three people who differ on operations_1, in files that pemm wrote."""
    others = folder / "team"
    others.mkdir()
    for number, value in enumerate((1, 4, 4)):
        command = [
            "assess",
            f"team/{number}.json",
            "--subject",
            "Pay",
            "--role",
            "consumer",
            "--name",
            f"P{number}",
        ]
        given = ["--set", f"operations_1={value}", "--set", "adoption_1=2"]
        subprocess.run([sys.executable, "-m", "pemm", *command, *given], cwd=folder, check=True)
    return others


def test_a_workshop_on_a_projector(folder: Path) -> None:
    """At 60 by 20: the most disputed first, hidden, shown, agreed on, and a dissent kept in the file."""
    team(folder)
    terminal = Terminal(["assess", "agreed.json", "--with", "team"], folder, 60, 20)
    terminal.see("1 of 20 by disagreement")
    terminal.see("3 have answered; s shows how.")
    assert "Median" not in terminal.text
    terminal.press("s")
    terminal.see("Median 4, consensus")
    assert "P0" not in terminal.text
    terminal.press("4")
    terminal.see("One answered otherwise; d keeps a dissent.")
    terminal.press("d")
    terminal.see("Agreed: 4")
    terminal.press("9\r")
    terminal.see("has no option 9")
    terminal.press("\x151 consumer: not over VPN\r")
    terminal.see("One dissent is kept; d keeps another.")
    terminal.press("q")
    assert terminal.code() == 0
    assert "--with team" in terminal.text
    given = load(folder / "agreed.json")[0].answers["operations_1"]
    assert (given.value, [(each.value, each.role, each.note) for each in given.dissent]) == (
        4,
        [(1, "consumer", "not over VPN")],
    )


def test_in_the_room_names_stand_with_the_answers(folder: Path) -> None:
    """With --room the page of the spread says who answered what."""
    team(folder)
    terminal = Terminal(["assess", "agreed.json", "--with", "team", "--room"], folder, 60, 20)
    terminal.see("1 of 20 by disagreement")
    terminal.press("s")
    terminal.see("consumer, P0")
    terminal.press("q")
    assert terminal.code() == 0


def test_a_workshop_killed_in_the_middle_goes_on(folder: Path) -> None:
    """SIGKILL after hands were counted loses nothing that was typed, and the same command goes on there."""
    command = ["assess", "agreed.json", "--votes", "--subject", "Pay"]
    terminal = Terminal(command, folder, 60, 20)
    terminal.see("question 1 of 20")
    terminal.see("Hands at 1-4")
    terminal.press("0 3 4 1\r")
    terminal.see("Median 3, consensus")
    terminal.press("3")
    terminal.see("question 2 of 20")
    terminal.press("1 1 0 6\r")
    terminal.see("Median 4, consensus")
    terminal.child.kill(signal.SIGKILL)
    assert terminal.code() == -signal.SIGKILL
    answers = load(folder / "agreed.json")[0].answers
    assert [(given.value, given.votes) for given in answers.values()] == [
        (3, {"2": 3, "3": 4, "4": 1}),
        (None, {"1": 1, "2": 1, "4": 6}),
    ]
    again = Terminal(["assess", "agreed.json", "--votes"], folder, 60, 20)
    again.see("Hands: 1 1 0 6; s shows them.")
    again.press("4")
    again.see("question 3 of 20")
    again.press("b")  # where hands are counted, a key is still a key
    again.see("Hands: 1 1 0 6")
    again.press("\x03")
    assert again.code() == 130
    assert load(folder / "agreed.json")[0].answers["investment_2"].value == 4
