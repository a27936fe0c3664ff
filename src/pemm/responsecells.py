"""The cells of a CSV of responses: which answer, role or language each one means."""

from __future__ import annotations

from collections.abc import Sequence

from pemm.assessment import Answer
from pemm.meaning import UNKNOWN, looks_like_language
from pemm.model import Question
from pemm.responsecolumns import ResponseColumn, listed
from pemm.responsewords import Trouble, Wording, plain_cell


class Cells:
    """Reads cells in the words of the first wording; the others tell in whose words a cell was, else.

    Respondents say the same things over and over: what a cell means is found out once.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._ours, self._theirs = wordings[0], wordings[1:]
        self._model = wordings[0].model
        self._answers: dict[tuple[int, str, str | None, str | None], Answer | Trouble | None] = {}

    def answer(
        self, column: ResponseColumn, cell: str, questions: str | None, language: str | None
    ) -> Answer | Trouble | None:
        """The answer in a cell, stamped with the row's question set and language; None for an empty one."""
        key = (column.place, cell, questions, language)
        if key not in self._answers:
            self._answers[key] = self._find_answer(column, plain_cell(cell), questions, language)
        return self._answers[key]

    def _find_answer(
        self, column: ResponseColumn, text: str, questions: str | None, language: str | None
    ) -> Answer | Trouble | None:
        if not text:
            return None
        question = column.question
        found = self._ours.options(question).find(text)
        if len(found) != 1:
            return self._no_answer(question, text, ambiguous=bool(found))
        said = found[0]
        if said.label is None and not column.in_words:
            asked = f"{questions or UNKNOWN}/{UNKNOWN}/{language or 'en'}"
            return Answer(said.value, said.reason, asked)
        # A retired question was not asked in today's set, whatever its words.
        today = self._model.questions_version if question.until is None else UNKNOWN
        asked = f"{questions or today}/{self._model.texts_version}/{question.language}"
        option = question.option(said.value) if said.value is not None else None
        return Answer(said.value, said.reason, asked, question.text, option.label if option else None)

    def _no_answer(self, question: Question, text: str, *, ambiguous: bool) -> Trouble:
        if ambiguous:
            return Trouble("ambiguous")
        fits = [
            wording.name
            for wording in self._theirs
            if (same := wording.model.question(question.id)) and len(wording.options(same).find(text)) == 1
        ]
        if fits:
            return Trouble("fits", {"models": listed(fits)})
        return Trouble("answer", {"options": ", ".join(map(str, question.values))})

    def role(self, text: str) -> str | Trouble:
        """The id of the role that a cell names."""
        found = self._ours.roles.find(text)
        if len(found) == 1:
            return found[0]
        fits = [wording.name for wording in self._theirs if len(wording.roles.find(text)) == 1]
        if fits:
            return Trouble("fits", {"models": listed(fits)})
        return Trouble("role", {"known": ", ".join(role.id for role in self._model.roles) or "-"})


def language_of(text: str) -> str | Trouble:
    """The language code in a cell, in its usual spelling."""
    if not looks_like_language(text):
        return Trouble("language")
    first, hyphen, rest = text.partition("-")
    return f"{first.lower()}{hyphen}{rest}"  # the model's history writes languages in small letters
