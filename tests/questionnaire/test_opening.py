"""What is asked before the first question, with questionary on a pipe and in plain lines."""

from __future__ import annotations

import io

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pemm.questionnaire.opening import Choice, PlainAsker, TerminalAsker
from pemm.texts import load

CHOICES = [Choice("", "No role"), Choice("builder", "Builder: builds"), Choice("leader", "Leader: leads")]


def on_terminal(keys: str, ask: str) -> str:
    with create_pipe_input() as pipe:
        asker = TerminalAsker(load("en"))
        asker._streams |= {"input": pipe, "output": DummyOutput()}
        pipe.send_text(keys)
        return asker.line("Which?") if ask == "line" else asker.choice("Role?", CHOICES, first=0)


@pytest.mark.parametrize(("keys", "answer"), [("Payments\r", "Payments"), ("\r", ""), ("  a b \r", "a b")])
def test_a_line_is_typed_or_skipped(keys: str, answer: str) -> None:
    """Enter skips; blanks around what was typed do not count."""
    assert on_terminal(keys, "line") == answer


@pytest.mark.parametrize(
    ("keys", "answer"), [("\r", ""), ("2", "leader"), ("\x1b[B\r", "builder"), ("9\r", ""), ("1", "builder")]
)
def test_a_choice_is_a_number_or_arrows(keys: str, answer: str) -> None:
    """A number chooses at once, arrows and Enter too, Enter alone takes the first: none."""
    assert on_terminal(keys, "choice") == answer


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_the_opening_interrupts(key: str) -> None:
    """Ctrl-C and Ctrl-D leave; nothing is begun."""
    with pytest.raises(KeyboardInterrupt):
        on_terminal(key, "choice")


@pytest.mark.parametrize(
    ("lines", "answer"), [("\n", ""), ("2\n", "leader"), ("7\nx\n1\n", "builder"), ("", "")]
)
def test_a_choice_in_lines(lines: str, answer: str) -> None:
    """A number chooses, what is none is asked again, the end of the input takes the first."""
    assert PlainAsker(io.StringIO(lines), io.StringIO()).choice("Role?", CHOICES, first=0) == answer
