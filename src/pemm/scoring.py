"""Scoring: an assessment, seen through its model, becomes a result.

Definitions and vectors are those of docs/statistics.md. Figures are exact (fractions); rounding is
for those who show them. Nothing is stored, nothing is hidden: each figure comes with how much was
answered, unsure is not zero, and no level is named that nobody chose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pemm.assessment import STAY, Answer, Assessment, Dissent, ModelUsed, Respondent, Target
from pemm.errors import PemmError
from pemm.meaning import asked, in_set, means_the_same, version
from pemm.model import Aspect, Model, Question

NONE, MIXED, OPEN, LEVEL = "none", "mixed", "open", "level"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of the result must know, as a key of the texts (`remark.<key>`) and its values."""

    key: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of the set and what was answered; `value` and `reason` as in `Answer`.

    `question` and `answer` are the wording the respondent saw; where another tool showed it, the
    model's own. `dissent` is what differs from the answer; of what is stored, that which equals it by now
    is no dissent. `votes` are as in `Answer`.
    """

    id: str
    aspect: str
    value: int | None
    reason: str | None
    question: str
    answer: str | None
    note: str | None
    evidence: tuple[str, ...]
    asked: str | None
    dissent: tuple[Dissent, ...] = ()
    votes: Mapping[str, int] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """`answered`, `unsure`, `not_applicable` or `unanswered`."""
        return "answered" if self.value is not None else self.reason or "unanswered"


@dataclass(frozen=True, slots=True)
class AspectResult:
    """The figures of one aspect.

    `average` is the mean of the answered values, on the scale of the levels, None without any.
    `level` is the value of the highest level the average has reached, and None unless `reading` is
    `level` (see `reading`). `counts` has every level of the model. `answered` of `asked` were given
    a value; `asked` leaves out what does not apply. `bounds` are the averages if everything unsure or
    unanswered were 1, and if it were k; None where nothing was asked.
    """

    id: str
    name: str
    average: Fraction | None
    level: int | None
    reading: str
    lowest: int | None
    highest: int | None
    counts: Mapping[int, int]
    answered: int
    asked: int
    unsure: int
    not_applicable: int
    bounds: tuple[Fraction, Fraction] | None
    target: Target | None
    note: str | None
    questions: tuple[QuestionResult, ...]

    @property
    def target_level(self) -> int | None:
        """The target as a level's value; None without one, and for `stay`."""
        return self.target if isinstance(self.target, int) else None


@dataclass(frozen=True, slots=True)
class Result:
    """A scored assessment. There is no overall level: each aspect stands by itself."""

    subject: str | None
    respondent: Respondent
    about: Mapping[str, str]
    assessed: str | None
    language: str
    model: ModelUsed
    answered: int
    asked: int
    remarks: tuple[Remark, ...]
    aspects: tuple[AspectResult, ...]

    @property
    def questions(self) -> tuple[QuestionResult, ...]:
        """All questions of the set, in the order of the model."""
        return tuple(question for aspect in self.aspects for question in aspect.questions)

    def aspect(self, id: str) -> AspectResult:
        """The aspect with this id. Raises KeyError where there is none."""
        for aspect in self.aspects:
            if aspect.id == id:
                return aspect
        raise KeyError(id)


def score(assessment: Assessment, model: Model) -> Result:
    """The result of an assessment in its model.

    Raises PemmError where the assessment belongs to another model, or an answer or target is none
    that the model offers.
    """
    if assessment.model.id != model.id:
        raise PemmError("other-model", found=assessment.model.id, expected=model.id)
    _check(assessment, model)
    aspects = tuple(_aspect(assessment, model, aspect) for aspect in model.aspects)
    return Result(
        subject=assessment.subject,
        respondent=assessment.respondent,
        about=assessment.about,
        assessed=assessment.assessed,
        language=assessment.language,
        model=assessment.model,
        answered=sum(aspect.answered for aspect in aspects),
        asked=sum(aspect.asked for aspect in aspects),
        remarks=_remarks(assessment, model),
        aspects=aspects,
    )


def average(values: Sequence[int]) -> Fraction | None:
    """The mean of the values, exactly; None for no values."""
    return Fraction(sum(values), len(values)) if values else None


def bounds(values: Sequence[int], open_questions: int, top: int) -> tuple[Fraction, Fraction] | None:
    """The averages if each of the open questions were 1, and if it were `top`; None for no questions."""
    asked = len(values) + open_questions
    if asked == 0:
        return None
    low = Fraction(sum(values) + open_questions, asked)
    return low, low + Fraction(open_questions * (top - 1), asked)


def reading(values: Sequence[int], limits: tuple[Fraction, Fraction] | None) -> str:
    """How an aspect can be read: the first that applies of `none`, `mixed`, `open`, `level`.

    `none`: nothing was answered. `mixed`: answers lie two or more levels apart, so no one level fits.
    `open`: the bounds give different levels, so too much is unanswered to tell. `level`: the level
    of the average can be named.
    """
    if not values or limits is None:
        return NONE
    if max(values) - min(values) >= 2:
        return MIXED
    if int(limits[0]) != int(limits[1]):
        return OPEN
    return LEVEL


