"""Dissent and hands in the report card: what stands beside an answer that a group agreed on."""

from __future__ import annotations

from collections.abc import Collection

from pemm.model import Model
from pemm.report.document import Block, Bullets, Detail, Heading
from pemm.scoring import QuestionResult, Result
from pemm.texts import Texts
from pemm.voices import hands
from pemm.wording import answer, dissent_in_words


def details(given: QuestionResult, model: Model, texts: Texts, *, notes: bool) -> list[Detail]:
    """The dissent beside an answer, a line each; without `notes` the level alone."""
    question = model.question(given.id)
    return [
        Detail(texts("next.dissent"), dissent_in_words(each, model, question, texts, notes=notes))
        for each in given.dissent
    ]


def votes(given: QuestionResult, model: Model, texts: Texts) -> list[Detail]:
    """The show of hands before an answer, lowest level first; it holds no persons, so it is always shown."""
    question = model.question(given.id)
    if question is None or not given.votes:
        return []
    return [Detail(texts("next.votes"), hands(given.votes, question))]


def elsewhere(
    result: Result, shown: Collection[str], model: Model, texts: Texts, *, notes: bool
) -> list[Block]:
    """The dissent beside answers that the report card does not show; so that none is overlooked."""
    items = []
    for given in result.questions:
        if given.dissent and given.id not in shown:
            question = model.question(given.id)
            said = [dissent_in_words(each, model, question, texts, notes=notes) for each in given.dissent]
            items.append(
                texts("card.dissented", id=given.id, answer=answer(texts, given), dissent="; ".join(said))
            )
    return [Heading(texts("card.dissent")), Bullets(tuple(items))] if items else []
