"""The JSON of an assessment: from bytes to an Assessment, and back.

Reading is strict about what pemm scores (formats, values, kinds of values) and keeps the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pemm.assessment import FORMAT, REASONS, STAY, Answer, Assessment, Dissent, ModelUsed, Respondent, Target
from pemm.errors import PemmError
from pemm.strictjson import read_object

_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_MAX_VALUE = 1000
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

_REPORTS = {"result", "comparison", "route", "trend", "survey", "survey-comparison", "model-diff", "form"}
_TOP = (
    *("format", "id", "subject", "respondent", "about", "model", "language", "created", "updated"),
    *("assessed", "answers", "aspect_notes", "targets"),
)
_ANSWER = ("value", "reason", "asked", "question", "answer", "note", "evidence", "dissent", "votes")
_VOTED = re.compile(r"[1-9]\d{0,3}|unsure|not_applicable")
_MAX_VOTES = 1_000_000  # of one answer: more than any room holds


def parse(content: bytes, name: str) -> Assessment:
    """The assessment in the bytes of a file called `name`.

    Raises PemmError: no JSON, duplicate keys, wrong encoding, no assessment, a newer format, a value
    of the wrong kind. Whether the values are options is for the model to say, in `scoring`.
    """
    data = read_object(content, name)
    _check_format(data, name)
    place = _Place(name)
    model = place.mapping(data, "model")
    respondent = place.mapping(data, "respondent")
    answers = place.mapping(data, "answers")
    return Assessment(
        id=place.text(data, "id") or "",
        subject=place.text(data, "subject"),
        respondent=Respondent(
            name=place.text(respondent, "name", "respondent"),
            role=place.text(respondent, "role", "respondent"),
            is_group=place.truth(respondent, "group", "respondent"),
            extra=_rest(respondent, ("name", "role", "group")),
        ),
        about=place.texts(data, "about"),
        model=ModelUsed(
            id=place.text(model, "id", "model", required=True) or "",
            version=place.text(model, "version", "model") or "unknown",
            questions=place.text(model, "questions", "model") or "unknown",
            texts=place.text(model, "texts", "model") or "unknown",
            extra=_rest(model, ("id", "version", "questions", "texts")),
        ),
        language=place.text(data, "language") or "en",
        created=place.time(data, "created") or "",
        updated=place.time(data, "updated") or "",
        assessed=place.time(data, "assessed"),
        answers={id: _answer(place, answers, id) for id in answers},
        aspect_notes=place.texts(data, "aspect_notes"),
        targets={id: _target(place, data["targets"], id) for id in place.mapping(data, "targets")},
        extra=_rest(data, _TOP),
    )


def dump(assessment: Assessment) -> str:
    """The text of the file: keys in their order, two-space indent, a newline at the end.

    It can always be encoded: half a surrogate pair, which JSON can name but UTF-8 cannot hold, stays
    the escape it was.
    """
    data = {
        "format": FORMAT,
        "id": assessment.id,
        "subject": assessment.subject,
        "respondent": {
            "name": assessment.respondent.name,
            "role": assessment.respondent.role,
            **({"group": True} if assessment.respondent.is_group else {}),
            **assessment.respondent.extra,
        },
        "about": dict(assessment.about),
        "model": {
            "id": assessment.model.id,
            "version": assessment.model.version,
            "questions": assessment.model.questions,
            "texts": assessment.model.texts,
            **assessment.model.extra,
        },
        "language": assessment.language,
        "created": assessment.created,
        "updated": assessment.updated,
        "assessed": assessment.assessed,
        "answers": {id: _answer_data(answer) for id, answer in assessment.answers.items()},
        "aspect_notes": dict(assessment.aspect_notes),
        "targets": dict(assessment.targets),
        **assessment.extra,
    }
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _answer_data(answer: Answer) -> dict[str, Any]:
    data: dict[str, Any] = {"value": answer.value}
    if answer.value is None:
        data["reason"] = answer.reason
    data.update(asked=answer.asked, question=answer.question, answer=answer.answer)
    if answer.note is not None:
        data["note"] = answer.note
    if answer.evidence:
        data["evidence"] = list(answer.evidence)
    if answer.dissent:
        data["dissent"] = [
            {"value": each.value, "role": each.role, "note": each.note, **each.extra}
            for each in answer.dissent
        ]
    if answer.votes:
        data["votes"] = dict(answer.votes)
    return {**data, **answer.extra}


def parse_answer(name: str, id: str, data: Mapping[str, Any]) -> Answer:
    """One answer in the form it has in a file, as `--answers` may give it."""
    return _answer(_Place(name), {id: data}, id)


def _check_format(data: Mapping[str, Any], name: str) -> None:
    given = data.get("format")
    if not isinstance(given, str):
        raise PemmError("no-assessment", path=name)
    kind, _, number = given.partition("/")
    if kind.removeprefix("pemm-") in _REPORTS:
        raise PemmError("report-given", path=name, format=given)
    if kind != "pemm-assessment" or not re.fullmatch(r"[1-9]\d{0,5}", number):
        raise PemmError("no-assessment", path=name)
    if given != FORMAT:
        raise PemmError("newer-format", path=name, format=given, known=FORMAT)


def _answer(place: _Place, answers: Mapping[str, Any], id: str) -> Answer:
    where = f"answers.{id}"
    data = place.mapping(answers, id, "answers")
    value, reason = data.get("value"), place.text(data, "reason", where)
    if value is None:
        if "value" not in data and reason is None:
            place.refuse(where, "value", "nothing", "a whole number or null")
        if reason not in REASONS:
            place.refuse(where, "reason", _shown(reason), " or ".join(REASONS))
    elif not _is_value(value):
        place.refuse(where, "value", _shown(value), "a whole number that is one of the question's options")
    evidence = data.get("evidence")
    if evidence is not None and not (
        isinstance(evidence, list) and all(isinstance(link, str) for link in evidence)
    ):
        place.refuse(where, "evidence", _shown(evidence), "a list of texts")
    return Answer(
        value=value,
        reason=reason if value is None else None,
        asked=place.text(data, "asked", where),
        question=place.text(data, "question", where),
        answer=place.text(data, "answer", where),
        note=place.text(data, "note", where),
        evidence=tuple(evidence or ()),
        dissent=_dissent(place, data, where),
        votes=_votes(place, data, where),
        extra=_rest(data, _ANSWER),
    )


def _is_value(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_VALUE


def _dissent(place: _Place, data: Mapping[str, Any], where: str) -> tuple[Dissent, ...]:
    given = data.get("dissent")
    if given is None:
        return ()
    if not isinstance(given, list):
        place.refuse(where, "dissent", _shown(given), "a list")
    found = []
    for number, each in enumerate(given):
        here = f"{where}.dissent[{number}]"
        if not isinstance(each, dict):
            place.refuse(f"{where}", f"dissent[{number}]", _shown(each), "an object in braces")
        value = each.get("value")
        if not _is_value(value):
            place.refuse(here, "value", _shown(value), "a whole number that is one of the question's options")
        role, note = place.text(each, "role", here), place.text(each, "note", here)
        found.append(Dissent(value, role, note, _rest(each, ("value", "role", "note"))))
    return tuple(found)


def _votes(place: _Place, data: Mapping[str, Any], where: str) -> dict[str, int]:
    given = data.get("votes")
    if given is None:
        return {}
    votes = place.mapping(data, "votes", where)
    for key, count in votes.items():
        if not _VOTED.fullmatch(key):
            place.refuse(f"{where}.votes", key, "a key", "the value of an option, unsure or not_applicable")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _MAX_VOTES:
            place.refuse(f"{where}.votes", key, _shown(count), "a whole number of hands")
    return dict(votes)


def _target(place: _Place, targets: Mapping[str, Any], id: str) -> Target:
    value = targets[id]
    whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_VALUE
    if not whole and value != STAY:
        place.refuse("targets", id, _shown(value), f'a level\'s number or "{STAY}"')
    target: Target = value
    return target


def _rest(data: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in known}


class _Place:
    """Takes values of the right kind out of the data, or says where they are wrong."""

    def __init__(self, name: str) -> None:
        self.name = name

    def refuse(self, where: str, key: str, found: str, expected: str) -> None:
        full = f"{where}.{key}" if where else key
        raise PemmError("bad-value", path=self.name, where=full, found=found, expected=expected)

    def mapping(self, data: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = data.get(key)
        if value is None and not where:
            return {}
        if not isinstance(value, dict):
            self.refuse(where, key, _shown(value), "an object in braces")
        mapping: Mapping[str, Any] = data[key]
        return mapping

    def text(
        self, data: Mapping[str, Any], key: str, where: str = "", *, required: bool = False
    ) -> str | None:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            self.refuse(where, key, _shown(value), "a text")
        if required and not value:
            self.refuse(where, key, "nothing", "a text")
        text: str | None = value
        return text

    def truth(self, data: Mapping[str, Any], key: str, where: str) -> bool:
        value = data.get(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(where, key, _shown(value), "true or false")
        return value is True

    def texts(self, data: Mapping[str, Any], key: str) -> dict[str, str]:
        return {name: self.text(data[key], name, key) or "" for name in self.mapping(data, key)}

    def time(self, data: Mapping[str, Any], key: str) -> str | None:
        text = self.text(data, key)
        if text and not _TIME.fullmatch(text):
            self.refuse("", key, _shown(text), "a time like 2026-10-02T14:02:11Z")
        return text


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
