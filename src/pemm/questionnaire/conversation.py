"""The conversation as a state machine: a key goes in, the next state comes out.

It knows no terminal, no file and no clock. Whoever holds the conversation shows the state, passes
keys to `press` and typed lines to `type_line`, and saves whenever `assessment` has become another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from pemm.assessment import Answer, Assessment, answer, remark
from pemm.meaning import meaning, means_the_same
from pemm.model import Aspect, Model, Question

MAX_DIGITS = 4  # of a question's number
ENTER, LEFT, RIGHT, UP, DOWN, ESCAPE = "enter", "left", "right", "up", "down", "escape"


class Stage(Enum):
    """What the conversation shows and waits for."""

    QUESTION = "question"
    NOTE = "note"  # a line of text: the note
    EVIDENCE = "evidence"  # a line of text: addresses
    HELP = "help"  # what the levels look like
    LIST = "list"  # all answers, at the end


class Outcome(Enum):
    """How the conversation ended."""

    REPORT = "report"  # through to the end: the report card is wanted
    LEFT = "left"  # left before; everything is kept


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell about the last key, as a key of the texts (`ask.notice.<key>`) and its values."""

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One moment of the conversation.

    `place` is the index of the question on the screen, `pointed` the value the arrow keys point at,
    `echo` the id of the question answered just now, `changing` whether the question was picked from
    the list (and leads back there), `typed` the digits typed in the list.
    """

    model: Model
    assessment: Assessment
    place: int
    stage: Stage = Stage.QUESTION
    pointed: int | None = None
    echo: str | None = None
    notice: Notice | None = None
    changing: bool = False
    typed: str = ""
    first: bool = False  # nothing was answered when the conversation began
    confirming: bool = False  # all is answered, and only what has to be confirmed is asked
    previous: Mapping[str, Answer] = field(default_factory=dict)  # last time's, of a re-assessment
    outcome: Outcome | None = None

    @property
    def question(self) -> Question:
        """The question on the screen."""
        return self.model.questions[self.place]

    @property
    def aspect(self) -> Aspect:
        """Its aspect."""
        return self.model.aspect(self.question.aspect)

    @property
    def given(self) -> Answer | None:
        """What was answered to it so far."""
        return self.assessment.answers.get(self.question.id)

    def state_of(self, question: Question) -> str:
        """`answered`, `unsure`, `not_applicable` or `unanswered`."""
        given = self.assessment.answers.get(question.id)
        return given.state if given else "unanswered"

    @property
    def last_time(self) -> Answer | None:
        """What was answered last time, where this is a re-assessment and nothing was answered yet."""
        return self.previous.get(self.question.id) if self.state_of(self.question) == "unanswered" else None

    def to_confirm(self, question: Question) -> bool:
        """Whether the answer was given when the question may have meant something else."""
        given = self.assessment.answers.get(question.id)
        if given is None or given.value is None:
            return False
        return not means_the_same(self.model, question, given.asked)

    @property
    def note(self) -> str | None:
        """The note to show: today's, else last time's."""
        return (self.given.note if self.given else None) or (self.last_time.note if self.last_time else None)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence to show: today's, else last time's."""
        return (self.given.evidence if self.given else ()) or (
            self.last_time.evidence if self.last_time else ()
        )

    @property
    def changes(self) -> tuple[str, ...]:
        """How the question on the screen changed its meaning since the answer shown with it was given."""
        shown = self.last_time or self.given
        if shown is None or shown.value is None:
            return ()
        today = meaning(self.model, self.question.id, self.model.asked(self.question))
        apart = today ^ meaning(self.model, self.question.id, shown.asked)
        return tuple(self.model.history[place].what for place in sorted(apart))

    @property
    def draft(self) -> str:
        """What the line for a note or evidence starts with: what is there already."""
        return " ".join(self.evidence) if self.stage is Stage.EVIDENCE else self.note or ""


def begin(assessment: Assessment, model: Model, previous: Mapping[str, Answer] | None = None) -> Conversation:
    """The conversation from where the assessment stands.

    At the first question that is open, or whose answer has to be confirmed because the question
    changed its meaning; at the list where there is none. `previous` are last time's answers, by id.
    """
    now = Conversation(model, assessment, place=0, stage=Stage.LIST, previous=previous or {})
    confirming = all(now.state_of(question) != "unanswered" for question in model.questions)
    for place, question in enumerate(model.questions):
        if now.state_of(question) == "unanswered" or now.to_confirm(question):
            first = not assessment.answers
            return replace(now, place=place, stage=Stage.QUESTION, first=first, confirming=confirming)
    return now


def press(now: Conversation, key: str, time: str) -> Conversation:
    """The state after a key: a digit, a letter, `?`, or one of the named keys above.

    `time` (UTC, ISO 8601) stamps an answer. A key that means nothing here leaves a notice.
    """
    key = key.lower() if len(key) == 1 else key
    now = replace(now, notice=None)
    if now.stage is Stage.LIST:
        return _in_list(now, key)
    if now.stage in (Stage.NOTE, Stage.EVIDENCE, Stage.HELP):
        return replace(now, stage=Stage.QUESTION)
    return _at_question(now, key, time)


