"""The keys of a workshop: how the others answered, a show of hands, and the dissent that is kept."""

from __future__ import annotations

from dataclasses import replace

from pemm import voices
from pemm.assessment import remark
from pemm.errors import PemmError
from pemm.questionnaire.state import Conversation, Notice, Stage


def counts_hands_first(now: Conversation) -> bool:
    """Whether hands are to be counted before the question on the screen is answered."""
    if now.workshop is None or not now.workshop.takes_votes:
        return False
    return now.state_of(now.question) == "unanswered" and not (now.given and now.given.votes)


def press(now: Conversation, key: str) -> Conversation:
    """The state after `s`, `v` or `d` at a question, or `d` in the list."""
    match key:
        case "s" if now.figures_of(now.question) is not None:
            return replace(now, stage=Stage.SPREAD)
        case "v" if now.workshop is not None and now.workshop.takes_votes:
            return replace(now, stage=Stage.VOTES)
        case "d":
            return _dissenting(now)
    return replace(now, notice=Notice("no-hands" if key == "s" else "no-votes"))


def _dissenting(now: Conversation) -> Conversation:
    """Dissent stands beside what was agreed just now; else beside the answer to the question shown."""
    id = now.echo
    if id is None and now.state_of(now.question) != "unanswered":
        id = now.question.id
    if id is None:
        return replace(now, notice=Notice("nothing-agreed"))
    return replace(now, stage=Stage.DISSENT, dissenting=id, behind=now.stage)


def dissented(now: Conversation, line: str, time: str) -> Conversation:
    """The state after a dissent was typed; a dash takes away what was kept, nothing changes nothing."""
    question = now.model.question(now.dissenting or "")
    assert question is not None
    given = now.assessment.answers.get(question.id)
    back = replace(now, stage=now.behind)
    if not line.strip():
        return back
    if line.strip().lower() in voices.NOBODY:
        gone = remark(now.assessment, now.model, question, time, dissent=())
        return replace(back, assessment=gone)
    try:
        kept = voices.with_dissent(given, voices.dissent(line, now.model, question))
    except PemmError as error:
        return replace(now, notice=Notice(error.key, error=error))
    assessment = remark(now.assessment, now.model, question, time, dissent=kept)
    return replace(back, assessment=assessment)


def voted(now: Conversation, line: str, time: str) -> Conversation:
    """The state after a show of hands was typed: its spread. An empty line goes on without."""
    if not line.strip():
        return replace(now, stage=Stage.QUESTION)
    try:
        counted = voices.votes(line, now.question)
    except PemmError as error:
        return replace(now, notice=Notice(error.key, error=error))
    assessment = remark(now.assessment, now.model, now.question, time, votes=counted)
    return replace(now, assessment=assessment, stage=Stage.SPREAD)
