"""One assessment in its field: where its averages lie among the respondents' own averages of a survey."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pemm.meaning import meaning
from pemm.model import Model
from pemm.scoring import AspectResult, Result
from pemm.survey.figures import AspectFigures, aspect_figures, below
from pemm.survey.meanings import aspect_questions
from pemm.survey.survey import Survey


@dataclass(frozen=True, slots=True)
class AspectAgainst:
    """An aspect of an assessment beside the field.

    `average` is the assessment's own; `field` the distribution of the others. `below` and `same` are the
    shares, 0..1, of the field that lies lower, and on the same spot; None where there is no average, nobody
    to compare with, or other questions (`is_comparable`).
    """

    id: str
    name: str
    average: Fraction | None
    answered: int
    asked: int
    field: AspectFigures
    below: Fraction | None
    same: Fraction | None
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class Against:
    """An assessment beside a survey, aspect by aspect in the order of the model."""

    survey: Survey
    aspects: tuple[AspectAgainst, ...]


def against(result: Result, survey: Survey, model: Model) -> Against:
    """Where a result lies in the field of a survey of the same model."""
    found = []
    for aspect, counts in zip(model.aspects, survey.total.aspects, strict=True):
        own = result.aspect(aspect.id)
        figures = aspect_figures(counts, model.top)
        comparable = _same_questions(own, survey, model)
        place = below(figures, own.average) if comparable and own.average is not None else None
        lower, same = place or (None, None)
        found.append(
            AspectAgainst(
                aspect.id,
                aspect.name,
                own.average,
                own.answered,
                own.asked,
                figures,
                lower,
                same,
                comparable,
            )
        )
    return Against(survey, tuple(found))


def _same_questions(own: AspectResult, survey: Survey, model: Model) -> bool:
    """Whether the assessment was asked what the field was asked, and every answer means the same."""
    asked = aspect_questions(survey, model, own.id)
    if {question.id for question in own.questions} != asked.keys():
        return False
    return all(
        meaning(model, question.id, question.asked) == asked[question.id]
        for question in own.questions
        if question.value is not None
    )
