"""What the interface itself says, one YAML file per language.

The files hold nested keys; code asks for a text by its dotted key: `texts("card.answered", n=3)`.
A text is a format string, or `{one: ..., other: ...}` chosen by the value named `n`.
A key that a language lacks is taken from English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pemm.compiled import twin

_FOLDER = Path(__file__).parent

Entry = str | Mapping[str, str] | list[str]


class Texts:
    """The texts of one language. Call it with a key and the values the text needs."""

    def __init__(self, language: str, entries: Mapping[str, Entry], fallback: Texts | None = None) -> None:
        self.language = language
        self._entries = entries
        self._fallback = fallback

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text for `key`, filled in.

        Raises KeyError for a key that no language has: a fault of the program, held by a test.
        """
        entry = self._entry(key)
        if isinstance(entry, Mapping):
            entry = entry["one" if values.get("n") == 1 else "other"]
        if not isinstance(entry, str):
            raise KeyError(key)
        return entry.format(**values)

    def listed(self, key: str) -> list[str]:
        """The texts of a key that holds a list: the months, the lines before the first question."""
        entry = self._entry(key)
        return list(entry) if isinstance(entry, list) else [str(entry)]

    def has(self, key: str) -> bool:
        """Whether there is such a text, here or in English."""
        return key in self._entries or (self._fallback is not None and self._fallback.has(key))

    def keys(self) -> frozenset[str]:
        """All keys of this language itself."""
        return frozenset(self._entries)

    def _entry(self, key: str) -> Entry:
        if key in self._entries:
            return self._entries[key]
        if self._fallback is None:
            raise KeyError(key)
        return self._fallback._entry(key)


def languages() -> list[str]:
    """The languages that the interface speaks."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def load(language: str) -> Texts:
    """The texts of a language; raises KeyError for one that is not in `languages()`."""
    if language not in languages():
        raise KeyError(language)
    path = _FOLDER / f"{language}.yaml"
    entries = twin(path)
    if entries is None:
        entries = parse(path)
    return Texts(language, entries, None if language == "en" else load("en"))


def parse(path: Path) -> dict[str, Any]:
    """The YAML of one language, flattened to dotted keys. The build calls this to write the twin."""
    from pemm.yamlsource import plain, read

    return _flat(plain(read(path.read_bytes(), path.name)))


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        if isinstance(value, Mapping) and set(value) != {"one", "other"}:
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat
