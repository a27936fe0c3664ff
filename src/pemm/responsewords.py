"""The words of a model, as they stand in the titles and cells of a CSV of responses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from pemm.model import Model, Question
from pemm.texts import Texts, languages
from pemm.texts import load as load_texts

_WORDS = {"unsure": "unsure", "na": "not_applicable", "not_applicable": "not_applicable"}
_JOINTS = (": ", " ", " - ", " – ", " — ")  # between label and description, where a form shows both
_NUMBER_JOINTS = (" ", ". ", ") ", ": ", " - ")  # between an option's value and its words
_HARMLESS = re.compile("'(?=[=+@\t\r-])")  # what our CSV puts before a formula

Meant = TypeVar("Meant")


def plain_cell(cell: str) -> str:
    """A cell as a person reads it: one line, composed letters, without our apostrophe."""
    text = " ".join((cell[1:] if _HARMLESS.match(cell) else cell).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not read: a key of the texts (`unread.<key>`) and its values."""

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that was not read: its row as a spreadsheet counts it (the header is 1, unless empty lines
    come before it), the title of its column (its letter where there is none), and what stood there.

    `key` and `data` say what would have been read there, as a text `unread.<key>`.
    """

    row: int
    column: str
    found: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hint(self) -> str:
        """What would have been read there, in English."""
        return self.hint_in(load_texts("en"))

    def hint_in(self, texts: Texts) -> str:
        """What would have been read there, in the language of `texts`: half a sentence."""
        return texts(f"unread.{self.key}", **self.data)


class Lookup(Generic[Meant]):
    """Texts and what they mean: found exactly, then whatever their case."""

    def __init__(self) -> None:
        self._exact: dict[str, list[Meant]] = {}
        self._folded: dict[str, list[Meant]] = {}

    def add(self, text: str, meant: Meant) -> None:
        """Remembers what a text means; the same meaning twice is one."""
        text = plain_cell(text)
        for entries, key in ((self._exact, text), (self._folded, text.casefold())):
            known = entries.setdefault(key, [])
            if key and meant not in known:
                known.append(meant)

    def add_unless_taken(self, text: str, meant: Meant) -> None:
        """Remembers what a text means if it means nothing yet."""
        if not self.find(plain_cell(text)):
            self.add(text, meant)

    def find(self, text: str) -> list[Meant]:
        """All that the text can mean; more than one is for the caller to refuse."""
        return self._exact.get(text) or self._folded.get(text.casefold()) or []


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that a title names; `in_words` if it does so by the question's text."""

    question: Question
    in_words: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says; `label` is None for a number and for `unsure` and `na`."""

    value: int | None
    reason: str | None = None
    label: str | None = field(default=None, compare=False)


class Wording:
    """What titles and cells can say in the texts of one model; prepared when first asked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = f"{model.id} ({model.texts_version}, {model.language})"
        self._options: dict[str, Lookup[Said]] = {}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question ever asked."""
        return (*self.model.questions, *self.model.retired)

    @cached_property
    def roles(self) -> Lookup[str]:
        """The ids of roles, by id, by name, and by name and summary as a form shows them."""
        roles: Lookup[str] = Lookup()
        for role in self.model.roles:
            roles.add(role.id, role.id)
            roles.add(role.name, role.id)
        for role in self.model.roles:
            for words in _joined(role.name, role.summary):
                roles.add_unless_taken(words, role.id)
        return roles

    @cached_property
    def _titles(self) -> tuple[Lookup[AskedQuestion], Lookup[AskedQuestion], Lookup[AskedQuestion]]:
        """By id, by text, and by the bare words of either or both."""
        ids: Lookup[AskedQuestion] = Lookup()
        texts: Lookup[AskedQuestion] = Lookup()
        bare: Lookup[AskedQuestion] = Lookup()
        for question in self.questions:
            by_id, by_text = AskedQuestion(question, in_words=False), AskedQuestion(question, in_words=True)
            ids.add(question.id, by_id)
            bare.add(_bare(question.id), by_id)
            if question.until is not None and texts.find(plain_cell(question.text)):
                continue  # the retired question stays known by its id, the text is today's question
            texts.add(question.text, by_text)
            for words in (question.text, f"{question.id} {question.text}", f"{question.text} {question.id}"):
                bare.add(_bare(words), by_text)
        return ids, texts, bare

    @cached_property
    def _longest(self) -> int:
        return max((len(question.id) + len(question.text) for question in self.questions), default=0)

    def asked_by(self, title: str) -> list[AskedQuestion]:
        """The questions that the title of a column can name: none, one, or more than one."""
        ids, texts, bare = self._titles
        found = ids.find(title) or texts.find(title)
        if found or len(title) > self._longest + 100:  # nobody wraps a title in that much
            return found
        wrapped = [each for words in unwrapped(title) for each in bare.find(words)]
        if not wrapped:
            wrapped = list(self._behind_aspects(title))
        return list(dict.fromkeys(wrapped))

    def _behind_aspects(self, title: str) -> Iterator[AskedQuestion]:
        """The questions that a title names behind the name of their aspect ("Adoption 2: ...")."""
        bare = self._titles[2]
        for words in (each.split() for each in unwrapped(title)):
            for aspect, name in self._aspect_names.items():
                if name and [word.casefold() for word in words[: len(name)]] == name:
                    rest = unwrapped(" ".join(words[len(name) :]))
                    found = [each for behind in rest for each in bare.find(behind)]
                    yield from (each for each in found if each.question.aspect == aspect)

    @cached_property
    def _aspect_names(self) -> dict[str, list[str]]:
        return {aspect.id: _bare(aspect.name).casefold().split() for aspect in self.model.aspects}

    def options(self, question: Question) -> Lookup[Said]:
        """What a cell under the question can say."""
        if question.id not in self._options:
            known = self._options[question.id] = Lookup[Said]()
            for word, reason in _WORDS.items():
                known.add(word, Said(None, reason))
            said = {option: Said(option.value, label=option.label) for option in question.options}
            for option in question.options:
                known.add(str(option.value), Said(option.value))
                known.add(option.description, said[option])
                for words in (option.label, *_joined(option.label, option.description)):
                    known.add(words, said[option])
            # What an option says of itself goes before what forms put around it, and before our words.
            for option in question.options:
                for words in (option.label, *_joined(option.label, option.description)):
                    for joint in _NUMBER_JOINTS:
                        known.add_unless_taken(f"{option.value}{joint}{words}", said[option])
            for word, reason in _interface_words():
                known.add_unless_taken(word, Said(None, reason))
        return self._options[question.id]


@cache
def _interface_words() -> tuple[tuple[str, str], ...]:
    """What the interface, and a form made by it, says for unsure and for does not apply, in any language."""
    return tuple(
        (texts(f"{where}.{reason}"), reason)
        for texts in map(load_texts, languages())
        for reason in ("unsure", "not_applicable")
        for where in ("form", "state")
    )


def _joined(label: str, description: str) -> list[str]:
    """A label and what explains it, as forms show both."""
    return [f"{label}{joint}{description}" for joint in _JOINTS] if description else []


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def unwrapped(title: str) -> list[str]:
    """The words of a title as they are, and without the numbers that a form puts before or after them."""
    words = re.findall(r"\w+", title)
    start, end = 0, len(words)
    if len(words) > 1 and words[0].lower() in ("q", "question") and words[1].isdecimal():
        start = 1
    while start < end and words[start].lower().removeprefix("q").isdecimal():
        start += 1
    while end > start and words[end - 1].isdecimal():
        end -= 1
    cuts = dict.fromkeys((first, last) for first in (0, start) for last in (len(words), end))
    return [" ".join(words[first:last]) for first, last in cuts]
