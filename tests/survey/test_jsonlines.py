"""Lines of JSON: whatever ends them, however long, and with the number of each that is broken."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm import library
from pemm.survey import jsonlines
from pemm.survey.records import Reader, Record, Unusable

MODEL = library.load(library.find(library.DEFAULT))
ROW = b'{"id": "a", "investment_1": 2}'


def read(content: bytes) -> list[tuple[int, str]]:
    """The line numbers, each with the first answer or with why it was refused."""
    found = jsonlines.records(io.BytesIO(content), Reader(MODEL, lambda *_: None))
    return [
        (line, each.pattern[0] if isinstance(each, Record) else getattr(each, "key", "?"))
        for line, each in found
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_they_like(end):
    assert read(ROW + end + ROW + end) == [(1, "2"), (2, "2")]


def test_line_ends_may_be_mixed_and_lines_empty():
    assert read(b"\xef\xbb\xbf" + ROW + b"\r\n\n" + ROW + b"\r" + ROW) == [(1, "2"), (3, "2"), (4, "2")]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (b'{"id": "a", "invest', "no-json"),
        (b"not json", "no-json"),
        (b'{"investment_1": 1} {"investment_1": 1}', "no-json"),
        (b'{"answers": {"investment_1": {"value": NaN}}}', "number"),
        (b'{"answers": {"investment_1": {"value": Infinity}}}', "number"),
        (b'{"investment_1": "\xff"}', "encoding"),
        (b"[" * 100_000, "deep"),
        (b'{"format": "pemm-survey/1"}', "is-survey"),
        (b"[]", "no-record"),
        (b"{}", "empty-record"),
    ],
)
def test_a_broken_line_is_refused_by_its_number_and_the_rest_is_read(line, key):
    assert read(ROW + b"\n" + line + b"\n" + ROW) == [(1, "2"), (2, key), (3, "2")]


def test_a_number_of_thousands_of_digits_is_no_answer():
    told: list[str] = []
    reader = Reader(MODEL, lambda place, key, values: told.append(values["found"]))
    content = b'{"investment_1": ' + b"9" * 10_000 + b', "investment_2": 1}'
    ((_, record),) = jsonlines.records(io.BytesIO(content), reader)
    assert isinstance(record, Record)
    assert len(told) == 1
    assert len(told[0]) == 40


def test_a_line_without_an_end_is_passed_over_without_filling_memory(monkeypatch):
    monkeypatch.setattr(jsonlines, "MAX_LINE", 1000)
    monkeypatch.setattr(jsonlines, "_BLOCK", 64)
    content = ROW + b"\n" + b'{"id": "' + b"x" * 5000 + b'"}\n' + ROW + b"\n"
    assert read(content) == [(1, "2"), (2, "long"), (3, "2")]


@given(st.binary(max_size=300), st.integers(1, 64))
def test_blocks_make_no_difference(content, block):
    with pytest.MonkeyPatch.context() as patch:
        whole = [
            (n, line if isinstance(line, str) else "?") for n, line in jsonlines.lines(io.BytesIO(content))
        ]
        patch.setattr(jsonlines, "_BLOCK", block)
        parts = [
            (n, line if isinstance(line, str) else "?") for n, line in jsonlines.lines(io.BytesIO(content))
        ]
    assert whole == parts


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text):
    with suppress(Unusable):
        jsonlines.parse(text)


@pytest.mark.parametrize("block", [16, 64, 1_500, 5_000, 1 << 18])
def test_the_lines_after_one_that_is_too_long_are_read_wherever_a_block_ends(monkeypatch, block):
    """Only the long one is passed over, once, however many lines stand beside its end."""
    monkeypatch.setattr(jsonlines, "MAX_LINE", 1000)
    monkeypatch.setattr(jsonlines, "_BLOCK", block)
    found = read(b"x" * 3000 + b"\n" + (ROW + b"\n") * 3 + b"y" * 3000)
    expected = "no-json" if block > 3000 else "long"
    assert found[0] == (1, expected)
    assert found[1:4] == [(2, "2"), (3, "2"), (4, "2")]
    assert [line for line, _ in found] == [1, 2, 3, 4, 5]


def test_why_a_line_is_broken_is_said_with_its_column():
    """What JSON says of it, and how long a line may be."""
    with pytest.raises(Unusable) as refused:
        jsonlines.parse('{"a": 1,}')
    assert refused.value.data["column"] in (8, 9)
    assert "comma" in refused.value.data["reason"] or "property name" in refused.value.data["reason"]
    assert (
        str(refused.value)
        == f"broken at column {refused.value.data['column']}: {refused.value.data['reason']}"
    )
    (found,) = jsonlines.records(io.BytesIO(b"x" * 5_000_000), Reader(MODEL, lambda *_: None))
    assert (found[0], str(found[1])) == (1, "longer than 4 MB")


def test_a_cell_is_told_by_its_line_and_notes_come_where_they_are_asked_for():
    """The number of the line is the place; without being asked for, no note is read."""
    told: list[str] = []
    reader = Reader(MODEL, lambda place, *_: told.append(place))
    content = b'\n{"id": "a", "investment_1": 9}\n'
    assert [line for line, _ in jsonlines.records(io.BytesIO(content), reader)] == [2]
    assert told == ["2"]
    whole = b'{"format": "pemm-assessment/1", "answers": {"investment_1": {"value": 2, "note": "Hm."}}}'
    for asked_for in ({}, {"with_notes": False}, {"with_notes": True}):
        ((_, record),) = jsonlines.records(io.BytesIO(whole), reader, **asked_for)
        assert isinstance(record, Record)
        assert record.notes == ((("investment_1", "Hm."),) if asked_for.get("with_notes") else ())
