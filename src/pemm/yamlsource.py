"""YAML from strangers, read safely and with every place remembered.

The tree is built from the parser's events, not by a YAML loader, for three reasons: each node knows
its line and column, so an error can say `file:line:column`; plain scalars stay the text somebody
typed (`no` is "no", `1.0` is "1.0"), so nothing is silently turned into a boolean, a date or a
number; and what has no place in a data file (aliases, tags, a second document) is refused before it
costs anything. Every error of a file is found in one go; only a broken syntax, and what is refused,
end the reading early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pemm.errors import PemmError

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000  # a model has a few thousand
MAX_DIRECTIVES = 10  # libyaml compares each with all before it

_MOST_SHOWN = 200

_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of a file: where (1-based line and column), and in words what is wrong and expected."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class FaultyFile(PemmError):
    """A file has errors; `faults` holds every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column))
        super().__init__("faulty-file", n=len(faults), faults="\n".join(self.listed()))

    def listed(self) -> list[str]:
        """The errors as lines to be shown; of very many the first, and how many more there are."""
        more = len(self.faults) - _MOST_SHOWN
        return [*map(str, self.faults[:_MOST_SHOWN]), *([f"… (+{more})"] if more > 0 else [])]


@dataclass(slots=True)
class Scalar:
    """A text; `quoted` tells `"3"` from `3`."""

    text: str
    quoted: bool
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and nodes, in the order of the file."""

    line: int
    column: int
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def read(content: bytes, name: str) -> Node:
    """The tree of one YAML document. `name` is the file's name in messages.

    Raises FaultyFile where the text is no safe YAML: wrong encoding, broken syntax, aliases, tags,
    duplicate keys, more than MAX_BYTES, MAX_DEPTH, MAX_NODES or MAX_DIRECTIVES.
    """
    root, faults = read_on(content, name)
    if faults:
        raise FaultyFile(faults)
    return root


def read_on(content: bytes, name: str) -> tuple[Node, list[Fault]]:
    """The tree as `read` gives it, and the duplicate keys, for a reader that looks for more errors."""
    import yaml

    builder = _Builder(name)

    def fail(line: int, column: int, message: str) -> FaultyFile:
        return FaultyFile([*builder.faults, Fault(name, line, column, message)])

    def fail_after(before: str, message: str) -> FaultyFile:
        return fail(before.count("\n") + 1, len(before) - before.rfind("\n"), message)

    if len(content) > MAX_BYTES:
        raise fail(1, 1, f"the file has {len(content):,} bytes, expected at most {MAX_BYTES:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        raise fail_after(before, "this byte is not UTF-8, expected a file saved as UTF-8") from None
    if bad := _NO_TEXT.search(text):
        message = f"the file holds the character U+{ord(bad[0]):04X}, expected text"
        raise fail_after(text[: bad.start()], message)
    directives = list(islice(re.finditer("^%", text, re.MULTILINE), MAX_DIRECTIVES + 1))
    if len(directives) > MAX_DIRECTIVES:
        message = f"more than {MAX_DIRECTIVES} lines that begin with %, expected none"
        raise fail_after(text[: directives[-1].start()], message)

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # five times as fast, where it was built
        return builder.build(yaml.parse(text, Loader=loader)), builder.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = (error.problem or error.context or "broken YAML").strip()
        raise fail(line, column, f"this is not valid YAML: {problem}") from None
    except (yaml.YAMLError, ValueError) as error:  # without libyaml, an impossible escape is a ValueError
        raise fail(1, 1, f"this is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise fail(1, 1, f"too deeply nested, expected at most {MAX_DEPTH} levels") from None


def plain(node: Node) -> Any:
    """The tree as dicts, lists and texts, for files whose values are all texts."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text


def short(text: str) -> str:
    """A text for a message, on one line and cut where it is long."""
    line = " ".join(text[:1000].split())
    return line if len(line) <= 40 else line[:39] + "…"


class _Builder:
    """Turns parser events into a tree; duplicate keys are collected, all else ends the reading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def build(self, events: Iterator[Any]) -> Node:
        import yaml

        root: Node | None = None
        stack: list[tuple[Node, Scalar | None]] = []  # open collections, each with its pending key
        documents = nodes = 0
        for event in events:
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(line, column, "a second document begins here, expected one")
            elif isinstance(event, yaml.AliasEvent):
                alias = short(event.anchor or "")
                raise self._stop(line, column, f"the alias *{alias}, expected the text itself")
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                nodes += 1
                if nodes > MAX_NODES:
                    raise self._stop(line, column, f"more than {MAX_NODES:,} values up to here")
                node = self._node(event, line, column)
                if stack:
                    stack[-1] = self._put(stack[-1], node)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    if len(stack) >= MAX_DEPTH:
                        raise self._stop(line, column, f"nested more than {MAX_DEPTH} deep")
                    stack.append((node, None))
        return root if root is not None else Mapping(1, 1)

    def _node(self, event: Any, line: int, column: int) -> Node:
        import yaml

        if event.tag is not None and event.tag != "!":
            raise self._stop(line, column, f"the tag {short(event.tag)}, expected a value without one")
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(line, column)
        return Scalar(event.value, event.style in ("'", '"', "|", ">"), line, column)

    def _put(self, top: tuple[Node, Scalar | None], node: Node) -> tuple[Node, Scalar | None]:
        parent, key = top
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return parent, None
        assert isinstance(parent, Mapping)
        if key is None:
            if not isinstance(node, Scalar):
                raise self._stop(node.line, node.column, "a list or mapping as a key, expected a word")
            return parent, node
        if key.text in parent.items:
            first = parent.keys[key.text]
            message = f'the key "{short(key.text)}" stands here a second time, first in line {first.line}'
            self.faults.append(Fault(self.name, key.line, key.column, message))
        parent.items[key.text] = node
        parent.keys.setdefault(key.text, key)
        return parent, None

    def _stop(self, line: int, column: int, message: str) -> FaultyFile:
        return FaultyFile([*self.faults, Fault(self.name, line, column, message)])
