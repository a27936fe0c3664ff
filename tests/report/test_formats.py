"""The formats: found by being there, and harmless whatever a person wrote."""

from __future__ import annotations

import csv as csv_reader
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemm.cleaning import unseen_escaped
from pemm.errors import PemmError
from pemm.report import Report, formats
from pemm.report.document import Document, Entries, Entry, Heading, Paragraph
from pemm.report.formats import csv, markdown


def report_of(text: str) -> Report:
    document = Document("x", (Heading(text, 1), Paragraph(text), Entries((Entry(text, "id_1"),))))
    return Report(lambda: document, lambda: {"text": text}, lambda: [["a", "b"], [text, "x"]])


def test_every_format_is_known_by_its_ending() -> None:
    """The formats of today, pictures apart from text."""
    assert formats.names() == ["csv", "html", "json", "md", "pdf", "png", "svg"]
    assert formats.text_names() == ["csv", "html", "json", "md"]


@pytest.mark.parametrize("name", formats.text_names())
def test_every_text_format_ends_with_a_newline(name: str) -> None:
    """Text files end as text files do, in UTF-8."""
    assert formats.write(report_of("größer 漢"), name).decode().endswith("\n")


@pytest.mark.parametrize("name", ["png", "svg", "pdf"])
def test_a_report_without_a_chart_has_no_picture(name: str) -> None:
    """It is said, not drawn empty."""
    with pytest.raises(PemmError, match="no picture"):
        formats.write(report_of("x"), name)


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\x0b\u200b=1", "＝1", "=cmd|' /C calc'!A0"],
)
def test_no_cell_is_a_formula(formula: str) -> None:
    """A spreadsheet takes none of these for a formula."""
    rows = list(csv_reader.reader(io.StringIO(csv.write(report_of(formula), "csv").decode())))
    assert rows[1][0] == "'" + formula.replace("\x0b\u200b", "")


@given(text=st.text())
def test_csv_reads_back_what_was_written(text: str) -> None:
    """Commas, quotes and newlines survive; only what could be a formula has an apostrophe before it."""
    text = unseen_escaped(text.replace("\r\n", "\n").replace("\r", "\n"), lambda char: "")  # these act
    rows = list(csv_reader.reader(io.StringIO(csv.write(report_of(text), "csv").decode(), newline="")))
    assert rows[1][0].removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("investment_4", "investment_4"),
        ("a *b* _c_", r"a \*b\* \_c\_"),
        ("[x](http://y)", r"\[x\](http://y)"),
        ("<script>", r"\<script\>"),
        ("a | b", r"a \| b"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("`code` ~~gone~~", r"\`code\` \~\~gone\~\~"),
        ("&lt; &amp;", r"\&lt; \&amp;"),
        ("What about you? (Yes.)", "What about you? (Yes.)"),
        ("mail@home", "mail@home"),
        ("@everyone", "@\u2060everyone"),
    ],
)
def test_markdown_takes_no_text_for_markup(text: str, written: str) -> None:
    """What a person wrote is escaped where it would be read as markup, and left alone where not."""
    assert markdown.escaped(text) == written
