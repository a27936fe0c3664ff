"""Listening before a workshop: the files of the others, read as a survey is; for the room, who said what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pemm.model import Model
from pemm.survey.counting import LEVELS, NOT_APPLICABLE, UNSURE
from pemm.survey.figures import agenda
from pemm.survey.gathering import Gathering
from pemm.survey.records import Record
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.troubles import Troubles
from pemm.survey.workshop import Voice, Workshop
from pemm.wording import clean

_MAX_NAME, _MAX_NOTE = 80, 1000  # characters: what a screen in a meeting has room for
_STATES = {character: str(level) for level, character in enumerate(LEVELS, start=1)}
_STATES |= {UNSURE: "unsure", NOT_APPLICABLE: "not_applicable"}


def listen(
    paths: Sequence[str], model: Model, agreed: Path, troubles: Troubles, *, is_room: bool
) -> Workshop:
    """Reads the answers of the others; the file `agreed` is passed over where a folder holds it.

    What cannot be read goes to `troubles`. Raises PemmError for a path that is not there, for a file of a
    survey, and where nobody answered.
    """
    rules = Rules(by="role", one_per="name", is_room=is_room, with_notes=is_room)
    gathering = _Listening(model, rules)
    survey = gather(paths, model, rules, troubles, gathering=gathering, apart_from=agreed)
    figures = agenda(survey.total)
    places = {question.id: place for place, question in enumerate(model.questions)}
    return Workshop(
        order=tuple(places[each.id] for each in figures),
        respondents=survey.total.respondents,
        subject=survey.subject,
        figures={each.id: each for each in figures},
        groups=tuple(
            (group.label, {each.id: each for each in group.counts.questions})
            for group in survey.groups
            if group.label
        ),
        voices=_voices(gathering.heard, model),
        is_room=is_room,
        remarks=tuple(each for each in survey.remarks if each.key != "survey-no-subject"),
    )


class _Listening(Gathering):
    """Counts every record, two of the same name as two people, and remembers them for the room."""

    def __init__(self, model: Model, rules: Rules) -> None:
        super().__init__(model, rules)
        self.heard: list[Record] = []
        self._is_room = rules.is_room

    def add(self, record: Record) -> None:
        if self._is_room:
            self.heard.append(record)  # its key is the name
        super().add(record._replace(key=None))


def _voices(records: Sequence[Record], model: Model) -> dict[str, tuple[Voice, ...]]:
    said: dict[str, list[Voice]] = {question.id: [] for question in model.questions}
    for record in records:
        notes = dict(record.notes)
        for character, question in zip(record.pattern, model.questions, strict=True):
            state = _STATES.get(character)
            note = notes.get(question.id, "")[:_MAX_NOTE]
            if state is None and not note:
                continue
            name = clean(record.key or "")[:_MAX_NAME]
            said[question.id].append(Voice(state or "unanswered", record.group, name, note))
    return {id: tuple(voices) for id, voices in said.items() if voices}
