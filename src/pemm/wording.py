"""Small wordings that every report needs: dates, answers, remarks, and text made safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pemm.assessment import Answer, Dissent
from pemm.cleaning import clean
from pemm.model import Model, Question
from pemm.scoring import QuestionResult, Remark
from pemm.texts import Texts

__all__ = ["answer", "clean", "date", "remarks", "role_name"]

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def date(texts: Texts, time: str | None) -> str:
    """The day of a time such as `2026-10-02T14:02:11Z`, as people write it; empty for None."""
    match = _DATE.match(time or "")
    if not match or not 1 <= int(match[2]) <= 12:
        return ""
    month = texts.listed("date.months")[int(match[2]) - 1]
    return texts("date.day", day=int(match[3]), month=month, year=match[1])


def answer(texts: Texts, given: QuestionResult | Answer) -> str:
    """What was answered: `2 A glance`, or the reason why there is no value."""
    if given.value is None:
        return texts(f"state.{given.state}")
    return f"{given.value} {clean(given.answer or '')}".strip()


def dissent_in_words(
    given: Dissent, model: Model, question: Question | None, texts: Texts, *, notes: bool = True
) -> str:
    """A dissent as it is shown: `3 A fair contest (consumer): “not over VPN”`.

    Without `notes` the role is left out with the note: beside a single dissent it would name a person.
    """
    option = question.option(given.value) if question else None
    said = f"{given.value} {option.label}" if option else str(given.value)
    role = role_name(model, given.role).lower() if notes else ""
    note = clean(given.note or "") if notes else ""
    said = texts("dissent.role", answer=said, role=role) if role else said
    return texts("dissent.note", answer=said, note=texts("quote", text=note)) if note else said


def remarks(texts: Texts, given: Iterable[Remark]) -> list[str]:
    """Each remark as a sentence; a dash stands for what was not given."""

    def shown(value: object) -> object:
        if value == "-":
            return texts("remark.not-given")
        return clean(value) if isinstance(value, str) else value

    return [
        texts(f"remark.{remark.key}", **{key: shown(value) for key, value in remark.data.items()})
        for remark in given
    ]


def role_name(model: Model, id: str | None) -> str:
    """The name of a role in the model, the id itself where the model does not know it."""
    return next((role.name for role in model.roles if role.id == id), clean(id or ""))
