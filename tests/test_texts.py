"""What the interface says: every key that the code asks for is there, with the values it needs."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import pemm
from pemm.texts import Texts, languages, load, parse

SOURCE = Path(pemm.__file__).parent
ENGLISH = load("en")
ENTRIES = {key: ENGLISH._entry(key) for key in sorted(ENGLISH.keys())}

# What is called with a key, and where the key then stands in the texts.
CALLS = {
    "texts": "",
    "listed": "",
    "has": "",
    "PemmError": "error.",
    "UsageError": "error.",
    "ConditionError": "error.",
    "Remark": "remark.",
    "Unusable": "survey.why.",
    "Notice": "ask.notice.",
}

trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def name_of(function: ast.expr) -> str:
    """`texts` for `texts(...)`, `self.texts(...)` and `self._texts(...)`."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name.lstrip("_")


def calls() -> Iterator[tuple[str, ast.Call, str, ast.expr]]:
    """Every call with a key: where it stands, the call, the prefix of its keys, and the key's expression."""
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
            prefix = CALLS.get(name_of(call.func))
            if prefix is not None:
                yield f"{path.relative_to(SOURCE)}:{call.lineno}", call, prefix, call.args[0]


def literal_keys(key: ast.expr) -> list[str]:
    """The keys of `"a"` and of `"a" if x else "b"`."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return [key.value]
    if isinstance(key, ast.IfExp):
        return literal_keys(key.body) + literal_keys(key.orelse)
    return []


def placeholders(entry: object) -> set[str]:
    """The names in braces of a text, of its plural forms, or of a list."""
    several = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else [entry]
    return {name for text in several for _, name, _, _ in string.Formatter().parse(str(text)) if name}


def test_every_key_in_the_code_is_there():
    """A key that the code names, whole or by its beginning, stands in the English texts."""
    missing, seen = [], 0
    for place, _, prefix, key in calls():
        for each in literal_keys(key):
            seen += 1
            if not ENGLISH.has(prefix + each):
                missing.append(f"{place}: {prefix}{each}")
        if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
            begins = prefix + str(key.values[0].value)
            if not any(known.startswith(begins) for known in ENTRIES):
                missing.append(f"{place}: {begins}...")
    assert missing == []
    assert seen > 100


def test_every_text_is_given_the_values_it_needs():
    """A call with a literal key names each value that the text has a place for."""
    lacking = []
    for place, call, prefix, key in calls():
        given = {keyword.arg for keyword in call.keywords}
        if None in given or name_of(call.func) in ("listed", "has", "Remark", "Notice"):
            continue
        for each in literal_keys(key):
            if ENGLISH.has(prefix + each):
                needed = placeholders(ENTRIES[prefix + each]) - given
                lacking += [f"{place}: {prefix}{each} needs {name}" for name in sorted(needed)]
    assert lacking == []


def test_every_error_is_raised_somewhere():
    """No sentence is kept for an error that the code no longer knows."""
    words = {
        node.value
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = [key for key in ENTRIES if key.startswith("error.") and key.removeprefix("error.") not in words]
    assert unused == []


def test_plural_texts_have_both_forms_and_are_called_with_n():
    """Each plural has `one` and `other`, and the calls that use it give an n."""
    plurals = {key for key, entry in ENTRIES.items() if isinstance(entry, dict)}
    assert all(set(ENTRIES[key]) == {"one", "other"} for key in plurals)
    without = [
        f"{place}: {prefix}{each}"
        for place, call, prefix, key in calls()
        for each in literal_keys(key)
        if prefix + each in plurals
        and not {"n", None} & {keyword.arg for keyword in call.keywords}
        and name_of(call.func) not in ("Remark", "Notice")
    ]
    assert without == []


@pytest.mark.parametrize("language", languages())
def test_texts_are_sound(language):
    """Every text can be filled in; it has the places of the English one, and no key English lacks."""
    texts = load(language)
    for key in sorted(texts.keys()):
        entry, english = texts._entry(key), ENTRIES[key]
        assert type(entry) is type(english), key
        assert placeholders(entry) <= placeholders(english), key
        if not isinstance(entry, list):
            for n in (1, 2):
                assert texts(key, **{name: name for name in placeholders(english)} | {"n": n}).strip(), key


def test_errors_are_sentences():
    """Each begins with a capital or a value, and ends with a full stop or a question mark before any list."""
    for key, text in ENTRIES.items():
        if key.startswith("error.") and key != "error.faulty-file":
            for each in text.values() if isinstance(text, dict) else [text]:
                sentence, _, _ = each.partition("\n")
                assert re.match(r"[A-Z{(\"-]|pemm", sentence), key
                assert re.search(r"([.?]|\{reason\}|pemm assess \{path\})$", sentence), key


def test_a_text_is_filled_in_and_chosen_by_n():
    """Format strings are filled, plurals chosen by n, and lists given as lists."""
    texts = Texts("xx", {"a": "x{b}y", "p": {"one": "one", "other": "{n} many"}, "l": ["1", "2"]})
    assert texts("a", b="{c}") == "x{c}y"
    assert [texts("p", n=n) for n in (0, 1, 2)] == ["0 many", "one", "2 many"]
    assert (texts.listed("l"), texts.listed("a")) == (["1", "2"], ["x{b}y"])


def test_what_a_language_lacks_is_taken_from_english():
    """A key that only English has is said in English; one that nobody has is a KeyError."""
    texts = Texts("xx", {"state.unsure": "hm"}, ENGLISH)
    assert (texts("state.unsure"), texts("state.answered")) == ("hm", "answered")
    assert texts.has("state.answered")
    assert not texts.has("state.tired")
    assert texts.keys() == {"state.unsure"}
    for key in ("state.tired", "state", "date.months"):
        with pytest.raises(KeyError):
            texts(key)


def test_only_languages_with_a_file_can_be_loaded():
    """English is always there; another name, a path among them, is a KeyError."""
    assert "en" in languages()
    for wrong in ("xx", "", "../texts/en", "en.yaml"):
        with pytest.raises(KeyError):
            load(wrong)


def test_a_file_is_flattened_to_dotted_keys(tmp_path):
    """Nesting becomes dots, except for the two forms of a plural."""
    path = tmp_path / "xx.yaml"
    path.write_text("a:\n  b: {one: 1, other: '{n}'}\n  c: {d: no, one: x}\nl: [x, y]\n", encoding="utf-8")
    assert parse(path) == {
        "a.b": {"one": "1", "other": "{n}"},
        "a.c.d": "no",
        "a.c.one": "x",
        "l": ["x", "y"],
    }
