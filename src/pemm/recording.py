"""Recording without a conversation: answers and targets that a script gives.

Everything is read and checked against the model first; an error leaves the assessment as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pemm import voices
from pemm.assessment import STAY, Answer, Assessment, Dissent, Target, answer, ordered, remark
from pemm.assessmentfile import parse, parse_answer
from pemm.errors import PemmError, UsageError
from pemm.files import read_bytes
from pemm.model import Model, Question
from pemm.strictjson import read_object

if TYPE_CHECKING:
    from pemm.yamlsource import Node

_WORDS = {"unsure": "unsure", "na": "not_applicable", "not_applicable": "not_applicable"}
_FIELDS = ("value", "reason", "note", "evidence", "dissent", "votes", "asked", "question", "answer")
_PAIR = re.compile(r"\s*([^=\s]+)\s*=\s*(.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a script gives it. With `kept` it is an answer from a file, taken over as it stands."""

    value: int | None = None
    reason: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] | None = None
    dissent: tuple[Dissent, ...] | None = None
    votes: Mapping[str, int] | None = None
    kept: Answer | None = None


def pairs(options: Sequence[str], error: str) -> dict[str, str]:
    """`KEY=VALUE` options as a dict; UsageError for another form or a key given twice."""
    read: dict[str, str] = {}
    for text, (key, value) in zip(options, listed_pairs(options, error), strict=True):
        if key in read:
            raise UsageError("given-twice", given=text)
        read[key] = value
    return read


def listed_pairs(options: Sequence[str], error: str) -> list[tuple[str, str]]:
    """`KEY=VALUE` options, of which a key may have several; UsageError for another form."""
    found = []
    for text in options:
        match = _PAIR.fullmatch(text)
        if match is None or not match[2]:
            raise UsageError(error, given=text)
        found.append((match[1], match[2]))
    return found


def word(id: str, text: str, model: Model) -> Given:
    """What `2`, `unsure` or `na` means as an answer to the question `id`. Raises PemmError."""
    question = _question(id, model)
    if text.lower() in _WORDS:
        return Given(reason=_WORDS[text.lower()])
    if text.isascii() and text.isdecimal() and len(text) < 4 and question.option(int(text)):
        return Given(value=int(text))
    raise _no_answer(id, text, model)


def _no_answer(id: str, text: str, model: Model) -> PemmError:
    options = ", ".join(map(str, _question(id, model).values))
    shown = text if len(text) <= 40 else text[:39] + "…"
    return PemmError("unknown-answer", question=id, given=shown, options=options)


def answers_file(path: Path, model: Model) -> dict[str, Given]:
    """The answers of a YAML or JSON file: ids to `2`, `unsure` or `na`, to full answers, or an assessment.

    Raises PemmError for a file of another shape, an unknown id or a value that is no option.
    """
    content = read_bytes(path)  # once, for it may be a pipe
    data = _mapping(content, path)
    if isinstance(data.get("format"), str) and not str(data["format"]).startswith("pemm-assessment/"):
        raise PemmError("answers-shape", path=path)
    if isinstance(data.get("format"), str):
        assessment = parse(content, str(path))
        if assessment.model.id != model.id:
            raise PemmError("other-model", found=assessment.model.id, expected=model.id)
        return {id: _kept(id, given, model) for id, given in assessment.answers.items()}
    if not data:
        raise PemmError("answers-shape", path=path)
    return {id: _from_file(path, id, given, model) for id, given in data.items()}


def _mapping(content: bytes, path: Path) -> dict[str, Any]:
    # YAML from a pipe too; what looks like JSON is read as JSON, which has rules of its own on numbers.
    piped = str(path) == "-" and not content.lstrip().startswith(b"{")
    if path.suffix.lower() in (".yaml", ".yml") or piped:
        from pemm.yamlsource import read

        data = _values(read(content, str(path)))
    else:
        try:
            data = read_object(content, str(path))
        except PemmError as error:
            if error.key != "no-assessment":  # JSON, but no object
                raise
            data = None
    if not isinstance(data, dict):
        raise PemmError("answers-shape", path=path)
    return data


def _values(node: Node) -> Any:
    """A YAML tree as JSON would give it, but for numbers, which stay texts: null is None."""
    from pemm.yamlsource import Scalar
    from pemm.yamlsource import Sequence as YamlSequence

    if isinstance(node, Scalar):
        return None if not node.quoted and node.text in ("", "~", "null") else node.text
    if isinstance(node, YamlSequence):
        return [_values(item) for item in node.items]
    return {key: _values(item) for key, item in node.items.items()}


def _from_file(path: Path, id: str, given: Any, model: Model) -> Given:
    if not (isinstance(given, Mapping) and given.get("asked") is not None):
        _question(id, model)
    if isinstance(given, str) or (isinstance(given, int) and not isinstance(given, bool)):
        return word(id, str(given), model)
    if not isinstance(given, Mapping):
        raise _no_answer(id, json.dumps(given), model)
    unknown = next((key for key in given if key not in _FIELDS), None)
    if unknown is not None and given.get("asked") is None:  # a note under a wrong name must not vanish
        raise PemmError("answers-key", path=path, question=id, key=unknown, known=", ".join(_FIELDS))
    value = given.get("value")
    if isinstance(value, str):  # YAML texts, and the words of --set
        spoken = word(id, value, model)
        given = {**given, "value": spoken.value, **({"reason": spoken.reason} if spoken.reason else {})}
    if given.get("value") is None and given.get("reason") is None:
        given = {**given, "value": None, "reason": "unanswered"}  # a note alone
    read = parse_answer(str(path), id, voices.in_a_file(given, model, model.question(id)))
    if read.asked is not None:
        return _kept(id, read, model)
    if read.value is not None:
        word(id, str(read.value), model)
    evidence = read.evidence if "evidence" in given else None
    dissent = read.dissent if "dissent" in given else None
    votes = read.votes if "votes" in given else None
    return Given(read.value, read.reason, read.note, evidence, dissent, votes)


