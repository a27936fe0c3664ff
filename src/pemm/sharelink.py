"""Share links: the answers of an assessment in the address of the community's browser assessment.

    https://…/pemm-assessment/?lang=ja&investment_1=2&adoption_3=4&v=0.9.0&view=results

The grammar, as far as it is known, stands in docs/share-links.md. Links are years old, pasted through
chats and HTML, and cut short; so every string can be read, each parameter that is left out is named,
and a value that is no option is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_plus

from pemm.assessment import Answer, Assessment, ModelUsed, Respondent, new
from pemm.errors import PemmError
from pemm.meaning import COMMUNITY, UNKNOWN, asked, looks_like_language, version
from pemm.model import Model

MAX_CHARACTERS = 20_000_000
MAX_PARAMETERS = 100_000  # that differ in name
MAX_NAMED = 20  # parameters named in a sentence; of more only the number is told

PAGES = ("page", "view")  # of the page that was open, nothing of the answers
LANGUAGES = ("en", "ja", "pt", "zh")  # those that the browser assessment is published in

_ENTITY = re.compile("&(amp|#38|#x26);", re.IGNORECASE)  # copied out of the source of a page


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a link: its name and its value, decoded."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SharedAnswers:
    """What a link says.

    `answers` are option values by question id, in the order of the model. `refused` are answers whose
    value is no option, `ignored` the parameters that mean nothing here. `version` is that of the
    question set, `unknown` where the link has none that can be read.
    """

    language: str
    version: str
    answers: Mapping[str, int]
    refused: tuple[Parameter, ...]
    ignored: tuple[Parameter, ...]


def looks_like_link(text: str) -> bool:
    """Whether a word on a command line is a link rather than the name of a file."""
    return "://" in text or text.startswith("?") or ("=" in text and ("?" in text or "&" in text))


def read(text: str, model: Model) -> SharedAnswers:
    """What the link `text` says about `model`: any string, with any host or none.

    Of `lang` and `v` the first occurrence counts, of an answer the last; the others are not looked at.
    Never raises, but for a text longer than MAX_CHARACTERS or with more than MAX_PARAMETERS (PemmError).
    """
    if len(text) > MAX_CHARACTERS:
        raise PemmError("link-too-long", limit=MAX_CHARACTERS // 1_000_000)
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for parameter in _parameters(text):
        first.setdefault(parameter.name, parameter.value)
        last[parameter.name] = parameter.value
        if len(last) > MAX_PARAMETERS:
            raise PemmError("link-parameters", limit=MAX_PARAMETERS)
    answers: dict[str, int] = {}
    refused, ignored = [], []
    for name, value in last.items():
        question = model.question(name)
        if question is not None:
            values = {str(each): each for each in question.values}
            if value in values:
                answers[name] = values[value]
            else:
                refused.append(Parameter(name, value))
        elif name not in ("lang", "v", *PAGES):
            ignored.append(Parameter(name, value))
    language = first.get("lang", "en")
    if not looks_like_language(language):
        ignored.append(Parameter("lang", language))
        language = "en"
    stamp = first.get("v", UNKNOWN)
    if version(stamp) is None and "v" in first:
        ignored.append(Parameter("v", stamp))
    order = {question.id: place for place, question in enumerate((*model.questions, *model.retired))}
    return SharedAnswers(
        language=language,
        version=stamp if version(stamp) is not None else UNKNOWN,
        answers=dict(sorted(answers.items(), key=lambda item: order[item[0]])),
        refused=tuple(refused),
        ignored=tuple(ignored),
    )


def _parameters(text: str) -> Iterator[Parameter]:
    for part in re.finditer("[^&]+", _query(text)):  # one after the other, for there may be millions
        name, _, value = part[0].partition("=")
        yield Parameter(_decoded(name), _decoded(value))


def _query(text: str) -> str:
    """The query of a link: what stands between the question mark and the hash."""
    text = text.strip().strip("<>\"'")  # as it is quoted in mails and shells
    if "?" not in text and re.search("%3F", text, re.IGNORECASE):
        text = unquote_plus(text)  # a link within a link, encoded as a whole
    text = _ENTITY.sub("&", text).split("#", 1)[0]
    before, mark, after = text.partition("?")
    if mark:
        return after
    return before if "=" in before else ""


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="replace")


def assessment_of(shared: SharedAnswers, model: Model, now: str) -> Assessment:
    """The answers of a link as an assessment.

    It keeps the language and the version that the link came with; the texts are the community's, whose
    wording is not known here. A link has no date, so `assessed` is None.
    """
    stamp = f"{shared.version}/{COMMUNITY}/{shared.language}"
    return replace(
        new(model, now),
        respondent=Respondent(),
        model=ModelUsed(model.id, model.version, shared.version, COMMUNITY),
        language=shared.language,
        answers={id: Answer(value, asked=stamp) for id, value in shared.answers.items()},
    )


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link, and what it could not carry.

    `versions` are the question sets that the answers were given in; the link carries the oldest.
    """

    address: str
    unsure: tuple[str, ...]
    not_applicable: tuple[str, ...]
    notes: int
    unknown: tuple[str, ...]
    versions: tuple[str, ...]
    language_left_out: str | None
    dissent: int = 0


def write(assessment: Assessment, model: Model) -> WrittenLink:
    """The link that opens these answers in the browser, on the page of results.

    It carries the answers alone, with the version of the question set they were given in: of several
    the oldest, so that nobody takes an old answer for a new one; none where one is unknown.
    Raises PemmError for a model without an address for links, and for values that are no options.
    """
    if model.share_links is None:
        raise PemmError("no-share-links", model=model.id)
    given = {id: answer for id, answer in assessment.answers.items() if answer.value is not None}
    known = {question.id: given[question.id] for question in model.questions if question.id in given}
    for id, answer in known.items():
        question = model.question(id)
        if question is not None and answer.value not in question.values:
            options = ", ".join(map(str, question.values))
            raise PemmError("no-option", question=id, value=answer.value, options=options)
    stamps = {asked(answer.asked or assessment.model.questions).questions for answer in known.values()}
    parameters = []
    language = assessment.language.lower()
    if language in LANGUAGES and language != "en":
        parameters.append(("lang", language))
    parameters += [(id, str(answer.value)) for id, answer in known.items()]
    if stamps and all(version(stamp) is not None for stamp in stamps):
        parameters.append(("v", min(stamps, key=lambda stamp: version(stamp) or (0, 0, 0))))
    parameters.append(("view", "results"))
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters)
    in_state = {
        state: tuple(id for id, answer in assessment.answers.items() if answer.state == state)
        for state in ("unsure", "not_applicable")
    }
    return WrittenLink(
        address=f"{model.share_links}?{query}",
        unsure=in_state["unsure"],
        not_applicable=in_state["not_applicable"],
        notes=sum(bool(answer.note or answer.evidence) for answer in assessment.answers.values()),
        unknown=tuple(id for id in given if id not in known),
        versions=tuple(sorted(stamps, key=lambda stamp: version(stamp) or (0, 0, 0))),
        language_left_out=assessment.language if language not in LANGUAGES else None,
        dissent=sum(bool(answer.standing_dissent) for answer in known.values()),
    )
