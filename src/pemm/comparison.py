"""Comparison: what changed between two results of the same model.

Each aspect is compared on the questions answered in both results with the same meaning; the change
of the average on those is the change due to answers. What else moved (new coverage, dropped answers,
changed questions) is reported apart and never mixed in. See docs/statistics.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pemm.errors import PemmError
from pemm.meaning import meaning
from pemm.model import Model
from pemm.scoring import AspectResult, QuestionResult, Remark, Result, average

CHANGED, UNCHANGED = "changed", "unchanged"
NEWLY_ANSWERED, NO_LONGER_ANSWERED = "newly_answered", "no_longer_answered"
CHANGED_MEANING, NOT_ANSWERED = "changed_meaning", "not_answered"


@dataclass(frozen=True, slots=True)
class QuestionComparison:
    """One question in both results; `state` is one of the six names above."""

    id: str
    aspect: str
    before: QuestionResult
    after: QuestionResult
    state: str


@dataclass(frozen=True, slots=True)
class AspectComparison:
    """One aspect: averages on the comparable questions (None where there are none), and what else moved."""

    id: str
    name: str
    comparable: tuple[str, ...]
    before: Fraction | None
    after: Fraction | None
    change: Fraction | None
    newly_answered: tuple[str, ...]
    no_longer_answered: tuple[str, ...]
    changed_meaning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results side by side. `questions` are all questions of both, in the order of the model."""

    before: Result
    after: Result
    remarks: tuple[Remark, ...]
    aspects: tuple[AspectComparison, ...]
    questions: tuple[QuestionComparison, ...]

    @property
    def changed(self) -> tuple[QuestionComparison, ...]:
        """The questions where something moved: another answer, a new one, a dropped one, a new meaning."""
        return tuple(q for q in self.questions if q.state not in (UNCHANGED, NOT_ANSWERED))

    @property
    def comparable(self) -> bool:
        """Whether anything at all can be compared."""
        return any(aspect.comparable for aspect in self.aspects)


def compare(before: Result, after: Result, model: Model) -> Comparison:
    """What changed from one result to another.

    Raises PemmError where they belong to different models.
    """
    if before.model.id != after.model.id:
        raise PemmError("different-models", before=before.model.id, after=after.model.id)
    order = {question.id: place for place, question in enumerate((*model.questions, *model.retired))}
    aspects, questions = [], []
    for aspect in model.aspects:
        pairs = _pairs(before.aspect(aspect.id), after.aspect(aspect.id))
        pairs.sort(key=lambda pair: order.get(pair[0].id, -1))  # those of another set come first
        compared = [_question(pair, model) for pair in pairs]
        aspects.append(_aspect(aspect.id, aspect.name, compared))
        questions += compared
    return Comparison(before, after, _remarks(before, after), tuple(aspects), tuple(questions))


def _pairs(before: AspectResult, after: AspectResult) -> list[tuple[QuestionResult, QuestionResult]]:
    """The questions of either result in pairs; what the other's set lacks is unanswered there."""
    old = {question.id: question for question in before.questions}
    new = {question.id: question for question in after.questions}
    return [(old.get(id) or _absent(new[id]), new.get(id) or _absent(old[id])) for id in {**old, **new}]


def _absent(question: QuestionResult) -> QuestionResult:
    return QuestionResult(
        id=question.id,
        aspect=question.aspect,
        value=None,
        reason="unanswered",
        question=question.question,
        answer=None,
        note=None,
        evidence=(),
        asked=None,
    )


def _question(pair: tuple[QuestionResult, QuestionResult], model: Model) -> QuestionComparison:
    before, after = pair
    return QuestionComparison(before.id, before.aspect, before, after, _state(before, after, model))


def _state(before: QuestionResult, after: QuestionResult, model: Model) -> str:
    if before.value is None and after.value is None:
        return NOT_ANSWERED if before.state == after.state else CHANGED
    if before.value is None:
        return NEWLY_ANSWERED
    if after.value is None:
        return NO_LONGER_ANSWERED
    if meaning(model, before.id, before.asked) != meaning(model, after.id, after.asked):
        return CHANGED_MEANING
    return UNCHANGED if before.value == after.value else CHANGED


def _aspect(id: str, name: str, questions: list[QuestionComparison]) -> AspectComparison:
    def having(state: str) -> tuple[str, ...]:
        return tuple(question.id for question in questions if question.state == state)

    both = [
        (question.id, question.before.value, question.after.value)
        for question in questions
        if question.state in (CHANGED, UNCHANGED)
        and question.before.value is not None
        and question.after.value is not None
    ]
    before = average([old for _, old, _ in both if old is not None])
    after = average([new for _, _, new in both if new is not None])
    return AspectComparison(
        id=id,
        name=name,
        comparable=tuple(id for id, _, _ in both),
        before=before,
        after=after,
        change=after - before if before is not None and after is not None else None,
        newly_answered=having(NEWLY_ANSWERED),
        no_longer_answered=having(NO_LONGER_ANSWERED),
        changed_meaning=having(CHANGED_MEANING),
    )


def _remarks(before: Result, after: Result) -> tuple[Remark, ...]:
    # What is to be known of either side, once; that their sets differ is said for both below.
    remarks = [*before.remarks, *(remark for remark in after.remarks if remark not in before.remarks)]
    if before.model.questions != after.model.questions:
        remarks = [
            remark for remark in remarks if remark.key not in ("other-set", "unknown-set", "partly-other-set")
        ]
    if before.subject != after.subject:
        remarks.append(
            Remark("other-subject", {"before": before.subject or "-", "after": after.subject or "-"})
        )
    if before.assessed and after.assessed and before.assessed > after.assessed:
        remarks.append(Remark("wrong-order", {}))
    if before.respondent.role != after.respondent.role:
        roles = {"before": before.respondent.role or "-", "after": after.respondent.role or "-"}
        remarks.append(Remark("other-role", roles))
    if before.model.questions != after.model.questions:
        sets = {"before": before.model.questions, "after": after.model.questions}
        remarks.append(Remark("different-sets", sets))
    return tuple(remarks)