def _kept(id: str, given: Answer, model: Model) -> Given:
    question = model.question(id)
    if question is not None and given.value is not None and question.option(given.value) is None:
        raise _no_answer(id, str(given.value), model)
    return Given(kept=given)


def _question(id: str, model: Model) -> Question:
    question = model.question(id)
    if question not in model.questions:  # a retired one is not asked any more either
        raise PemmError("unknown-question", id=id, known=", ".join(each.id for each in model.questions))
    return question


def record(assessment: Assessment, model: Model, given: Mapping[str, Given], now: str) -> Assessment:
    """The assessment with these answers recorded; note and evidence stay where none are given."""
    for id, each in given.items():
        if each.kept is not None:
            assessment = _taken_over(assessment, model, id, each.kept, now)
            continue
        question = _question(id, model)
        if each.reason != "unanswered":
            assessment = answer(assessment, model, question, now, value=each.value, reason=each.reason)
        if any(part is not None for part in (each.note, each.evidence, each.dissent, each.votes)):
            assessment = remark(
                assessment,
                model,
                question,
                now,
                note=each.note,
                evidence=each.evidence,
                dissent=each.dissent,
                votes=each.votes,
            )
    return assessment


def _taken_over(assessment: Assessment, model: Model, id: str, kept: Answer, now: str) -> Assessment:
    before = assessment.answers.get(id)
    after = kept
    if before is not None:
        after = replace(
            before if kept.state == "unanswered" else kept,  # a note alone takes no answer away
            note=kept.note or before.note,
            evidence=kept.evidence or before.evidence,
            dissent=kept.dissent or before.dissent,
            votes=kept.votes or before.votes,
            extra={**before.extra, **kept.extra},
        )
    if after == before:
        return assessment
    changed = after.state != "unanswered" and (
        before is None or (before.value, before.state) != (after.value, after.state)
    )
    return replace(
        assessment,
        answers=ordered({**assessment.answers, id: after}, model),
        updated=now,
        assessed=now if changed else assessment.assessed,
    )


def targets(options: Sequence[str], model: Model) -> dict[str, Target | None]:
    """`ASPECT=LEVEL` options, levels by number or name, `stay`, `none`; a level alone is for every aspect.

    None stands for `none`, which takes the target away.

    Raises UsageError for another form, PemmError for an aspect or level that the model lacks.
    """
    read: dict[str, Target | None] = {}
    known = [aspect.id for aspect in model.aspects]
    for aspect, level in target_pairs(options):
        if aspect is None:
            read.update(dict.fromkeys(known, _level(level, model)))
            continue
        if aspect not in known:
            raise PemmError("unknown-aspect", id=aspect, known=", ".join(known))
        read[aspect] = _level(level, model)
    return read


def target_pairs(options: Sequence[str]) -> list[tuple[str | None, str]]:
    """`ASPECT=LEVEL` options as pairs, the aspect None for a level alone; UsageError for another form."""
    read: list[tuple[str | None, str]] = []
    for text in options:
        match = _PAIR.fullmatch(text)
        if match is not None and match[2]:
            read.append((match[1], match[2]))
        elif "=" in text or not text.strip():
            raise UsageError("bad-target", given=text)
        else:
            read.append((None, text.strip()))
    return read


def with_targets(assessment: Assessment, wanted: Mapping[str, Target | None], now: str) -> Assessment:
    """The assessment with these targets set, or taken away where they are None."""
    if not wanted:
        return assessment
    merged = {**assessment.targets, **wanted}
    kept = {id: target for id, target in merged.items() if target is not None}
    return replace(assessment, targets=kept, updated=now)


def aspect_notes(options: Sequence[str], model: Model) -> dict[str, str]:
    """`ASPECT=TEXT` options: what a team says of an aspect in its own words; an empty text removes it.

    Raises UsageError for another form or an aspect given twice, PemmError for one that the model lacks.
    """
    read: dict[str, str] = {}
    known = [aspect.id for aspect in model.aspects]
    for text in options:
        match = _PAIR.fullmatch(text)
        if match is None:
            raise UsageError("bad-aspect-note", given=text)
        if match[1] in read:
            raise UsageError("given-twice", given=text)
        if match[1] not in known:
            raise PemmError("unknown-aspect", id=match[1], known=", ".join(known))
        read[match[1]] = match[2]
    return read


def with_aspect_notes(assessment: Assessment, wanted: Mapping[str, str], now: str) -> Assessment:
    """The assessment with these notes beside its aspects, or without those that are empty."""
    if not wanted:
        return assessment
    merged = {**assessment.aspect_notes, **wanted}
    return replace(assessment, aspect_notes={id: text for id, text in merged.items() if text}, updated=now)


def _level(text: str, model: Model) -> Target | None:
    if text.lower() == STAY:
        return STAY
    if text.lower() == "none":
        return None
    for level in model.levels:
        if text in (str(level.value), level.name) or text.lower() == level.name.lower():
            return level.value
    known = ", ".join(f"{level.value} {level.name}" for level in model.levels)
    raise PemmError("unknown-level", given=text, known=known)


def role(text: str, model: Model) -> str:
    """The id of a role given by id or by name. Raises PemmError with the list of roles."""
    for each in model.roles:
        if text.lower() in (each.id.lower(), each.name.lower()):
            return each.id
    raise PemmError("unknown-role", given=text, known=", ".join(each.id for each in model.roles) or "-")
