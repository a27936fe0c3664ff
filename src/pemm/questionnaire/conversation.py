"""The conversation as a state machine: a key goes in, the next state comes out.

It knows no terminal, no file and no clock. Whoever holds the conversation shows the state, passes
keys to `press` and typed lines to `type_line`, and saves whenever `assessment` has become another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pemm.assessment import Answer, Assessment, answer, remark
from pemm.model import Model, Question
from pemm.questionnaire import together
from pemm.questionnaire.state import LINES, Conversation, Notice, Outcome, Stage

if TYPE_CHECKING:
    from pemm.survey.workshop import Workshop

__all__ = [
    "BESIDE_HANDS",
    "LINES",
    "Conversation",
    "Notice",
    "Outcome",
    "Stage",
    "begin",
    "press",
    "type_line",
]

MAX_DIGITS = 4  # of a question's number
ENTER, LEFT, RIGHT, UP, DOWN, ESCAPE = "enter", "left", "right", "up", "down", "escape"
BESIDE_HANDS = ("b", "d", "q", "?")  # typed where hands are counted, these are the keys and no hands


def begin(
    assessment: Assessment,
    model: Model,
    previous: Mapping[str, Answer] | None = None,
    workshop: Workshop | None = None,
) -> Conversation:
    """The conversation from where the assessment stands.

    At the first question that is open, or whose answer has to be confirmed because the question
    changed its meaning; at the list where there is none. `previous` are last time's answers, by id.
    With a `workshop` the questions come in its order, and a group answers.
    """
    now = Conversation(model, assessment, 0, Stage.LIST, previous=previous or {}, workshop=workshop)
    confirming = all(now.state_of(question) != "unanswered" for question in model.questions)
    for place in now.order:
        if _is_open(now, place):
            first = not assessment.answers and workshop is None  # a group is told by its host
            return _at(replace(now, first=first, confirming=confirming), place)
    return now


def _is_open(now: Conversation, place: int) -> bool:
    question = now.model.questions[place]
    return now.state_of(question) == "unanswered" or now.to_confirm(question)


def _at(now: Conversation, place: int) -> Conversation:
    """The question at a place of the model on the screen; where hands are shown, these come first."""
    now = replace(now, place=place, stage=Stage.QUESTION, pointed=None)
    return replace(now, stage=Stage.VOTES) if together.counts_hands_first(now) else now


def press(now: Conversation, key: str, time: str) -> Conversation:
    """The state after a key: a digit, a letter, `?`, or one of the named keys above.

    `time` (UTC, ISO 8601) stamps an answer. A key that means nothing here leaves a notice.
    """
    key = key.lower() if len(key) == 1 else key
    now = replace(now, notice=None)
    if now.stage is Stage.LIST:
        return _in_list(now, key)
    if now.stage is Stage.DISSENT:
        return replace(now, stage=now.behind)
    if now.stage in LINES or now.stage is Stage.HELP:
        return replace(now, stage=Stage.QUESTION)
    if now.stage is Stage.SPREAD and key in ("s", ENTER, ESCAPE):
        return replace(now, stage=Stage.QUESTION)
    return _at_question(now, key, time)


def type_line(now: Conversation, line: str, time: str) -> Conversation:
    """The state after a line was typed.

    A note or evidence replaces what was there, empty removes it. Hands and dissent are read by
    `pemm.voices`; a line that cannot be meant is told, and the stage stays.
    """
    now = replace(now, notice=None)
    if now.stage is Stage.DISSENT:
        return together.dissented(now, line, time)
    if now.stage is Stage.VOTES:
        if (key := line.strip().lower()) in BESIDE_HANDS:
            stage = Stage.VOTES if key == "d" else Stage.QUESTION  # from a dissent it goes back to the hands
            return _at_question(replace(now, stage=stage), key, time)
        return together.voted(now, line, time)
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
        case "s" | "d" | "v" if now.workshop is not None:
            return together.press(now, key)
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
    return _forward(replace(now, assessment=kept, echo=now.question.id), answered=True)


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


def _forward(now: Conversation, *, answered: bool = False) -> Conversation:
    now = replace(now, pointed=None, first=False)
    later: Sequence[int] = now.order[now.number :]
    if now.confirming:
        later = [place for place in later if now.to_confirm(now.model.questions[place])]
        if later:
            return _at(now, later[0])
        return replace(now, stage=Stage.LIST, confirming=False, changing=False, typed="")
    if answered and now.workshop is not None:
        # The order may be another one than in the last sitting, so what was agreed then lies in between.
        later = [place for place in later if _is_open(now, place)]
    if now.changing or not later:
        return replace(now, stage=Stage.LIST, changing=False, typed="")
    return _at(now, later[0])


def _back(now: Conversation) -> Conversation:
    if now.changing:
        return replace(now, stage=Stage.LIST, changing=False, typed="", pointed=None)
    if now.number == 1:
        return replace(now, notice=Notice("first-question"))
    return _at(replace(now, echo=None, first=False), now.order[now.number - 2])


def _in_list(now: Conversation, key: str) -> Conversation:
    last = len(now.model.questions)
    if key.isdecimal() and len(key) == 1:
        return replace(now, typed=(now.typed + key).lstrip("0")[:MAX_DIGITS])
    match key:
        case "enter" if now.typed and int(now.typed) > last:
            # Whoever mistyped a number and pressed Enter did not ask for the report.
            return replace(now, typed="", notice=Notice("no-such-number", {"given": now.typed, "last": last}))
        case "enter" if now.typed:
            return _at(replace(now, changing=True, typed="", echo=None), int(now.typed) - 1)
        case "enter":
            return replace(now, outcome=Outcome.REPORT)
        case "escape" | "backspace":
            return replace(now, typed=now.typed[:-1] if key == "backspace" else "")
        case "b" | "left":
            return _at(replace(now, echo=None, typed=""), now.order[-1])
        case "d" if now.workshop is not None and now.echo is not None:
            return together.press(now, key)
        case "q":
            return replace(now, outcome=Outcome.LEFT)
        case "up" | "down" | "right":
            return now
    return replace(now, notice=Notice("unknown-list-key", {"last": last}))


def _range(question: Question) -> str:
    return f"{question.values[0]}-{question.values[-1]}"
