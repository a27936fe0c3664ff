"""Taking values out of a YAML tree, with every fault written down and none of them fatal.

Each method returns a usable value even where it found a fault, so that the reading goes on and
one run shows every error of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from pemm.cleaning import clean
from pemm.yamlsource import Fault, Mapping, Node, Scalar, Sequence, short

ID = (re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"), "letters, digits, - _ and . only")
URL = (re.compile(r"https?://[^\s<>\"]+"), "an address that begins with https://")
VERSION = (re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}"), 'a version like "1.2.0"')
MAX_TEXT = 4000

Form = tuple[re.Pattern[str], str]
T = TypeVar("T")


class Reader:
    """Reads values out of one file and collects its faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, node: Node, message: str) -> None:
        """Writes down one error at the place of `node`."""
        self.faults.append(Fault(self.file, node.line, node.column, message))

    def mapping(
        self, node: Node | None, what: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, Node]:
        """The fields of a mapping; reports missing and unknown keys. Empty where it is none."""
        if node is None:
            return {}
        known = (*required, *optional)
        if not isinstance(node, Mapping):
            self.fault(node, f"{_kind(node)}, expected {what} with the keys {', '.join(required or known)}")
            return {}
        for name, key in node.keys.items():
            if name not in known:
                self.fault(
                    key, f'the key "{short(name)}" is unknown here, expected one of {", ".join(known)}'
                )
        for name in required:
            if name not in node.items:
                self.fault(node, f'{what} without "{name}", expected it here')
        return {name: value for name, value in node.items.items() if name in known}

    def sequence(
        self, node: Node | None, what: str, least: int, most: int, item: Callable[[Node], T]
    ) -> list[T]:
        """The items of a list, each read by `item`; reports a wrong number of them."""
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.fault(node, f'{_kind(node)} for "{what}", expected a list')
            return []
        if not least <= len(node.items) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            self.fault(node, f'"{what}" has {len(node.items)} items, expected {wanted}')
        return [item(each) for each in node.items[:most]]

    def text(self, node: Node | None, what: str, form: Form | None = None, *, optional: bool = False) -> str:
        """A text that is not empty; reports another kind, a bad form, control characters, a huge one.

        An optional text that is absent is given as None (typed away: callers store it as it is).
        """
        if node is None:
            return None if optional else ""  # type: ignore[return-value]  # see the docstring
        if not isinstance(node, Scalar):
            self.fault(node, f'{_kind(node)} for "{what}", expected a text')
            return ""
        text = node.text.strip()
        if not text or (not node.quoted and text in ("null", "~")):
            self.fault(node, f'"{what}" is empty, expected a text')
        elif len(text) > MAX_TEXT:
            self.fault(node, f'"{what}" has {len(text):,} characters, expected at most {MAX_TEXT:,}')
        elif any(char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs") for char in text):
            self.fault(node, f'"{what}" holds a control character, expected plain text')
        elif form is not None and not form[0].fullmatch(text):
            self.fault(node, f'"{short(text)}" for "{what}", expected {form[1]}')
        return clean(text)

    def whole(self, node: Node | None, what: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`, written without quotes; 0 where it is none."""
        if node is None:
            return 0
        wanted = f"a whole number from {least} to {most}"
        if not isinstance(node, Scalar):
            self.fault(node, f'{_kind(node)} for "{what}", expected {wanted}')
        elif node.quoted or not re.fullmatch(r"0|[1-9][0-9]{0,5}", node.text):
            shown = f'"{short(node.text)}"' if node.quoted else short(node.text) or "nothing"
            self.fault(node, f'{shown} for "{what}", expected {wanted}, without quotes')
        elif not least <= int(node.text) <= most:
            self.fault(node, f'{node.text} for "{what}", expected {wanted}')
        else:
            return int(node.text)
        return 0

    def truth(self, node: Node | None, what: str, *, default: bool) -> bool:
        """`true` or `false`, without quotes."""
        if node is None:
            return default
        if isinstance(node, Scalar) and not node.quoted and node.text in ("true", "false"):
            return node.text == "true"
        shown = f'"{short(node.text)}"' if isinstance(node, Scalar) else _kind(node)
        self.fault(node, f'{shown} for "{what}", expected true or false')
        return default

    def counting(self, node: Node | None, items: list[dict[str, int]], what: str) -> None:
        """Reports items whose values are not 1, 2, 3, ... in this order; leaves out the faulty ones (0)."""
        if not isinstance(node, Sequence):
            return
        for place, (item, each) in enumerate(zip(items, node.items, strict=False), start=1):
            if item["value"] not in (0, place):
                self.fault(each, f"the {what} with the value {item['value']}, expected {place} here")

    def rising(self, node: Node | None, values: list[int]) -> None:
        """Reports values that do not rise from one item to the next; leaves out the faulty ones (0)."""
        if not isinstance(node, Sequence):
            return
        before = 0
        for value, each in zip(values, node.items, strict=False):
            if value and value <= before:
                self.fault(each, f"the value {value}, expected one above {before}")
            before = value or before

    def unique(self, node: Node, ids: list[str | None], what: str) -> None:
        """Reports each id that an earlier item of the list `node` has; `ids` are those of its items."""
        if not isinstance(node, Sequence):
            return
        seen: set[str] = set()
        for id, each in zip(ids, node.items, strict=False):
            if id in seen:
                place = each.items.get("id", each) if isinstance(each, Mapping) else each
                self.fault(place, f'a second {what} has the id "{id}", expected its own')
            elif id:
                seen.add(id)


def _kind(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return f'the text "{short(node.text)}"' if node.text else "nothing"