def rounded(value: Fraction, places: int = 2) -> str:
    """A figure as it is shown: two decimals, halves up on the exact value."""
    scale: int = 10**places
    whole = (value * scale + Fraction(1, 2)).__floor__()
    return f"{'-' if whole < 0 else ''}{abs(whole) // scale}.{abs(whole) % scale:0{places}d}"


def _aspect(assessment: Assessment, model: Model, aspect: Aspect) -> AspectResult:
    of_aspect = [q for q in (*aspect.questions, *model.retired) if q.aspect == aspect.id]
    questions = tuple(
        _question(model, question, assessment.answers.get(question.id))
        for question in of_aspect
        if _belongs(question, assessment)
    )
    values = [question.value for question in questions if question.value is not None]
    unsure = sum(question.state == "unsure" for question in questions)
    not_applicable = sum(question.state == "not_applicable" for question in questions)
    asked = len(questions) - not_applicable
    limits = bounds(values, asked - len(values), model.top)
    read = reading(values, limits)
    mean = average(values)
    return AspectResult(
        id=aspect.id,
        name=aspect.name,
        average=mean,
        level=int(mean) if mean is not None and read == LEVEL else None,
        reading=read,
        lowest=min(values, default=None),
        highest=max(values, default=None),
        counts={level.value: values.count(level.value) for level in model.levels},
        answered=len(values),
        asked=asked,
        unsure=unsure,
        not_applicable=not_applicable,
        bounds=limits,
        target=assessment.targets.get(aspect.id),
        note=assessment.aspect_notes.get(aspect.id),
        questions=questions,
    )


def _belongs(question: Question, assessment: Assessment) -> bool:
    """Whether a question is part of the result: of the last sitting's set, or of that of its answer.

    So an answer to a question that was retired since still counts, and nothing is dropped silently.
    """
    given = assessment.answers.get(question.id)
    if given is not None and given.asked is not None and given.state != "unanswered":
        return in_set(question, asked(given.asked).questions) or in_set(question, assessment.model.questions)
    return in_set(question, assessment.model.questions)


def _question(model: Model, question: Question, given: Answer | None) -> QuestionResult:
    given = given or Answer(None, "unanswered")
    option = question.option(given.value) if given.value is not None else None
    label = option.label if option else None
    # In today's wording the value alone says what was answered, also where somebody changed it by hand.
    seen = given.answer if given.asked != model.asked(question) else None
    if not means_the_same(model, question, given.asked):
        label = None  # today's words would say what nobody answered
    return QuestionResult(
        id=question.id,
        aspect=question.aspect,
        value=given.value,
        reason=given.reason if given.value is None else None,
        question=given.question or question.text,
        answer=seen or label,
        note=given.note,
        evidence=given.evidence,
        asked=given.asked,
        dissent=given.standing_dissent,
        votes=given.votes,
    )


def _check(assessment: Assessment, model: Model) -> None:
    for id, given in assessment.answers.items():
        question = model.question(id)
        if question is None:
            continue
        voted = (int(key) for key in given.votes if key.isdecimal())
        for value in (given.value, *(each.value for each in given.dissent), *voted):
            if value is not None and question.option(value) is None:
                options = ", ".join(map(str, question.values))
                raise PemmError("no-option", question=id, value=value, options=options)
    aspects = [aspect.id for aspect in model.aspects]
    for id, target in assessment.targets.items():
        if id in aspects and target != STAY and not 1 <= int(target) <= model.top:
            raise PemmError("no-target", aspect=id, value=target, top=model.top)


def _remarks(assessment: Assessment, model: Model) -> tuple[Remark, ...]:
    remarks = []
    used = assessment.model
    unknown = [id for id in assessment.answers if model.question(id) is None]
    if unknown:
        remarks.append(Remark("unknown-questions", {"n": len(unknown), "ids": ", ".join(unknown)}))
    if used.version != model.version:
        remarks.append(Remark("other-version", {"found": used.version, "known": model.version}))
    remarks += _other_sets(assessment, model)
    changed = [
        id
        for id, given in assessment.answers.items()
        if (question := model.question(id)) is not None
        and given.value is not None
        and not means_the_same(model, question, given.asked)
    ]
    if changed:
        remarks.append(Remark("meaning-changed", {"n": len(changed), "ids": ", ".join(changed)}))
    return tuple(remarks)


def _other_sets(assessment: Assessment, model: Model) -> list[Remark]:
    """That answers were given with other question sets than today's: all of them, or some."""
    sets = [
        asked(given.asked or f"{assessment.model.questions}//").questions
        for id, given in assessment.answers.items()
        if given.state != "unanswered" and model.question(id) is not None
    ] or [assessment.model.questions]
    others = sorted({each for each in sets if each != model.questions_version})
    if not others:
        return []
    data = {"found": ", ".join(others), "known": model.questions_version}
    count = sum(each != model.questions_version for each in sets)
    if count < len(sets):
        return [Remark("partly-other-set", {"n": count, **data})]
    return [Remark("other-set" if any(version(each) for each in others) else "unknown-set", data)]
