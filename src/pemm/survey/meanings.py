"""Which questions of two surveys, or of a survey and an assessment, mean the same."""

from __future__ import annotations

from pemm.meaning import meaning
from pemm.model import Model
from pemm.survey.survey import Survey


def meaning_in(survey: Survey, model: Model, id: str) -> frozenset[int]:
    """What the counted answers to a question mean, as `pemm.meaning.meaning` has it.

    A survey counts only answers that mean what they meant in its own question set.
    """
    return meaning(model, id, f"{survey.model.questions}/{model.texts_version}/en")


def aspect_questions(survey: Survey, model: Model, aspect: str) -> dict[str, frozenset[int]]:
    """The questions that the averages of an aspect rest on, with what they mean."""
    found = {}
    for counts in survey.total.questions:
        question = model.question(counts.id)
        if question is not None and question.aspect == aspect:
            found[counts.id] = meaning_in(survey, model, counts.id)
    return found
