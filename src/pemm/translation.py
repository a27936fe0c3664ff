"""Language files: the texts of a model in another language.

A language file mirrors its model, with ids (and level values) for positions, and holds texts only;
`model/README.md` describes it. A question of which any text is missing stays in the model's own
language as a whole, so that nobody is asked half a question.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pemm.files import read_bytes
from pemm.yamlreader import Reader
from pemm.yamlsource import FaultyFile, Mapping, Node, read_on

FORMAT = "pemm-texts/1"

Plain = dict[str, Any]

_HEADER = ("format", "model", "language")
_LEVEL_TEXTS = ("title", "summary", "characteristics", "example", "brings", "costs")
_OPTION_TEXTS = ("label", "description", "title", "steps", "done_when")


def read_texts(path: Path, base: Plain) -> Plain:
    """The checked texts of a language file for the model described by `base`.

    Raises FaultyFile with every error: ids that the model lacks, texts of the wrong kind.
    """
    reader = Reader(str(path))
    root, faults = read_on(read_bytes(path), str(path))
    reader.faults += faults
    shape = _shape(base)
    fields = reader.mapping(root, "a language file", required=_HEADER, optional=tuple(shape))
    header = {name: reader.text(fields.get(name), name) for name in _HEADER}
    expected = {"format": FORMAT, "model": base["id"], "language": path.stem.rpartition(".")[2]}
    for name, value in expected.items():  # the file's name says the language, too
        if header[name] not in ("", value):
            reader.fault(fields[name], f'"{header[name]}" for "{name}", expected "{value}"')
    texts = {name: _walk(reader, fields[name], shape[name], name) for name in shape if name in fields}
    if reader.faults:
        raise FaultyFile(reader.faults)
    return {"language": header["language"], **texts}


def translated(base: Plain, texts: Plain) -> Plain:
    """The description of a model with the texts of a language in place of its own."""
    plain = copy.deepcopy(base)
    plain["language"] = texts["language"]
    plain["name"] = texts.get("name", base["name"])
    for role in plain["roles"]:
        role.update(texts.get("roles", {}).get(role["id"], {}))
    for level in plain["levels"]:
        level.update(texts.get("levels", {}).get(str(level["value"]), {}))
    for aspect in plain["aspects"]:
        given = texts.get("aspects", {}).get(aspect["id"], {})
        aspect.update({name: given[name] for name in ("name", "question", "summary") if name in given})
        for level in aspect["levels"]:
            level.update(given.get("levels", {}).get(str(level["value"]), {}))
        for question in aspect["questions"]:
            _translate_question(
                question, given.get("questions", {}).get(question["id"], {}), base["language"]
            )
    for need in plain["needs"]:
        need["why"] = texts.get("needs", {}).get(_need_id(need), need["why"])
    return plain


def _translate_question(question: Plain, given: Plain, base_language: str) -> None:
    options = given.get("options", {})
    complete = all(given.get(name) for name in ("text", "help") if question[name]) and all(
        options.get(str(option["value"]), {}).get(name)
        for option in question["options"]
        for name in _OPTION_TEXTS
        if option[name]
    )
    if not complete:
        question["language"] = base_language
        return
    question.update({name: given[name] for name in ("text", "help") if name in given})
    for option in question["options"]:
        option.update(options[str(option["value"])])


def _need_id(need: Plain) -> str:
    return f"{need['aspect']}-{need['level']}-{need['needs']['aspect']}-{need['needs']['level']}"


def _shape(base: Plain) -> Plain:
    """The keys a language file may have: a dict where it goes on, `text` or `list` where it ends."""

    def ends(*names: str) -> Plain:
        return {name: "list" if name in ("characteristics", "steps") else "text" for name in names}

    def aspect(plain: Plain) -> Plain:
        return {
            **ends("name", "question", "summary"),
            "levels": {str(level["value"]): ends(*_LEVEL_TEXTS) for level in plain["levels"]},
            "questions": {
                question["id"]: {
                    **ends("text", "help"),
                    "options": {str(option["value"]): ends(*_OPTION_TEXTS) for option in question["options"]},
                }
                for question in plain["questions"]
            },
        }

    return {
        **ends("name"),
        "roles": {role["id"]: ends("name", "summary") for role in base["roles"]},
        "levels": {str(level["value"]): ends("name", "summary") for level in base["levels"]},
        "aspects": {plain["id"]: aspect(plain) for plain in base["aspects"]},
        "needs": {_need_id(need): "text" for need in base["needs"]},
    }


def _walk(reader: Reader, node: Node, shape: Any, what: str) -> Any:
    if shape == "text":
        return reader.text(node, what)
    if shape == "list":
        return reader.sequence(node, what, 0, 30, lambda item: reader.text(item, what))
    fields = reader.mapping(node, what, required=(), optional=tuple(shape))
    if not isinstance(node, Mapping):
        return {}
    return {name: _walk(reader, child, shape[name], name) for name, child in fields.items()}
