"""Model files: a YAML file becomes a checked description, or a list of every error it has.

The shape is described for authors in `model/README.md`. `read_model` gives the description as dicts
and lists, which `pemm.model.from_plain` turns into a Model and the build stores as JSON. The question
files of the community's assessment have another shape, and are read by `pemm.communityfile`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pemm import communityfile
from pemm.files import read_bytes
from pemm.meaning import Version, version
from pemm.yamlreader import ID, URL, VERSION, Reader
from pemm.yamlsource import FaultyFile, Mapping, Node, Scalar, Sequence, read_on

FORMAT = "pemm-model/1"
MAX_LEVELS = 9  # one key answers a question
MAX_QUESTIONS = 200  # of one aspect

Plain = dict[str, Any]


def read_model(path: Path) -> Plain:
    """The checked description of the model in `path`.

    Raises FaultyFile with every error found; PemmError where the file cannot be read.
    """
    name = str(path)
    root, faults = read_on(read_bytes(path), name)
    reader = Reader(name)
    reader.faults += faults
    of_community = communityfile.is_community(root)
    plain = communityfile.description(reader, root) if of_community else _model(reader, root)
    if reader.faults:
        raise FaultyFile(reader.faults)
    return plain


def base_of(path: Path) -> Path | None:
    """The model a language file belongs to: `<model>.<language>.yaml` beside it; None for a model."""
    stem, _, language = path.stem.rpartition(".")
    base = path.with_name(f"{stem}{path.suffix}") if stem and language else path
    return base if base != path and base.is_file() else None


def read_description(path: Path) -> Plain:
    """What a YAML file of the model folder holds: a model, or the texts of one in another language."""
    base = base_of(path)
    if base is None:
        return read_model(path)
    from pemm.translation import read_texts

    return read_texts(path, read_model(base))


def _model(reader: Reader, root: Node) -> Plain:
    format_node = root.items.get("format") if isinstance(root, Mapping) else None
    if isinstance(format_node, Scalar) and format_node.text != FORMAT:
        reader.fault(format_node, f'the format "{format_node.text}", expected {FORMAT}')
        return {}
    top = reader.mapping(
        root,
        "a model",
        required=(
            *("format", "id", "name", "version", "language", "question_set"),
            *("levels", "aspects"),
        ),
        optional=("source", "share_links", "roles", "needs", "history"),
    )
    if "levels" not in top or "aspects" not in top:
        return {}
    levels = reader.sequence(top["levels"], "levels", 2, MAX_LEVELS, lambda node: _level(reader, node))
    reader.counting(top["levels"], levels, "level")
    k = len(levels)
    if k < 2:
        return {}  # whatever stands below would be judged by levels that are not there
    question_set = _question_set(reader, top.get("question_set"))
    today = version(question_set["version"])
    aspects = reader.sequence(top["aspects"], "aspects", 1, 20, lambda node: _aspect(reader, node, k, today))
    reader.unique(top["aspects"], [aspect["id"] for aspect in aspects], "aspect")
    question_nodes = _question_nodes(top["aspects"])
    reader.unique(question_nodes, [q["id"] for aspect in aspects for q in aspect["questions"]], "question")
    check = _Ids(reader, aspects, k)
    roles = reader.sequence(top.get("roles"), "roles", 0, 30, lambda node: _role(reader, node))
    if roles:
        reader.unique(top["roles"], [role["id"] for role in roles], "role")
    return {
        "id": reader.text(top.get("id"), "id", ID),
        "name": reader.text(top.get("name"), "name"),
        "version": reader.text(top.get("version"), "version"),
        "language": reader.text(top.get("language"), "language", ID),
        "question_set": question_set,
        "source": _source(reader, top.get("source")),
        "share_links": reader.text(top.get("share_links"), "share_links", URL, optional=True),
        "roles": roles,
        "levels": levels,
        "aspects": aspects,
        "needs": _needs(reader, top.get("needs"), check),
        "history": reader.sequence(
            top.get("history"), "history", 0, 10_000, lambda node: _change(reader, node, check)
        ),
    }


def _question_set(reader: Reader, node: Node | None) -> Plain:
    fields = reader.mapping(node, "the question set", required=("version", "texts"))
    return {
        "version": reader.text(fields.get("version"), "version", VERSION),
        "texts": reader.text(fields.get("texts"), "texts", ID),
    }


def _source(reader: Reader, node: Node | None) -> Plain | None:
    if node is None:
        return None
    fields = reader.mapping(node, "the source", required=("name", "address", "licence"))
    return {
        "name": reader.text(fields.get("name"), "name"),
        "address": reader.text(fields.get("address"), "address", URL),
        "licence": reader.text(fields.get("licence"), "licence"),
    }


def _role(reader: Reader, node: Node) -> Plain:
    fields = reader.mapping(node, "a role", required=("id", "name"), optional=("summary",))
    return {
        "id": reader.text(fields.get("id"), "id", ID),
        "name": reader.text(fields.get("name"), "name"),
        "summary": reader.text(fields.get("summary"), "summary", optional=True) or "",
    }


def _level(reader: Reader, node: Node) -> Plain:
    fields = reader.mapping(node, "a level", required=("value", "name"), optional=("summary",))
    return {
        "value": reader.whole(fields.get("value"), "value", 1, MAX_LEVELS),
        "name": reader.text(fields.get("name"), "name"),
        "summary": reader.text(fields.get("summary"), "summary", optional=True) or "",
    }


def _question_nodes(aspects: Node) -> Sequence:
    """The nodes of all questions, one list over all aspects."""
    found = Sequence(aspects.line, aspects.column)
    for aspect in aspects.items if isinstance(aspects, Sequence) else []:
        questions = aspect.items.get("questions") if isinstance(aspect, Mapping) else None
        if isinstance(questions, Sequence):
            found.items += questions.items[:MAX_QUESTIONS]
    return found


def _aspect(reader: Reader, node: Node, k: int, today: Version | None) -> Plain:
    fields = reader.mapping(
        node,
        "an aspect",
        required=("id", "name", "levels", "questions"),
        optional=("question", "summary"),
    )
    levels = reader.sequence(fields.get("levels"), "levels", k, k, lambda node: _cell(reader, node, k))
    reader.counting(fields.get("levels"), levels, "level")
    asked = fields.get("questions")
    questions = reader.sequence(
        asked, "questions", 1, MAX_QUESTIONS, lambda node: _question(reader, node, k, today)
    )
    if asked is not None and questions and all(question["until"] is not None for question in questions):
        reader.fault(asked, "every question is retired, expected one that is asked today")
    return {
        "id": reader.text(fields.get("id"), "id", ID),
        "name": reader.text(fields.get("name"), "name"),
        "question": reader.text(fields.get("question"), "question", optional=True) or "",
        "summary": reader.text(fields.get("summary"), "summary", optional=True) or "",
        "levels": levels,
        "questions": questions,
    }


def _cell(reader: Reader, node: Node, k: int) -> Plain:
    texts = ("summary", "example", "brings", "costs")
    fields = reader.mapping(
        node, "a level of an aspect", required=("value", "title"), optional=(*texts, "characteristics")
    )
    cell = {name: reader.text(fields.get(name), name, optional=True) or "" for name in texts}
    return {
        **cell,
        "value": reader.whole(fields.get("value"), "value", 1, k),
        "title": reader.text(fields.get("title"), "title"),
        "characteristics": _texts(reader, fields.get("characteristics"), "characteristics"),
    }


def _texts(reader: Reader, node: Node | None, what: str) -> list[str]:
    return reader.sequence(node, what, 0, 30, lambda item: reader.text(item, what))


def _question(reader: Reader, node: Node, k: int, today: Version | None) -> Plain:
    fields = reader.mapping(
        node, "a question", required=("id", "text", "options"), optional=("help", "since", "until")
    )
    options = reader.sequence(fields.get("options"), "options", 2, k, lambda node: _option(reader, node, k))
    reader.rising(fields.get("options"), [option["value"] for option in options])
    question: Plain = {
        "id": reader.text(fields.get("id"), "id", ID),
        "text": reader.text(fields.get("text"), "text"),
        "help": reader.text(fields.get("help"), "help", optional=True) or "",
        "since": reader.text(fields.get("since"), "since", VERSION, optional=True),
        "until": reader.text(fields.get("until"), "until", VERSION, optional=True),
        "options": options,
    }
    since, until = version(question["since"]), version(question["until"])
    for name, given in (("since", since), ("until", until)):
        if given and today and given > today:
            number = ".".join(map(str, today))
            reader.fault(fields[name], f'a later version for "{name}", expected at most the set\'s {number}')
    if since and until and until <= since:
        reader.fault(fields["until"], f'"until" {question["until"]}, expected one after "since"')
    return question


def _option(reader: Reader, node: Node, k: int) -> Plain:
    fields = reader.mapping(
        node,
        "an option",
        required=("value", "label"),
        optional=("description", "goal", "title", "steps", "done_when"),
    )
    option = {
        "value": reader.whole(fields.get("value"), "value", 1, k),
        "label": reader.text(fields.get("label"), "label"),
        "description": reader.text(fields.get("description"), "description", optional=True) or "",
        "goal": reader.truth(fields.get("goal"), "goal", default=True),
        "title": reader.text(fields.get("title"), "title", optional=True) or "",
        "steps": _texts(reader, fields.get("steps"), "steps"),
        "done_when": reader.text(fields.get("done_when"), "done_when", optional=True) or "",
    }
    if not option["goal"] and option["steps"]:
        reader.fault(fields["steps"], "steps to a stage that is no goal, expected none")
    return option


class _Ids:
    """Checks that what the needs and the history name is there."""

    def __init__(self, reader: Reader, aspects: list[Plain], k: int) -> None:
        self.reader = reader
        self.aspects = [aspect["id"] for aspect in aspects]
        self.questions = [question["id"] for aspect in aspects for question in aspect["questions"]]
        self.k = k

    def aspect(self, node: Node | None) -> str:
        return self._known(node, "aspect", self.aspects)

    def question(self, node: Node | None) -> str:
        return self._known(node, "question", self.questions)

    def _known(self, node: Node | None, what: str, known: list[Any]) -> str:
        id = self.reader.text(node, what, ID)
        if node is not None and id and id not in known:
            names = ", ".join(map(str, known))
            self.reader.fault(node, f'no {what} has the id "{id}", expected one of {names}')
        return id


def _needs(reader: Reader, node: Node | None, check: _Ids) -> list[Plain]:
    def need(item: Node) -> Plain:
        fields = reader.mapping(item, "a need", required=("aspect", "level", "needs"), optional=("why",))
        needed = reader.mapping(fields.get("needs"), "needs", required=("aspect", "level"))
        return {
            "aspect": check.aspect(fields.get("aspect")),
            "level": reader.whole(fields.get("level"), "level", 1, check.k),
            "needs": {
                "aspect": check.aspect(needed.get("aspect")),
                "level": reader.whole(needed.get("level"), "level", 1, check.k),
            },
            "why": reader.text(fields.get("why"), "why", optional=True) or "",
        }

    needs = reader.sequence(node, "needs", 0, 1000, need)
    sound = [need for need in needs if need["aspect"] and need["needs"]["aspect"]]
    if node is not None and (circle := _circle(sound)):
        path = " needs ".join(f"{aspect} {level}" for aspect, level in circle)
        reader.fault(node, f"the needs run in a circle: {path}")
    return needs


def _circle(needs: list[Plain]) -> list[tuple[str, int]]:
    """A circle among the needs, as the (aspect, level) pairs it runs through; empty where there is none.

    A level also needs what the lower levels of its aspect need.
    """
    done: set[tuple[str, int]] = set()

    def visit(aspect: str, level: int, path: list[tuple[str, int]]) -> list[tuple[str, int]]:
        here = (aspect, level)
        if here in done:
            return []
        if here in path:
            return [*path[path.index(here) :], here]
        for need in needs:
            if need["aspect"] == aspect and need["level"] <= level:
                found = visit(need["needs"]["aspect"], need["needs"]["level"], [*path, here])
                if found:
                    return found
        done.add(here)
        return []

    for need in needs:
        if found := visit(need["aspect"], need["level"], []):
            return found
    return []


def _change(reader: Reader, node: Node, check: _Ids) -> Plain:
    fields = reader.mapping(
        node,
        "a change of meaning",
        required=("question", "what"),
        optional=("version", "language", "texts", "options"),
    )
    if isinstance(node, Mapping) and "version" not in fields and "language" not in fields:
        reader.fault(node, "a change without version and language, expected one of them")

    def value(item: Node) -> int:
        return reader.whole(item, "option", 1, check.k)

    return {
        "question": check.question(fields.get("question")),
        "what": reader.text(fields.get("what"), "what"),
        "options": reader.sequence(fields.get("options"), "options", 0, check.k, value),
        "version": reader.text(fields.get("version"), "version", VERSION, optional=True),
        "language": reader.text(fields.get("language"), "language", ID, optional=True),
        "texts": reader.text(fields.get("texts"), "texts", ID, optional=True),
    }
