"""Values are taken out of a tree with every fault written down and none of them fatal."""

from __future__ import annotations

import pytest

from pemm.yamlreader import ID, MAX_TEXT, URL, VERSION, Reader
from pemm.yamlsource import Node, read


@pytest.fixture
def reader():
    return Reader("m.yaml")


def node(text: str) -> Node:
    """The node of `x` in `x: <text>`."""
    return read(f"x: {text}".encode(), "m.yaml").items["x"]


def told(reader: Reader) -> list[str]:
    return [fault.message for fault in reader.faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("word", "word"),
        ("'3'", "3"),
        ("3", "3"),
        ("no", "no"),
        ("'null'", "null"),
        ("|\n  two\n  lines\n", "two lines"),
    ],
)
def test_texts_are_taken_as_typed(reader, text, value):
    """A text is what was typed, its blanks and line ends made one blank."""
    assert reader.text(node(text), "label") == value
    assert told(reader) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("''", '"label" is empty, expected a text'),
        ("", '"label" is empty, expected a text'),
        ("null", '"label" is empty, expected a text'),
        ("~", '"label" is empty, expected a text'),
        ("[a]", 'a list for "label", expected a text'),
        ("{a: b}", 'a mapping for "label", expected a text'),
        ('"a\\x1bb"', '"label" holds a control character, expected plain text'),
        ('"a\\x9bb"', '"label" holds a control character, expected plain text'),
        ("x" * (MAX_TEXT + 1), '"label" has 4,001 characters, expected at most 4,000'),
    ],
)
def test_what_is_no_text_is_told(reader, text, fault):
    """Another kind, nothing, control characters and a text without end are faults."""
    reader.text(node(text), "label")
    assert told(reader) == [fault]


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (ID, ["investment_1", "pt-BR", "1.0", "x" * 64], ["a b", "-a", "é", "x" * 65, "a/b"]),
        (URL, ["https://a.example/x?y=1#z", "http://a"], ["a.example", "ftp://a", "https://", "https://a b"]),
        (VERSION, ["0.9.0", "10.0.12"], ["0.9", "v1.0.0", "1.0.0-rc1", "1.0.x"]),
    ],
)
def test_forms_are_held(reader, form, good, bad):
    """Ids, addresses and versions have a form, and the fault says which."""
    for text in good:
        reader.text(node(f"'{text}'"), "it", form)
    assert told(reader) == []
    for text in bad:
        reader.text(node(f"'{text}'"), "it", form)
    assert len(told(reader)) == len(bad)
    assert all(message.endswith(f'for "it", expected {form[1]}') for message in told(reader))


def test_absent_values_are_no_fault_here(reader):
    """What is required and missing is told once, by the mapping; not again by each value."""
    assert reader.text(None, "a") == ""
    assert reader.text(None, "a", optional=True) is None
    assert reader.whole(None, "a", 1, 4) == 0
    assert reader.truth(None, "a", default=True) is True
    assert (reader.mapping(None, "a", ["b"]), reader.sequence(None, "a", 1, 2, str)) == ({}, [])
    assert told(reader) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("'2'", '"2"'),
        ("2.0", "2.0"),
        ("two", "two"),
        ("true", "true"),
        ("0x2", "0x2"),
        ("02", "02"),
        ("-1", "-1"),
        ("1_0", "1_0"),
        ("9999999", "9999999"),
        ("", "nothing"),
    ],
)
def test_whole_numbers_are_digits_without_quotes(reader, text, shown):
    """Anything else is told as it was typed, and counts as 0."""
    assert reader.whole(node(text), "value", 1, 4) == 0
    assert told(reader) == [f'{shown} for "value", expected a whole number from 1 to 4, without quotes']


def test_whole_numbers_have_bounds(reader):
    """A number outside, and what is no scalar at all, is told with the bounds."""
    assert [reader.whole(node(text), "value", 1, 4) for text in ("1", "4", "0", "5")] == [1, 4, 0, 0]
    reader.whole(node("[2]"), "value", 1, 4)
    assert told(reader) == [
        f'{shown} for "value", expected a whole number from 1 to 4' for shown in ("0", "5", "a list")
    ]


@pytest.mark.parametrize("text", ["yes", "no", "True", "on", "1", "'true'", "[true]", ""])
def test_truth_is_true_or_false(reader, text):
    """The many other words of YAML for it are refused, and the default holds."""
    assert reader.truth(node(text), "goal", default=True) is True
    assert reader.truth(node("false"), "goal", default=True) is False
    assert len(told(reader)) == 1
    assert told(reader)[0].endswith('for "goal", expected true or false')


def test_mappings_tell_missing_and_unknown_keys_in_place(reader):
    """A missing key is told at the mapping, an unknown one where it stands."""
    fields = reader.mapping(node("{a: 1, z: 2}"), "a thing", required=["a", "b"], optional=["c"])
    assert list(fields) == ["a"]
    assert [str(fault) for fault in reader.faults] == [
        'm.yaml:1:11: the key "z" is unknown here, expected one of a, b, c',
        'm.yaml:1:4: a thing without "b", expected it here',
    ]


@pytest.mark.parametrize(
    ("text", "required", "fault"),
    [
        ("[a]", ["a", "b"], "a list, expected a thing with the keys a, b"),
        ("word", ["a"], 'the text "word", expected a thing with the keys a'),
        ("", ["a"], "nothing, expected a thing with the keys a"),
        ("word", [], 'the text "word", expected a thing with the keys c'),
    ],
)
def test_what_is_no_mapping_is_told(reader, text, required, fault):
    """The fault names what stands there and the keys that should."""
    assert reader.mapping(node(text), "a thing", required, optional=["c"]) == {}
    assert told(reader) == [fault]


@pytest.mark.parametrize(
    ("text", "least", "most", "fault"),
    [
        ("[a]", 2, 4, '"steps" has 1 items, expected 2 to 4'),
        ("[a, b, c]", 2, 2, '"steps" has 3 items, expected 2'),
        ("word", 0, 9, 'the text "word" for "steps", expected a list'),
        ("{a: b}", 0, 9, 'a mapping for "steps", expected a list'),
    ],
)
def test_lists_have_a_length(reader, text, least, most, fault):
    """A wrong number of items and another kind are told; no more items than allowed are read."""
    items = reader.sequence(node(text), "steps", least, most, lambda each: each.text)
    assert len(items) <= most
    assert told(reader) == [fault]


def test_counting_rising_and_unique_tell_each_item_in_place(reader):
    """Values out of order and repeated ids are told where they stand; faulty values (0) are not told twice."""
    items = node("[{id: a}, {id: b}, {id: a}, {id: a}]")
    reader.counting(items, [{"value": value} for value in (1, 3, 0, 4)], "level")
    reader.rising(items, [2, 2, 0, 1])
    reader.unique(items, ["a", "b", "a", "a"], "aspect")
    assert [(fault.column, fault.message) for fault in reader.faults] == [
        (14, "the level with the value 3, expected 2 here"),
        (14, "the value 2, expected one above 2"),
        (32, "the value 1, expected one above 2"),
        (28, 'a second aspect has the id "a", expected its own'),
        (37, 'a second aspect has the id "a", expected its own'),
    ]


def test_long_texts_are_shortened_in_faults(reader):
    """A fault stays one readable line, whatever stands in the file."""
    reader.whole(node("x" * 3000), "value", 1, 4)
    reader.mapping(node("|\n  a\n  b\n" + "  c\n" * 500), "a thing", ["a"])
    assert all(len(message) < 120 and "\n" not in message for message in told(reader))
