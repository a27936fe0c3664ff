"""JSON is read strictly, and what is wrong with it has a place and a sentence."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.errors import PemmError
from pemm.strictjson import MAX_DEPTH, read_object

relaxed = settings(database=None, deadline=None, max_examples=200)


def refused(content: bytes) -> PemmError:
    with pytest.raises(PemmError) as error:
        read_object(content, "some/file.json")
    assert "some/file.json" in str(error.value)
    return error.value


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": [1, 2.5, null, true, "\\u00e9"]}', {"a": [1, 2.5, None, True, "é"]}),
        (b'\xef\xbb\xbf{"a": 1}\r\n', {"a": 1}),
        (b'{"a": {"x": 1}, "b": {"x": 1}}', {"a": {"x": 1}, "b": {"x": 1}}),
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
    ],
)
def test_objects_are_read(content, expected):
    """An object is read as it stands, with or without a byte order mark."""
    assert read_object(content, "a") == expected


@pytest.mark.parametrize(
    ("content", "key", "part"),
    [
        (b"", "empty-file", ""),
        (b" \n\t\r\n", "empty-file", ""),
        (b"\xef\xbb\xbf", "empty-file", ""),
        (b"hello", "not-json", "line 1, column 1"),
        (b'{\n  "a": 1,\n  b: 2\n}', "not-json", "line 3, column 3"),
        (b"{'a': 1}", "not-json", ""),
        (b'{"a": 1} {"b": 2}', "not-json", "column 10"),
        (b'{"a": 01}', "not-json", ""),
        (b'{"a": "tab\there"}', "not-json", ""),
        (b"[]", "no-assessment", ""),
        (b"null", "no-assessment", ""),
        (b'"text"', "no-assessment", ""),
        (b'{"a": 1, "a": 1}', "duplicate-key", '"a"'),
        (b'{"b": [{"a": 1, "a": 2}]}', "duplicate-key", '"a"'),
        (b'{"a": NaN}', "no-number", "NaN"),
        (b'{"a": -Infinity}', "no-number", "-Infinity"),
        (b'{"a": 1e999}', "huge-number", ""),
        (b'{"a": ' + b"9" * 5000 + b"}", "huge-number", ""),
        (b'{"a": "\xff"}', "not-utf8", "line 1"),
        ('{\n\n"a": "é"}'.encode("latin-1"), "not-utf8", "line 3"),
        ('{"a": 1}'.encode("utf-16"), "not-utf8", ""),
        (b"[" * 100_000, "too-deep", ""),
        (b'{"a":' * 100_000, "too-deep", ""),
    ],
)
def test_what_a_careless_reader_would_let_pass_is_refused(content, key, part):
    """Each fault has its own sentence, with the file's name and the place where there is one."""
    error = refused(content)
    assert error.key == key
    assert part in str(error)


def test_the_depth_has_a_limit_far_below_the_stack():
    """What can be read can also be written, which takes more of the stack."""
    deep = '{"a": ' + "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2) + "}"
    json.dumps(read_object(deep.encode(), "a"), indent=2)
    assert refused(deep.replace("[]", "[[[]]]").encode()).key == "too-deep"


def test_a_truncated_file_is_told_wherever_it_was_cut():
    """Cut off at any byte, in a word, a number, an escape or a character, it is said to be cut off."""
    whole = '{"a": [1.25e3, -7, true, false, null], "bé": "x\\u00e9\\n\\"y"}'.encode()
    cut = {length: refused(whole[:length]).key for length in range(1, len(whole))}
    assert {length: key for length, key in cut.items() if key != "cut-off"} == {}


@given(st.binary(max_size=60) | st.text('{}[]":,\\ud8x0e1.-+ntrue\ufeff\0é', max_size=40).map(str.encode))
@relaxed
def test_arbitrary_bytes_give_an_object_or_a_sentence(content):
    """Whatever the bytes, the outcome is an object or a PemmError."""
    with suppress(PemmError):
        assert isinstance(read_object(content, "a"), dict)


def test_values_are_counted_and_texts_are_not():
    """A flood of values is refused before it fills the memory; commas and brackets in a text are a text."""
    many = b'{"a": [' + b"0," * 200_001 + b"0]}"
    assert refused(many).key == "too-many-values"
    text = '{"a": "' + '[{,\\"' * 200_001 + '"}'
    assert len(read_object(text.encode(), "a")["a"]) == 4 * 200_001


@pytest.mark.parametrize("place", [0, 3])
def test_wrong_bytes_are_told_by_their_line(place):
    """Lines are counted up to the first byte that is no UTF-8, from the very beginning."""
    lines = [b"{", b'"a": 1,', b"", b'"b": 2', b"}"]
    lines[place] += b"\xff"
    for before in (0, 1):
        error = refused(b"\n" * before + b"\n".join(lines))
        assert (error.key, error.data["line"]) == ("not-utf8", place + 1 + before)


def test_what_cannot_be_kept_is_quoted():
    """What JSON itself says is wrong, and the number that is too large."""
    assert refused(b"{'a': 1}").data["reason"].startswith("Expecting property name")
    assert refused(b'{"a": 1e999}').data["found"] == "1e999"
