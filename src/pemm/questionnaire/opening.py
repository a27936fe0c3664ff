"""What is asked before the first question: which assessment, of what, and in which role.

Asked with questionary on a terminal, in plain lines elsewhere. Enter skips each.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill, shorten
from typing import Any, Protocol, TextIO

from pemm.texts import Texts


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is given back, and what is shown."""

    value: str
    title: str


class Asker(Protocol):
    """Asks for a line or for a choice."""

    def line(self, question: str) -> str:
        """The line that was typed, without blanks around it; empty where it was skipped."""

    def choice(self, question: str, choices: Sequence[Choice], *, first: int = 1) -> str:
        """The value of what was chosen; Enter takes the first, whose number is `first`."""


class TerminalAsker:
    """Asks with questionary, on the terminal itself: standard output stays free for results."""

    def __init__(self, texts: Texts) -> None:
        from prompt_toolkit.input import create_input
        from prompt_toolkit.output import create_output

        self._texts = texts
        self._streams: dict[str, Any] = {
            "input": create_input(always_prefer_tty=True),
            "output": create_output(stdout=sys.stderr),
            "erase_when_done": True,
        }

    def line(self, question: str) -> str:
        """See Asker. Raises KeyboardInterrupt on Ctrl-C, EOFError on Ctrl-D."""
        import questionary

        answer = questionary.text(question, qmark="", **self._streams).unsafe_ask()
        return str(answer or "").strip()

    def choice(self, question: str, choices: Sequence[Choice], *, first: int = 1) -> str:
        """See Asker. Raises KeyboardInterrupt on Ctrl-C and on Ctrl-D."""
        import questionary
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings

        room = self._streams["output"].get_size().columns - 9  # questionary cuts what is longer
        titles = [shorten(each.title, max(room, 20), placeholder="...") for each in choices]
        prompt = questionary.select(
            question,
            choices=[
                questionary.Choice(title=f"{number}  {title}", value=each.value)
                for number, (title, each) in enumerate(zip(titles, choices, strict=True), start=first)
            ],
            qmark="",
            instruction=self._texts("ask.opening.instruction"),
            **self._streams,
        )
        keys = KeyBindings()

        def choose(value: str) -> None:
            prompt.application.exit(result=value)

        # questionary's number keys only move the pointer; here a number chooses.
        for number, each in list(enumerate(choices, start=first))[: 10 - first]:
            keys.add(str(number), eager=True)(lambda event, value=each.value: choose(value))

        @keys.add("c-d", eager=True)
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        bindings = prompt.application.key_bindings
        prompt.application.key_bindings = merge_key_bindings([bindings, keys] if bindings else [keys])
        return str(prompt.unsafe_ask())


class PlainAsker:
    """Asks in plain lines."""

    def __init__(self, input: TextIO, output: TextIO) -> None:
        self._input = input
        self._output = output

    def line(self, question: str) -> str:
        """See Asker. The end of the input is an empty line."""
        self._output.write(f"{question} ")
        self._output.flush()
        line = self._input.readline()
        if not line:
            self._output.write("\n")
        return line.strip()

    def choice(self, question: str, choices: Sequence[Choice], *, first: int = 1) -> str:
        """See Asker. A number chooses; anything else is asked again."""
        numbered = dict(enumerate(choices, start=first))
        for number, each in numbered.items():
            self._output.write(
                fill(each.title, 76, initial_indent=f"  {number}  ", subsequent_indent=" " * 5) + "\n"
            )
        while True:
            given = self.line(question)
            if not given:
                return choices[0].value
            if given.isascii() and given.isdecimal() and int(given[:4]) in numbered:
                return numbered[int(given[:4])].value
            self._output.write(f"{first}-{first + len(choices) - 1}\n")
