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
