"""What is typed into an assessment that will be killed, and what on the screen confirms it.

The expected states come from the conversation's own state machine; it knows no terminal and no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from pemm import library, texts
from pemm.assessment import Assessment
from pemm.model import Model
from pemm.questionnaire import conversation as talk
from pemm.questionnaire.conversation import Conversation, Stage
from pemm.wording import clean

T = "2026-10-02T14:02:11Z"  # the expected states need a time; the comparison does not
SCREEN, PLAIN = "on the screen", "in plain lines"


@dataclass(frozen=True)
class Step:
    """Keys, the state they lead to, and what a kill right after them is called."""

    keys: str
    after: Conversation
    phase: str


@cache
def the_model() -> Model:
    return library.load(library.find(library.DEFAULT))


@cache
def said(key: str, **data: object) -> str:
    return texts.load("en")(key, **data)


def held(assessment: Assessment) -> dict[str, object]:
    """What must not be lost: all that somebody typed."""
    kept: dict[str, object] = {"subject": assessment.subject, "role": assessment.respondent.role}
    for id, each in assessment.answers.items():
        kept[id] = (each.value, each.reason, each.note, each.evidence)
    return kept


class Typist:
    """Somebody who answers, now and then with a note, a step back, or a key that means nothing."""

    def __init__(self, random: Random, mode: str) -> None:
        self.random = random
        self.mode = mode

    def something(self, now: Conversation) -> Iterator[Step]:
        """The next keys; the state that comes out of each is sent in for the one after it."""
        if now.stage is Stage.LIST:
            yield from self._in_the_list(now)
            return
        chance = self.random.random()
        short = len(now.note or "") < 30 and len(now.evidence) < 2
        if chance < 0.14 and short:
            yield from self._line(now, "n", f"Größe {self.random.randrange(1000)}", "note")
        elif chance < 0.22 and short:
            yield from self._line(now, "e", f" https://e.example/{self.random.randrange(1000)}", "evidence")
        elif chance < 0.30:
            yield pressed(now, "b", "after going back")
        elif chance < 0.34 and self.mode == SCREEN:
            helped = pressed(now, "?", "in the help")
            yield helped
            yield pressed(helped.after, "a", "after the help")
        elif chance < 0.38 and self.mode == SCREEN:
            yield pressed(now, "\x1b[C", "after skipping", talk.RIGHT)
        elif chance < 0.40:
            yield pressed(now, "z", "after a key that means nothing")
        elif chance < 0.58:
            yield pressed(now, self.random.choice("ux"), "after an answer")
        else:
            yield pressed(now, self.random.choice("1234"), "after an answer")

    def _in_the_list(self, now: Conversation) -> Iterator[Step]:
        chance = self.random.random()
        if chance < 0.2:
            yield pressed(now, "" if self.mode == PLAIN else "\r", "on the way to the report", talk.ENTER)
        elif chance < 0.5:
            yield pressed(now, "b", "after going back")
        else:
            number = str(self.random.randint(1, 9))
            if self.mode == PLAIN:
                picked = talk.press(talk.press(now, number, T), talk.ENTER, T)
                yield Step(number, picked, "in the list")
            else:
                picked = pressed(now, number, "in the list")
                yield picked
                yield pressed(picked.after, "\r", "in the list", talk.ENTER)

    def _line(self, now: Conversation, key: str, typed: str, what: str) -> Iterator[Step]:
        """A note or evidence, behind what is there already."""
        begun = pressed(now, key, f"while typing {what}")
        yield begun
        now = begun.after
        draft = now.draft
        if self.mode == PLAIN:
            # An address is added, a note replaced.
            whole = f"{draft} {typed.strip()}" if what == "evidence" else typed.strip()
            yield Step(typed.strip(), talk.type_line(now, whole, T), f"after {what}")
            return
        yield Step(typed, now, f"while typing {what}")
        yield Step("\r", talk.type_line(now, draft + typed, T), f"after {what}")


def pressed(now: Conversation, keys: str, phase: str, name: str | None = None) -> Step:
    """A key, by its `name` in the state machine where that is another one."""
    return Step(keys, talk.press(now, name or keys, T), phase)


def shows(text: str, state: Conversation, before: Conversation, mode: str) -> bool:
    """Whether the state that followed on `before` stands there, with all that confirms it.

    All of that is written after the save. On the screen a line for a note stands only while one is typed.
    """
    return all(sign in text for sign in _signs(state, before, mode)) and all(
        mode == PLAIN or (said(f"ask.{stage.value}-line") in text) == (state.stage is stage)
        for stage in (Stage.NOTE, Stage.EVIDENCE)
    )


def _signs(state: Conversation, before: Conversation, mode: str) -> Iterator[str]:
    total = len(the_model().questions)
    if mode == PLAIN:
        yield _prompt(state)
    elif state.stage is Stage.QUESTION:
        yield f"question {state.place + 1} of {total}"
    elif state.stage is Stage.HELP:
        yield said("ask.levels-of", aspect=state.aspect.name)
    elif state.stage is Stage.LIST:
        yield said("ask.list-typed", typed=state.typed) if state.typed else said("ask.list-keys")
    if mode == PLAIN and state.assessment is not before.assessment:
        same_question = state.place == before.place and state.stage is Stage.QUESTION
        yield said("ask.plain.kept") if same_question else _echo(state)
    if mode == SCREEN and state.stage is Stage.QUESTION:
        if state.echo and state.notice is None:
            yield _echo(state)
        if state.note:
            yield said("ask.note-there", note=clean(state.note))
        for link in state.evidence:
            yield said("ask.evidence-there", link=clean(link))
    if state.notice is not None:
        yield " ".join(said(f"ask.notice.{state.notice.key}", **state.notice.data).split())


def _echo(state: Conversation) -> str:
    given = state.assessment.answers[state.echo or ""]
    if given.value is None:
        return said("ask.echo-none", state=said(f"state.{given.state}"))
    return said("ask.echo", label=clean(given.answer or ""), value=given.value)


def _prompt(state: Conversation) -> str:
    if state.stage in (Stage.NOTE, Stage.EVIDENCE, Stage.LIST):
        return said(f"ask.plain.{state.stage.value}")
    values = state.question.values
    return said("ask.plain.keys", values=f"{values[0]}-{values[-1]}")
