"""The community's own question files, read as they are.

The browser assessment of the platform engineering model keeps each language in a file of its own
shape: `metadata` and `categories`, with texts that may hold HTML. Such a file becomes the same
description as one of our format. It holds questions and options only; what it lacks (levels, cells,
roles, help, steps, history, where links live) is taken from the built-in model. Keys that mean
nothing here are passed over; what is scored, ids and values, is read strictly.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import asdict, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from pemm.meaning import COMMUNITY, UNKNOWN, meaning, version
from pemm.yamlreader import ID, Reader
from pemm.yamlsource import Mapping, Node, Scalar

if TYPE_CHECKING:
    from pemm.model import Aspect, Model, Question

MAX_CATEGORIES = 20
MAX_QUESTIONS = 200  # of one category

Plain = dict[str, Any]

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8}){0,3})")
_NO_VERSION = re.compile(r"0+(\.0+)*")  # stands where nobody has counted yet
_MAX_ORDER = 99_999
_CUT_OFF = re.compile(r"</?[A-Za-z]|<[!?]")
# Characters that act instead of being read, which an entity can stand for; the joiners belong to words.
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_JOINERS = "\u200c\u200d"


def is_community(root: Node) -> bool:
    """Whether a YAML tree is a question file of the community, rather than a model of our own format."""
    if not isinstance(root, Mapping) or "format" in root.items:
        return False
    return {"metadata", "categories"} <= root.items.keys()


def description(reader: Reader, root: Node) -> Plain:
    """The description of the platform engineering model with the questions of a community file.

    It has the shape that `pemm.modelfile.read_model` gives, and faults are written down in `reader`.
    The version of the question set is `unknown` where the file states none, and so is the language
    where it states nothing that looks like a language code.
    """
    from pemm import library  # it reads models, and so comes round to this module

    top = _fields(reader, root, "a question file", ("metadata", "categories"))
    metadata = _fields(reader, top["metadata"], "the metadata", (), ("title", "language", "content_version"))
    language = _language(metadata.get("language"))
    questions = _stated(metadata.get("content_version"))
    if version(questions) is None:
        questions = UNKNOWN
    base = library.load(library.find(library.DEFAULT), language)
    file = _File(reader, base, f"{questions}/{COMMUNITY}/{language}")
    aspects = file.aspects(top["categories"])
    return {
        "id": base.id,
        "name": _loose_text(reader, metadata.get("title"), "title") or base.name,
        "version": _stated(metadata.get("model_version")) or base.version,
        "language": language,
        "question_set": {"version": questions, "texts": COMMUNITY},
        "source": asdict(base.source) if base.source else None,
        "share_links": base.share_links,
        "roles": [asdict(role) for role in base.roles],
        "levels": [asdict(level) for level in base.levels],
        "aspects": aspects,
        "needs": file.needs({aspect["id"] for aspect in aspects}),
        "history": [{**asdict(change), "options": list(change.options)} for change in base.history],
    }


class _File:
    """Reads the categories of one file; `stamp` is the one that answers to its questions carry."""

    def __init__(self, reader: Reader, base: Model, stamp: str) -> None:
        self.reader = reader
        self.base = base
        self.stamp = stamp
        self.ids: set[str] = set()  # of the questions so far

    def aspects(self, node: Node) -> list[Plain]:
        """The categories, by their `order`; one without keeps its place in the file."""
        found = self.reader.sequence(node, "categories", 1, MAX_CATEGORIES, self._category)
        self.reader.unique(node, [aspect["id"] for _, aspect in found], "category")
        placed = [
            (place if order is None else order, aspect)
            for place, (order, aspect) in enumerate(found, start=1)
        ]
        return [aspect for _, aspect in sorted(placed, key=lambda each: each[0])]

    def needs(self, aspects: set[str]) -> list[Plain]:
        """What rests on what, among the aspects that the file has."""
        return [
            {
                "aspect": need.aspect,
                "level": need.level,
                "needs": {"aspect": need.needed, "level": need.needed_level},
                "why": need.why,
            }
            for need in self.base.needs
            if {need.aspect, need.needed} <= aspects
        ]

    def _category(self, node: Node) -> tuple[int | None, Plain]:
        reader = self.reader
        fields = _fields(reader, node, "a category", ("id", "questions"))
        id = reader.text(fields.get("id"), "id", ID)
        ours = next((aspect for aspect in self.base.aspects if aspect.id == id), None)
        order = _unless_empty(fields.get("order"))
        return None if order is None else _whole(reader, order, "order", 0, _MAX_ORDER), {
            "id": id,
            "name": _loose_text(reader, fields.get("name"), "name") or (ours.name if ours else id),
            "question": ours.question if ours else "",
            "summary": ours.summary if ours else "",
            "levels": self._cells(ours),
            "questions": reader.sequence(
                fields.get("questions"), "questions", 1, MAX_QUESTIONS, lambda each: self._question(each, id)
            ),
        }

    def _cells(self, ours: Aspect | None) -> list[Plain]:
        if ours is not None:
            return [{**asdict(cell), "characteristics": list(cell.characteristics)} for cell in ours.levels]
        nothing = {"summary": "", "characteristics": [], "example": "", "brings": "", "costs": ""}
        return [{"value": level.value, "title": level.name, **nothing} for level in self.base.levels]

    def _question(self, node: Node, category: str) -> Plain:
        reader = self.reader
        named = isinstance(node, Mapping) and _unless_empty(node.items.get("field_name")) is not None
        key = "field_name" if named else "id"
        fields = _fields(reader, node, "a question", (key, "text", "options"))
        id = reader.text(fields.get(key), key, ID)
        if id and not named:
            id = f"{category}_{id}"
        if id in self.ids:
            reader.fault(fields[key], f'a second question has the id "{id}", expected its own')
        elif id:
            self.ids.add(id)
        ours = self._of_same_meaning(id, category)
        values: set[int] = set()
        options = reader.sequence(
            fields.get("options"), "options", 2, self.base.top, lambda each: self._option(each, ours, values)
        )
        return {
            "id": id,
            "text": _text(reader, fields.get("text"), "text"),
            "help": ours.help if ours else "",
            "since": None,
            "until": None,
            "options": sorted(options, key=lambda option: option["value"]),
        }

    def _of_same_meaning(self, id: str, category: str) -> Question | None:
        """The built-in question with this id, unless it asks something else: its steps would mislead."""
        ours = self.base.question(id)
        if ours is None or ours.aspect != category:
            return None
        same = meaning(self.base, id, self.stamp) == meaning(self.base, id, self.base.asked(ours))
        return ours if same else None

    def _option(self, node: Node, question: Question | None, values: set[int]) -> Plain:
        reader = self.reader
        fields = _fields(reader, node, "an option", ("value", "level"))
        value = _whole(reader, fields.get("value"), "value", 1, self.base.top)
        if value in values:
            reader.fault(fields["value"], f"a second option has the value {value}, expected its own")
        elif value:
            values.add(value)
        ours = question.option(value) if question else None
        return {
            "value": value,
            "label": _text(reader, fields.get("level"), "level"),
            "description": _loose_text(reader, fields.get("description"), "description"),
            "goal": ours.goal if ours else True,
            "title": ours.title if ours else "",
            "steps": list(ours.steps) if ours else [],
            "done_when": ours.done_when if ours else "",
        }


def _fields(
    reader: Reader, node: Node, what: str, required: tuple[str, ...], known: tuple[str, ...] = ()
) -> dict[str, Node]:
    """The fields of a mapping, whatever else is in it; reports those that are missing."""
    others = tuple(node.items) if isinstance(node, Mapping) else ()
    return reader.mapping(node, what, required=required, optional=(*known, *others))


def _unless_empty(node: Node | None) -> Node | None:
    """The node, None for a key that stands there with nothing behind it."""
    if not isinstance(node, Scalar):
        return node
    empty = not node.text.strip() or (not node.quoted and node.text in ("null", "~"))
    return None if empty else node


def _text(reader: Reader, node: Node | None, what: str) -> str:
    """A text without its HTML; reports one of which nothing is left."""
    written = reader.text(node, what)
    shown = without_html(written)
    if node is not None and written and not shown:
        reader.fault(node, f'"{what}" is nothing but HTML, expected a text')
    return shown


def _loose_text(reader: Reader, node: Node | None, what: str) -> str:
    """A text without its HTML that may be missing, or empty."""
    node = _unless_empty(node)
    return without_html(reader.text(node, what)) if node is not None else ""


def _whole(reader: Reader, node: Node | None, what: str, least: int, most: int) -> int:
    """A whole number; in quotes it is one too, since nothing but a number can be meant."""
    if isinstance(node, Scalar) and node.quoted:
        node = replace(node, quoted=False)
    return reader.whole(node, what, least, most)


def _stated(node: Node | None) -> str:
    """The version that a file states; empty for none, and for 0.0.0."""
    text = node.text.strip() if isinstance(node, Scalar) and _unless_empty(node) else ""
    return "" if _NO_VERSION.fullmatch(text) else without_html(text[:100])


def _language(node: Node | None) -> str:
    """A language code such as `pt` or `pt-BR`, `unknown` for anything else."""
    match = _LANGUAGE.fullmatch(node.text.strip().replace("_", "-")) if isinstance(node, Scalar) else None
    return match[1].lower() + match[2] if match else UNKNOWN


def without_html(text: str) -> str:
    """A text as a browser shows it, on one line: without tags, entities as the characters they stand for."""
    parser = _Shown()
    try:
        parser.feed(text)
        if not _CUT_OFF.match(parser.rawdata):  # browsers drop a tag that never ends, Python not always
            parser.close()
        shown = "".join(parser.parts)
    except AssertionError:  # how some versions of Python answer a broken `<![...`
        shown = html.unescape(re.sub(r"<[^>]*>?", " ", text))
    kept = (c for c in shown if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


class _Shown(HTMLParser):
    """Collects what a browser shows; all but inline tags part words, as a line break or an item does."""

    INLINE = frozenset(
        ("a", "abbr", "b", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u")
    )
    UNSEEN = frozenset(("script", "style", "template"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden_by = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's shape
        """Begins what is not shown, or parts words."""
        if tag in self.UNSEEN and not self._hidden_by:
            self._hidden_by = tag
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's shape
        """Parts words."""
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        """Ends what is not shown, or parts words."""
        if tag == self._hidden_by:
            self._hidden_by = ""
        self._part(tag)

    def handle_data(self, data: str) -> None:
        """Keeps what is shown."""
        if not self._hidden_by:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.parts.append(" ")
