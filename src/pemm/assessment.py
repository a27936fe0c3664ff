"""The assessment: what somebody answered, and the file that holds it.

The file is the assessment: readable, diffable JSON in a fixed order of keys, described by
`schemas/assessment.schema.json`. Scores are not in it; they are computed. What this version does
not know (keys, question ids) survives a load and a save untouched.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pemm.errors import PemmError
from pemm.model import Model, Question

FORMAT = "pemm-assessment/1"
REASONS = ("unsure", "not_applicable", "unanswered")
STAY = "stay"

Target = int | str  # a level's value, or STAY


@dataclass(frozen=True, slots=True)
class Dissent:
    """What somebody would have answered instead of what was agreed: an option's value, a role id, a note."""

    value: int
    role: str | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: an option's `value`, or None with a `reason` (one of REASONS).

    `asked` stamps the question set, texts and language it was given in; `question` and `answer` are
    the wording that was seen, None where another tool showed it. `dissent` stands beside an answer that a
    group agreed on; `votes` counts a show of hands before it, by an option's value as text, `unsure` and
    `not_applicable`. `extra` are unknown keys.
    """

    value: int | None
    reason: str | None = None
    asked: str | None = None
    question: str | None = None
    answer: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    votes: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """`answered`, or the reason why there is no value."""
        return "answered" if self.value is not None else self.reason or "unanswered"

    @property
    def standing_dissent(self) -> tuple[Dissent, ...]:
        """The dissent that differs from the answer; what equals a changed answer is stored, and none."""
        return tuple(each for each in self.dissent if each.value != self.value)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answered: a name and a role id of the model, both optional; or, `is_group`, several who agreed."""

    name: str | None = None
    role: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """The model, question set and texts of the last sitting."""

    id: str
    version: str
    questions: str
    texts: str
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that one respondent (or one group with one voice) said of one subject.

    Times are UTC, `2026-10-02T14:02:11Z`; `assessed` moves only with a changed answer and is None
    for an import without a date. `answers` are by question id, `targets` and `aspect_notes` by
    aspect id. `extra` are unknown keys.
    """

    id: str
    subject: str | None
    respondent: Respondent
    about: Mapping[str, str]
    model: ModelUsed
    language: str
    created: str
    updated: str
    assessed: str | None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    aspect_notes: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def new(model: Model, now: str) -> Assessment:
    """An assessment without answers, begun at `now` (UTC, ISO 8601)."""
    return Assessment(
        id=os.urandom(8).hex(),
        subject=None,
        respondent=Respondent(),
        about={},
        model=used(model),
        language=model.language,
        created=now,
        updated=now,
        assessed=None,
    )


def again(assessment: Assessment, old: Assessment) -> Assessment:
    """A new assessment of the same subject by the same respondent: all that is not an answer."""
    return replace(
        assessment,
        subject=old.subject,
        respondent=old.respondent,
        about=old.about,
        language=old.language,
        aspect_notes=old.aspect_notes,
        targets=old.targets,
    )


def used(model: Model) -> ModelUsed:
    """The reference to a model that an assessment keeps."""
    return ModelUsed(model.id, model.version, model.questions_version, model.texts_version)


def answer(
    assessment: Assessment,
    model: Model,
    question: Question,
    now: str,
    *,
    value: int | None = None,
    reason: str | None = None,
) -> Assessment:
    """The assessment with one question answered: a value, or a reason for none.

    Note and evidence stay. `assessed` moves only if the answer is another one than before.
    The value must be one of the question's options, the reason one of REASONS (ValueError).
    """
    option = question.option(value) if value is not None else None
    chosen = option is not None and reason is None
    if not chosen and (value is not None or reason not in REASONS):
        raise ValueError(f"{question.id}: value {value}, reason {reason}")
    before = assessment.answers.get(question.id, Answer(None, "unanswered"))
    after = replace(
        before,
        value=value,
        reason=reason,
        asked=model.asked(question),
        question=question.text,
        answer=option.label if option else None,
    )
    changed = (before.value, before.state) != (after.value, after.state)
    return _sitting(
        replace(assessment, assessed=now if changed else assessment.assessed), model, question, after, now
    )


def remark(
    assessment: Assessment,
    model: Model,
    question: Question,
    now: str,
    *,
    note: str | None = None,
    evidence: tuple[str, ...] | None = None,
    dissent: tuple[Dissent, ...] | None = None,
    votes: Mapping[str, int] | None = None,
) -> Assessment:
    """The assessment with what stands beside an answer replaced; an empty note removes it.

    A question without an answer gets one whose reason is `unanswered`, so that the note is kept.
    """
    before = assessment.answers.get(question.id)
    after = before or Answer(None, "unanswered", model.asked(question), question.text)
    if note is not None:
        after = replace(after, note=note.strip() or None)
    if evidence is not None:
        after = replace(after, evidence=evidence)
    if dissent is not None:
        after = replace(after, dissent=dissent)
    if votes is not None:
        after = replace(after, votes=votes)
    return _sitting(assessment, model, question, after, now)


def _sitting(assessment: Assessment, model: Model, question: Question, after: Answer, now: str) -> Assessment:
    answers = {**assessment.answers, question.id: after}
    empty = after.value is None and after.reason == "unanswered"
    if empty and not (after.note or after.evidence or after.dissent or after.votes or after.extra):
        del answers[question.id]
    return replace(
        assessment,
        answers=ordered(answers, model),
        model=replace(used(model), extra=assessment.model.extra),
        language=model.language,
        updated=now,
    )


def ordered(answers: Mapping[str, Answer], model: Model) -> dict[str, Answer]:
    """The answers in the order of the model's questions, those to other questions last."""
    order = {each.id: place for place, each in enumerate(model.questions)}
    return dict(sorted(answers.items(), key=lambda item: order.get(item[0], len(order))))


def is_complete(assessment: Assessment, model: Model) -> bool:
    """Whether every question of the set has an answer, unsure and not applicable included."""
    return first_open(assessment, model) is None


def first_open(assessment: Assessment, model: Model) -> Question | None:
    """The first question that has no answer yet, None where all have one."""
    for question in model.questions:
        given = assessment.answers.get(question.id)
        if given is None or given.state == "unanswered":
            return question
    return None


def load(path: Path) -> tuple[Assessment, str]:
    """The assessment of a file, and the digest of its bytes that `save` asks for.

    Raises PemmError with one sentence for everything that is wrong with the file.
    """
    from pemm import storage
    from pemm.assessmentfile import parse

    try:
        content, digest = storage.read(path)
    except PemmError as error:
        if error.key == "file-missing":
            raise PemmError("assessment-missing", path=path) from None
        raise
    return parse(content, str(path)), digest


def save(assessment: Assessment, path: Path, digest: str | None, now: str) -> str:
    """Writes the assessment, atomically and durably, and returns the new digest.

    `digest` is what `load` or the last `save` gave, None for a file that must not exist yet. Raises
    `pemm.storage.Conflict` where the file changed meanwhile (what was to be written then stands
    beside it), and PemmError where it cannot be written.
    """
    from pemm import storage
    from pemm.assessmentfile import dump

    return storage.write(path, dump(assessment).encode(), digest, now)
