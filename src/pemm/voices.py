"""What a group says beside the answer it agrees on: dissent, and a show of hands, read from a line.

The same lines are typed in a meeting and given by a script, so they are read leniently; what cannot be
meant is told, and the line can be mended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pemm.assessment import Answer, Assessment, Dissent, remark
from pemm.errors import PemmError
from pemm.model import Model, Question

NOBODY = ("-", "none")  # takes away what was kept
MAX_HANDS = 100_000  # for one option: more than any room holds

# What a script is told: it has no question before its eyes.
_OF_A_SCRIPT = {"dissent-nothing": "dissent-unanswered", "dissent-same": "dissent-agreed"}
_DISSENT = re.compile(r"\s*(\d{1,4})(?![\d.])[\s,;=–-]*(.*?)\s*", re.DOTALL)
_COUNT = re.compile(r"\d{1,9}")
_BESIDE = re.compile(r"(?:([ux])=?(\d{1,9})|(\d{1,9})([ux]))", re.IGNORECASE)
_BESIDE_OPTIONS = {"u": "unsure", "x": "not_applicable"}


def dissent(line: str, model: Model, question: Question) -> Dissent:
    """The dissent that `LEVEL [ROLE] [: NOTE]` means, like `3 consumer: not over VPN`.

    Without a colon, what begins with a role is read as role and note, and anything else as a note.
    Raises PemmError: no level in front, a level that is no option, a word before the colon that is no role.
    """
    match = _DISSENT.fullmatch(line)
    if match is None:
        raise PemmError("dissent-form", given=_short(line))
    if question.option(int(match[1])) is None:
        options = ", ".join(map(str, question.values))
        raise PemmError("dissent-level", question=question.id, given=match[1], options=options)
    role, note = _role_and_note(match[2], model)
    return Dissent(int(match[1]), role, note or None)


def _role_and_note(rest: str, model: Model) -> tuple[str | None, str]:
    before, colon, after = rest.partition(":")
    if colon:
        named = before.strip(" \t,;")
        if role := _role(named, model):
            return role, after.strip()
        if not named:
            return None, after.strip()
        if model.roles and len(named.split()) == 1 and not after.startswith("//"):
            known = ", ".join(each.id for each in model.roles)
            raise PemmError("dissent-role", given=_short(named), known=known)
        return None, rest
    words = rest.split(maxsplit=2)
    for count in (2, 1):  # "service provider" before "service"
        named = " ".join(words[:count]).strip(",;")
        if len(words) >= count and (role := _role(named, model)):
            return role, " ".join(words[count:]).lstrip(",;–- ")
    return None, rest


def _role(text: str, model: Model) -> str | None:
    wanted = text.casefold()
    for each in model.roles:
        if wanted in (each.id.casefold(), each.name.casefold()):
            return each.id
    return None


def with_dissent(given: Answer | None, added: Dissent) -> tuple[Dissent, ...]:
    """The dissent beside an answer with one more; the same a second time stays one.

    Raises PemmError where it is what was agreed on, or nothing was answered yet.
    """
    if given is None or given.state == "unanswered":
        raise PemmError("dissent-nothing")
    if added.value == given.value:
        raise PemmError("dissent-same", value=added.value)
    known = {(each.value, each.role, each.note) for each in given.dissent}
    if (added.value, added.role, added.note) in known:
        return given.dissent
    return (*given.dissent, added)


def votes(line: str, question: Question) -> dict[str, int]:
    """What a show of hands like `0 3 4 1 u2 x1` counts: as many numbers as options, lowest first.

    `u` are the unsure, `x` those to whom the question does not apply. Options without a hand are left out.
    Raises PemmError for another form.
    """
    counts: list[int] = []
    beside: dict[str, int] = {}
    for word in re.split(r"[\s,;/]+", line.strip()):
        if _COUNT.fullmatch(word):
            counts.append(int(word))
            continue
        match = _BESIDE.fullmatch(word)
        key = (match[1] or match[4]).lower() if match else ""
        if match is None or key in beside:
            raise _no_votes(line, question)
        beside[key] = int(match[2] or match[3])
    if len(counts) != len(question.options) or max((*counts, *beside.values())) > MAX_HANDS:
        raise _no_votes(line, question)
    found = {str(option.value): n for option, n in zip(question.options, counts, strict=True) if n}
    found |= {_BESIDE_OPTIONS[key]: beside[key] for key in ("u", "x") if beside.get(key)}
    if not found:
        raise _no_votes(line, question)
    return found


def _no_votes(line: str, question: Question) -> PemmError:
    return PemmError("votes-form", given=_short(line), n=len(question.options), example=example(question))


def example(question: Question) -> str:
    """A show of hands for a question with so many options, for those who ask how it is typed."""
    return " ".join("0341256789"[place % 10] for place in range(len(question.options)))


def hands(counted: Mapping[str, int], question: Question) -> str:
    """A show of hands as it is typed: `0 3 4 1 u2`."""
    parts = [str(counted.get(str(option.value), 0)) for option in question.options]
    parts += [f"{key}{counted[name]}" for key, name in _BESIDE_OPTIONS.items() if counted.get(name)]
    return " ".join(parts)


def _short(text: str) -> str:
    from pemm.wording import clean

    shown = clean(text)
    return shown if len(shown) <= 40 else shown[:39] + "…"


def record(
    assessment: Assessment,
    model: Model,
    dissents: Sequence[tuple[str, str]],
    hands: Sequence[tuple[str, str]],
    now: str,
) -> Assessment:
    """The assessment with dissent and hands recorded, given as (question id, line) pairs.

    The same dissent is kept once, `none` takes away what was kept. Raises PemmError for a question that is
    not asked, for a line that cannot be meant, and for dissent where nothing was agreed.
    """
    for id, line in hands:
        question = _asked(id, model)
        assessment = remark(assessment, model, question, now, votes=votes(line, question))
    for id, line in dissents:
        question = _asked(id, model)
        kept: tuple[Dissent, ...] = ()
        if line.lower() not in NOBODY:
            kept = _added(assessment, model, question, line)
        given = assessment.answers.get(id)
        if kept != (given.dissent if given else ()):
            assessment = remark(assessment, model, question, now, dissent=kept)
    return assessment


def _added(assessment: Assessment, model: Model, question: Question, line: str) -> tuple[Dissent, ...]:
    try:
        return with_dissent(assessment.answers.get(question.id), dissent(line, model, question))
    except PemmError as error:
        if error.key not in _OF_A_SCRIPT:
            raise
        raise PemmError(_OF_A_SCRIPT[error.key], **{"question": question.id, **error.data}) from None


def _asked(id: str, model: Model) -> Question:
    question = model.question(id)
    if question is None or question not in model.questions:
        raise PemmError("unknown-question", id=id, known=", ".join(each.id for each in model.questions))
    return question


def in_a_file(given: Mapping[str, Any], model: Model, question: Question | None) -> Mapping[str, Any]:
    """An answer of a file whose dissent and votes may be lines as they are typed, and their numbers texts.

    Raises PemmError for a line that cannot be meant, and for a level that is no option.
    """
    if question is None or not ({"dissent", "votes"} & given.keys()):
        return given
    read = dict(given)
    if isinstance(given.get("votes"), str):
        read["votes"] = votes(given["votes"], question)
    elif isinstance(given.get("votes"), Mapping):
        read["votes"] = {key: _whole(count) for key, count in given["votes"].items()}
    if isinstance(given.get("dissent"), str):
        read["dissent"] = [given["dissent"]]
    if isinstance(read.get("dissent"), list):
        read["dissent"] = [_dissent_data(each, model, question) for each in read["dissent"]]
    return read


def _dissent_data(given: Any, model: Model, question: Question) -> Any:
    if isinstance(given, str):
        spoken = dissent(given, model, question)
        return {"value": spoken.value, "role": spoken.role, "note": spoken.note}
    if isinstance(given, Mapping):
        value = _whole(given.get("value"))
        if isinstance(value, int) and question.option(value) is None:
            dissent(str(value), model, question)  # says which options there are
        return {**given, "value": value}
    return given


def _whole(given: Any) -> Any:
    return int(given) if isinstance(given, str) and re.fullmatch(r"[0-9]{1,7}", given) else given
