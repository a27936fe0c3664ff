"""YAML from strangers: every fault has its place, and nothing in the file costs more than its size."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pemm.yamlsource import MAX_BYTES, MAX_DEPTH, FaultyFile, Mapping, Scalar, Sequence, plain, read

relaxed = settings(
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # which loader is used stays the same
)


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def loader(request, monkeypatch):
    """Everything holds with and without the fast loader, which not every installation has."""
    if request.param == "pure Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML was built without libyaml here")


def faults(content: bytes) -> list[str]:
    with pytest.raises(FaultyFile) as faulty:
        read(content, "m.yaml")
    return [str(fault) for fault in faulty.value.faults]


def test_scalars_stay_the_text_that_was_typed():
    """No word becomes a truth value, a date or a number."""
    root = read(b"a: no\nb: 1.0\nc: 012\nd: 2026-10-02\ne: ~\nf: '3'\n", "m.yaml")
    assert plain(root) == {"a": "no", "b": "1.0", "c": "012", "d": "2026-10-02", "e": "~", "f": "3"}
    assert [node.quoted for node in root.items.values()] == [False] * 5 + [True]


def test_every_node_knows_its_place():
    """Line and column count from 1, in characters, whatever the line ends and the byte order mark."""
    content = "\ufeffé: {k: [ü, x]}\r\nlast: |\r\n  text\r\n".encode()
    root = read(content, "m.yaml")
    sequence = root.items["é"].items["k"]
    assert isinstance(sequence, Sequence)
    assert [(node.line, node.column) for node in (root.keys["é"], sequence, *sequence.items)] == [
        *[(1, 1), (1, 8), (1, 9), (1, 12)]
    ]
    assert (root.items["last"].line, root.items["last"].column) == (2, 7)
    assert root.items["last"].text == "text\n"


def test_line_ends_do_not_matter():
    """A file saved on Windows reads as the same file."""
    text = "a:\n  - b: one\n    c: |\n      two\n      three\n"
    assert plain(read(text.encode(), "m")) == plain(read(text.replace("\n", "\r\n").encode(), "m"))


@pytest.mark.parametrize("content", [b"", b"\n", b"# only a remark\n", b"---\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_empty_tree(content):
    """Nothing to read is no fault here; the reader of the tree misses what it needs."""
    root = read(content, "m.yaml")
    assert plain(root) in ({}, "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: 1\nb: *x\n", "2:4: the alias *x, expected the text itself"),
        (b"a: &x [1]\nb: [*x, *x]\n", "2:5: the alias *x"),
        (b"a: !!python/object/apply:os.system [x]\n", "1:4: the tag tag:yaml.org,2002:python/object"),
        (b"- !mine x\n", "1:3: the tag !mine"),
        (b"a: 1\n---\nb: 2\n", "2:1: a second document begins here"),
        (b"a: 1\n...\n---\nb: 2\n", "3:1: a second document begins here"),
        (b"a: 1\nb: [\n", "3:1: this is not valid YAML: "),
        (b"a: 1\n b: 2\n", "2:3: this is not valid YAML: "),
        (b'a: "open\n', "2:1: this is not valid YAML: "),
        (b"a: b: c\n", "1:5: this is not valid YAML: "),
        (b"a:\n\t- b\n", "2:1: this is not valid YAML: "),
        (b"[a, b]: c\n", "1:1: a list or mapping as a key, expected a word"),
        (b"a: 1\nb: x\0y\n", "2:5: the file holds the character U+0000, expected text"),
        (b"\xc3\xa9\xc3\xa9: \x07\n", "1:5: the file holds the character U+0007, expected text"),
        (b"a: 1\r\nb: \x1b[2J\r\n", "2:4: the file holds the character U+001B, expected text"),
        (b"a: 1\n\xc3\xa9: \xff\n", "2:4: this byte is not UTF-8"),
        ("a: ä\n".encode("latin-1"), "1:4: this byte is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "1:1: this byte is not UTF-8"),
        (b"a: 1\n# " + b"x" * MAX_BYTES, "1:1: the file has 2,000,007 bytes, expected at most 2,000,000"),
    ],
)
def test_what_is_no_safe_yaml_is_refused_with_its_place(content, expected):
    """Each kind of fault says file, line and column, what is wrong and, where it helps, what is expected."""
    (fault,) = faults(content)
    assert fault.startswith(f"m.yaml:{expected}")


def test_impossible_escapes_are_refused():
    """An escape beyond the last character is a fault with both loaders."""
    (fault,) = faults(b'a: "\\U00110000"\n')
    assert "this is not valid YAML" in fault


def test_duplicate_keys_are_all_found():
    """Every second key of a file is told, with the line of the first."""
    assert faults(b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\na: 3\n") == [
        'm.yaml:5:3: the key "c" stands here a second time, first in line 3',
        'm.yaml:6:1: the key "a" stands here a second time, first in line 1',
        'm.yaml:7:1: the key "a" stands here a second time, first in line 1',
    ]


def test_duplicate_keys_are_told_beside_what_ends_the_reading():
    """A fault that ends the reading does not hide those found before it."""
    for end in (b"b: *x\n", b"b: [\n"):
        found = faults(b"a: 1\na: 2\n" + end)
        assert len(found) == 2
        assert "a second time" in found[0]


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"- " * 100_000,
        b"{a: " * 100_000,
        b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
        b"".join(b"  " * depth + b"- b:\n" for depth in range(700)),
    ],
)
def test_deep_nesting_is_refused(content):
    """Brackets and indentation alike are followed to a bound, and then refused with the place."""
    (fault,) = faults(content)
    assert fault.endswith(f"nested more than {MAX_DEPTH} deep")


def test_size_and_depth_are_allowed_up_to_their_bounds():
    """A file of exactly the largest size, and one nested exactly as deep as may be, are read."""
    assert plain(read(b"a: 1\n# ".ljust(MAX_BYTES, b"x"), "m.yaml")) == {"a": "1"}
    assert read(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "m.yaml").items


def test_an_alias_bomb_is_refused_at_its_first_alias():
    """A few lines that would unfold to gigabytes cost nothing."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{y}: &{y} [*{x}, *{x}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert faults(bomb.encode())[0].startswith("m.yaml:2:8: the alias *a")


def test_the_sentence_holds_every_fault_sorted_by_place():
    """As an error it says all faults, one a line, and how many there are."""
    with pytest.raises(FaultyFile) as faulty:
        read(b"a: 1\na: 2\nb: *x\n", "m.yaml")
    lines = str(faulty.value).splitlines()
    assert [line[:9] for line in lines] == ["m.yaml:2:", "m.yaml:3:", "2 errors."]


@given(st.text("ab:-[]{}#&*!|>'\"%@`,? \n\t\\x0é\ufeff\x85\u2028~", max_size=60) | st.text(max_size=40))
@relaxed
def test_arbitrary_text_gives_a_tree_or_faults(text):
    """Whatever the text, the outcome is a tree or a FaultyFile whose places lie in it."""
    try:
        root = read(text.encode(), "m.yaml")
    except FaultyFile as faulty:
        for fault in faulty.faults:
            assert 1 <= fault.line <= len(text) + 1
            assert fault.column >= 1
    else:
        assert isinstance(root, (Scalar, Sequence, Mapping))


@given(st.binary(max_size=60))
@relaxed
def test_arbitrary_bytes_give_a_tree_or_faults(content):
    """Bytes of any kind never get past FaultyFile."""
    with suppress(FaultyFile):
        assert isinstance(read(content, "m.yaml"), (Scalar, Sequence, Mapping))
