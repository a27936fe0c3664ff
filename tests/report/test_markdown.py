"""Markdown, read by a CommonMark parser with the tables and strikes of the forges."""

from __future__ import annotations

import pytest
from hostile import EVIDENCE, MEGABYTE, NOTES, hostile
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support import SAMPLES

from pemm.assessment import load
from pemm.model import Model
from pemm.report import Report, statustable
from pemm.report import result as result_report
from pemm.report.document import (
    Ask,
    Choice,
    Column,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Paragraph,
    Row,
    Table,
)
from pemm.report.formats import markdown
from pemm.report.titlepage import titled
from pemm.scoring import score
from pemm.texts import load as load_texts
from pemm.wording import clean

EN = load_texts("en")
OURS = {"heading", "paragraph", "bullet_list", "ordered_list", "list_item"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}


def tokens(text: str) -> list[Token]:
    """All tokens, those inside of lines too."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(text):
        found += [token, *(token.children or [])]
    return found


def kinds(text: str) -> set[str]:
    return {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(text)}


def links(text: str) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens(text) if token.type == "link_open"]


@pytest.fixture
def reports(model: Model) -> list[Report]:
    bad = score(hostile(load(SAMPLES / "payments-2026.json")[0]), model)
    whole = result_report.report(bad, model, EN, every_answer=True, notes=True)
    return [
        titled(whole, EN, client=NOTES[1], author=NOTES[6]),
        statustable.report(bad, model, EN, notes=True),
    ]


def test_hostile_reports_hold_only_our_markup(reports: list[Report]) -> None:
    """No HTML, no code block, no picture, no rule comes from what a person wrote."""
    for report in reports:
        found = kinds(markdown.write(report, "md").decode())
        assert found <= OURS | {"inline", "text", "strong", "em", "code_inline", "link", "text_special"}


def test_the_only_links_are_plain_addresses(reports: list[Report]) -> None:
    """Evidence that is an address can be followed, as long as nothing in it could end the link early."""
    assert set(links(markdown.write(reports[0], "md").decode())) == {EVIDENCE[-1]}
    assert links(markdown.write(reports[1], "md").decode()) == []


@pytest.mark.parametrize("text", NOTES)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    """Wherever it stands, a parser gives back the words, and the table keeps its shape."""
    from pemm.wording import clean

    shown = clean(text)
    document = Document(
        "x",
        (
            Heading(shown, 1, shown),
            Paragraph(shown),
            Entries((Entry(shown, None, (Detail("note", shown, (shown,), checkable=True),)),)),
            Table((Column(shown), Column("b")), (Row((shown, shown)),), note=shown),
        ),
    )
    read = tokens(markdown.render(document))
    lines = ["".join(child.content for child in token.children or []) for token in read if token.children]
    words = [line.replace("\u2060", "") for line in lines]
    assert sum(shown in line for line in words) == 10
    assert [token.type for token in read].count("td_open") == 2


def test_a_megabyte_is_only_long() -> None:
    """A note of a megabyte is a paragraph like any other."""
    text = markdown.render(Document("x", (Paragraph(MEGABYTE.strip()),)))
    assert kinds(text) == {"paragraph", "inline", "text"}


def test_what_is_asked_holds_only_our_markup() -> None:
    """A model of somebody's own may say anything; a line to write on is no rule, and boxes stay boxes."""
    notes = [clean(note) for note in NOTES]  # a model's texts are one line each
    asked = [Ask(note, "a_1", note, (Choice(note, 1), Choice(note))) for note in notes]
    page = markdown.render(Document("x", (Heading("x", 1), Ask("Who?"), *asked)))
    found = kinds(page)
    assert found <= OURS | {"inline", "text", "strong", "code_inline", "text_special"}
    assert page.count("\n- [ ] ") == 2 * len(NOTES)
    assert page.count("\n- [ ] **1** ") == len(NOTES)
