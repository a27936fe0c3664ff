"""The model: aspects, levels, questions and options, and everything the texts say about them.

A Model is a value: frozen, complete, and checked before it exists. Files are read and checked in
`pemm.modelfile`; this module holds what they become, and what can be asked of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the model; `value` counts from 1, the values of a model are 1..k without a gap."""

    value: int
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class AspectLevel:
    """What one level looks like for one aspect: a cell of the model's table."""

    value: int
    title: str
    summary: str
    characteristics: tuple[str, ...]
    example: str
    brings: str
    costs: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen. `value` is that of the level it speaks for.

    `goal` is False for a stage that nobody should aim at. `title`, `steps` and `done_when` say how to
    get here from the option below and how one sees it; they are empty for the first option, for a
    stage, and where the author of the model wrote none.
    """

    value: int
    label: str
    description: str
    goal: bool = True
    title: str = ""
    steps: tuple[str, ...] = ()
    done_when: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options, lowest first.

    It belongs to the question sets from version `since` up to, but not including, `until`
    (None: from the first, to this day). `language` is the one its texts are in.
    """

    id: str
    aspect: str
    text: str
    help: str
    options: tuple[Option, ...]
    language: str
    since: str | None = None
    until: str | None = None

    def option(self, value: int) -> Option | None:
        """The option with this value, None where the question has none."""
        return next((option for option in self.options if option.value == value), None)

    @property
    def values(self) -> tuple[int, ...]:
        """The values that can be chosen, lowest first."""
        return tuple(option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect: what it asks, what its levels look like, and the questions asked about it today."""

    id: str
    name: str
    question: str
    summary: str
    levels: tuple[AspectLevel, ...]
    questions: tuple[Question, ...]

    def level(self, value: int) -> AspectLevel:
        """What the level `value` of the model looks like here. Raises KeyError outside 1..k."""
        for level in self.levels:
            if level.value == value:
                return level
        raise KeyError(value)


@dataclass(frozen=True, slots=True)
class Role:
    """A respondent's relation to the platform."""

    id: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Need:
    """A judgement of the model's author: `aspect` holds `level` only with `needed` at `needed_level`."""

    aspect: str
    level: int
    needed: str
    needed_level: int
    why: str


@dataclass(frozen=True, slots=True)
class MeaningChange:
    """A question whose answers changed their meaning, though id and values stayed.

    With a `version`: since that question set. With a `language` (and `texts`): in that wording the
    question means something else than in the others.
    """

    question: str
    what: str
    options: tuple[int, ...]
    version: str | None = None
    language: str | None = None
    texts: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the model's ideas come from."""

    name: str
    address: str
    licence: str


@dataclass(frozen=True)
class Model:
    """A maturity model with one question set in one wording and one language.

    `retired` are questions of earlier sets; they are scored for old assessments and no longer asked.
    `share_links` is the address that share links open, None for a model without one.
    """

    id: str
    name: str
    version: str
    questions_version: str
    texts_version: str
    language: str
    source: Source | None
    share_links: str | None
    roles: tuple[Role, ...]
    levels: tuple[Level, ...]
    aspects: tuple[Aspect, ...]
    retired: tuple[Question, ...]
    needs: tuple[Need, ...]
    history: tuple[MeaningChange, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions asked today, in the order of the model."""
        return tuple(question for aspect in self.aspects for question in aspect.questions)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in (*self.questions, *self.retired)}

    def question(self, id: str) -> Question | None:
        """The question with this id, asked today or retired; None where there is none."""
        return self._by_id.get(id)

    def aspect(self, id: str) -> Aspect:
        """The aspect with this id. Raises KeyError where there is none."""
        for aspect in self.aspects:
            if aspect.id == id:
                return aspect
        raise KeyError(id)

    def level(self, value: int) -> Level:
        """The level with this value. Raises KeyError outside 1..k."""
        if not 1 <= value <= self.top:
            raise KeyError(value)
        return self.levels[value - 1]

    @property
    def top(self) -> int:
        """The value of the highest level: k, the number of levels."""
        return len(self.levels)

    def asked(self, question: Question) -> str:
        """The stamp that an answer given to this question today carries: set/texts/language."""
        return f"{self.questions_version}/{self.texts_version}/{question.language}"


def from_plain(plain: Mapping[str, Any]) -> Model:
    """The Model of a checked description, as `pemm.modelfile` reads it and the build stores it."""
    language = plain["language"]
    aspects, retired = [], []
    for aspect in plain["aspects"]:
        questions = [_question(question, aspect["id"], language) for question in aspect["questions"]]
        retired += [question for question in questions if question.until is not None]
        aspects.append(
            Aspect(
                id=aspect["id"],
                name=aspect["name"],
                question=aspect["question"],
                summary=aspect["summary"],
                levels=tuple(
                    AspectLevel(**{**level, "characteristics": tuple(level["characteristics"])})
                    for level in aspect["levels"]
                ),
                questions=tuple(question for question in questions if question.until is None),
            )
        )
    source = plain.get("source")
    return Model(
        id=plain["id"],
        name=plain["name"],
        version=plain["version"],
        questions_version=plain["question_set"]["version"],
        texts_version=plain["question_set"]["texts"],
        language=language,
        source=Source(**source) if source else None,
        share_links=plain.get("share_links"),
        roles=tuple(Role(**role) for role in plain["roles"]),
        levels=tuple(Level(**level) for level in plain["levels"]),
        aspects=tuple(aspects),
        retired=tuple(retired),
        needs=tuple(
            Need(n["aspect"], n["level"], n["needs"]["aspect"], n["needs"]["level"], n["why"])
            for n in plain["needs"]
        ),
        history=tuple(
            MeaningChange(**{**change, "options": tuple(change["options"])}) for change in plain["history"]
        ),
    )


def _question(plain: Mapping[str, Any], aspect: str, language: str) -> Question:
    return Question(
        id=plain["id"],
        aspect=aspect,
        text=plain["text"],
        help=plain["help"],
        options=tuple(
            Option(**{**option, "steps": tuple(option.get("steps", ()))}) for option in plain["options"]
        ),
        language=plain.get("language", language),
        since=plain.get("since"),
        until=plain.get("until"),
    )


def load(path: str | Path) -> Model:
    """The model of a YAML file.

    Raises `pemm.yamlsource.FaultyFile` with every error of the file, or PemmError where the file
    cannot be read at all.
    """
    from pemm.modelfile import read_model

    return from_plain(read_model(Path(path)))