def type_line(now: Conversation, line: str, time: str) -> Conversation:
    """The state after a line was typed as note or evidence; it replaces what was there, empty removes it."""
    now = replace(now, notice=None)
    if now.stage is Stage.NOTE:
        kept = remark(now.assessment, now.model, now.question, time, note=line)
        return replace(now, assessment=kept, stage=Stage.QUESTION)
    addresses = tuple(line.split())
    wrong = next((each for each in addresses if not each.startswith(("http://", "https://"))), None)
    if wrong is not None:
        return replace(now, notice=Notice("no-address", {"given": wrong}))
    kept = remark(now.assessment, now.model, now.question, time, evidence=addresses)
    return replace(now, assessment=kept, stage=Stage.QUESTION)


def _at_question(now: Conversation, key: str, time: str) -> Conversation:
    question = now.question
    if key.isdecimal() and question.option(int(key)) is not None:
        return _answered(now, time, value=int(key))
    match key:
        case "u":
            return _answered(now, time, reason="unsure")
        case "x":
            return _answered(now, time, reason="not_applicable")
        case "n":
            return replace(now, stage=Stage.NOTE)
        case "e":
            return replace(now, stage=Stage.EVIDENCE)
        case "?":
            return replace(now, stage=Stage.HELP)
        case "q":
            return replace(now, outcome=Outcome.LEFT)
        case "up" | "down":
            return replace(now, pointed=_pointed(now, -1 if key == UP else 1))
        case "enter":
            return _entered(now, time)
        case "b" | "left":
            return _back(now)
        case "right":
            return _forward(replace(now, echo=None))
    return replace(now, notice=Notice("unknown-key", {"values": _range(question)}))


def _answered(
    now: Conversation, time: str, *, value: int | None = None, reason: str | None = None
) -> Conversation:
    kept = answer(now.assessment, now.model, now.question, time, value=value, reason=reason)
    return _forward(replace(now, assessment=kept, echo=now.question.id))


def _entered(now: Conversation, time: str) -> Conversation:
    """Enter takes the option pointed at; on an answered question it keeps the answer and goes on.

    An answer of last time, or one to be confirmed, is kept as given today, with note and evidence.
    """
    if now.pointed is not None:
        return _answered(now, time, value=now.pointed)
    last = now.last_time
    if last is not None and last.state != "unanswered":
        return _kept(now, last, time)
    if now.to_confirm(now.question) and now.given is not None:
        return _answered(now, time, value=now.given.value)
    if now.state_of(now.question) != "unanswered":
        return _forward(replace(now, echo=None))
    return replace(now, notice=Notice("unknown-key", {"values": _range(now.question)}))


def _kept(now: Conversation, last: Answer, time: str) -> Conversation:
    """Last time's answer, given again: what the person kept on purpose is an answer of today."""
    if last.value is not None and now.question.option(last.value) is None:
        return replace(now, notice=Notice("unknown-key", {"values": _range(now.question)}))
    answered = _answered(now, time, value=last.value, reason=last.reason if last.value is None else None)
    given = now.given
    note = given.note if given and given.note else last.note
    evidence = given.evidence if given and given.evidence else last.evidence
    kept = remark(answered.assessment, now.model, now.question, time, note=note, evidence=evidence)
    return replace(answered, assessment=kept)


def _pointed(now: Conversation, step: int) -> int:
    values = now.question.values
    shown = now.last_time or now.given
    given = shown.value if shown else None
    current = now.pointed if now.pointed is not None else given
    if current not in values:
        return values[0] if step > 0 else values[-1]
    return values[max(0, min(values.index(current) + step, len(values) - 1))]


def _forward(now: Conversation) -> Conversation:
    now = replace(now, pointed=None, first=False)
    if now.confirming:
        later = [(i, q) for i, q in enumerate(now.model.questions) if i > now.place and now.to_confirm(q)]
        if later:
            return replace(now, place=later[0][0])
        return replace(now, stage=Stage.LIST, confirming=False, changing=False, typed="")
    if now.changing or now.place + 1 >= len(now.model.questions):
        return replace(now, stage=Stage.LIST, changing=False, typed="")
    return replace(now, place=now.place + 1)


def _back(now: Conversation) -> Conversation:
    if now.changing:
        return replace(now, stage=Stage.LIST, changing=False, typed="", pointed=None)
    if now.place == 0:
        return replace(now, notice=Notice("first-question"))
    return replace(now, place=now.place - 1, pointed=None, echo=None, first=False)


def _in_list(now: Conversation, key: str) -> Conversation:
    last = len(now.model.questions)
    if key.isdecimal() and len(key) == 1:
        return replace(now, typed=(now.typed + key).lstrip("0")[:MAX_DIGITS])
    match key:
        case "enter" if now.typed and int(now.typed) > last:
            # Whoever mistyped a number and pressed Enter did not ask for the report.
            return replace(now, typed="", notice=Notice("no-such-number", {"given": now.typed, "last": last}))
        case "enter" if now.typed:
            place = int(now.typed) - 1
            return replace(now, stage=Stage.QUESTION, place=place, changing=True, typed="", echo=None)
        case "enter":
            return replace(now, outcome=Outcome.REPORT)
        case "escape" | "backspace":
            return replace(now, typed=now.typed[:-1] if key == "backspace" else "")
        case "b" | "left":
            return replace(now, stage=Stage.QUESTION, place=last - 1, echo=None, typed="")
        case "q":
            return replace(now, outcome=Outcome.LEFT)
        case "up" | "down" | "right":
            return now
    return replace(now, notice=Notice("unknown-list-key", {"last": last}))


def _range(question: Question) -> str:
    return f"{question.values[0]}-{question.values[-1]}"
