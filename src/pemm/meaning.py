"""Whether two answers to the same question still mean the same.

Ids and values are kept for ever, wordings are not: a question set is revised, a translation drifts.
What an answer means follows from the stamp it carries (`asked`: question set / texts / language) and
from the model's history, never from comparing strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pemm.model import MeaningChange, Model, Question

COMMUNITY = "community"  # the texts of the browser assessment, whatever the language
UNKNOWN = "unknown"  # of a stamp: the set, the texts or the language that nobody wrote down

Version = tuple[int, int, int]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


def version(text: str | None) -> Version | None:
    """A version `x.y.z` as numbers that can be ordered; None for anything else, `unknown` included."""
    match = _VERSION.fullmatch(text or "")
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def looks_like_language(text: str) -> bool:
    """Whether a text has the form of a language code: `en`, `pt-BR`; never that of a path."""
    return _LANGUAGE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """The stamp of an answer: in which question set, texts and language it was given."""

    questions: str
    texts: str
    language: str


def asked(stamp: str | None) -> Asked:
    """Reads a stamp such as `0.9.0/pemm-1/en`; what is missing becomes `unknown`."""
    parts = [part or UNKNOWN for part in (stamp or "").split("/")] + [UNKNOWN] * 3
    return Asked(*parts[:3])


def meaning(model: Model, question: str, stamp: str | None) -> frozenset[int]:
    """What an answer with this stamp means, as the set of recorded changes it was given under.

    The changes are numbered as in the model's history. Two answers to a question mean the same if
    and only if their sets are equal. An unknown version counts as older than every change.
    """
    given = asked(stamp)
    return frozenset(
        place
        for place, change in enumerate(model.history)
        if change.question == question and _applies(change, given)
    )


def _applies(change: MeaningChange, given: Asked) -> bool:
    if change.texts is not None and change.texts != given.texts:
        return False
    if change.language is not None and not _same_language(change.language, given.language):
        return False
    since = version(change.version)
    return since is None or (version(given.questions) or (-1, -1, -1)) >= since


def _same_language(one: str, other: str) -> bool:
    """Whether two codes name one language, whatever the region: `pt` and `pt-BR`."""
    return one.lower().split("-")[0] == other.lower().split("-")[0]


def means_the_same(model: Model, question: Question, stamp: str | None) -> bool:
    """Whether an answer with this stamp means the same as one given today."""
    return meaning(model, question.id, stamp) == meaning(model, question.id, model.asked(question))


def in_set(question: Question, questions_version: str) -> bool:
    """Whether a question belongs to that version of the question set; an unknown version has today's."""
    number = version(questions_version)
    if number is None:
        return question.until is None
    since, until = version(question.since), version(question.until)
    return (since is None or since <= number) and (until is None or number < until)
