"""HTML: one well-formed file that needs nothing else, and in which what a person wrote is only text."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hostile import MEGABYTE, NOTES, hostile
from pytest_regressions.file_regression import FileRegressionFixture
from surveyed import ROLES, gather_rows, respondents

from pemm import comparison, planning, trend
from pemm.assessment import Assessment, load
from pemm.model import Model
from pemm.report import card, changes, form, modelpages, plan, statustable, surveys, trends
from pemm.report import result as result_report
from pemm.report.document import (
    Ask,
    Bullets,
    Choice,
    Column,
    Detail,
    Document,
    Entries,
    Entry,
    Heading,
    Number,
    Paragraph,
    Row,
    Spread,
    Table,
)
from pemm.report.formats import html
from pemm.report.titlepage import titled
from pemm.scoring import Result, score
from pemm.texts import load as load_texts

EN = load_texts("en")
OURS = {*("html", "head", "meta", "link", "title", "style", "body", "main", "header", "h1", "h2", "h3")}
OURS |= {*("p", "small", "ul", "li", "code", "dl", "div", "dt", "dd", "span", "i")}
OURS |= {*("table", "caption", "thead", "tbody", "tr", "th", "td")}
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def sample() -> Assessment:
    return load(SAMPLES / "payments-2026.json")[0]


@pytest.fixture
def result(sample: Assessment, model: Model) -> Result:
    return score(sample, model)


@pytest.fixture
def pages(sample: Assessment, model: Model, tmp_path: Path) -> dict[str, str]:
    """Every report there is, with a hostile one among them."""
    result, bad = score(sample, model), score(hostile(sample), model)
    before = score(load(SAMPLES / "payments-2025.json")[0], model)
    reports = {
        "card": result_report.report(result, model, EN, every_answer=True, notes=True),
        "hostile": result_report.report(bad, model, EN, every_answer=True, notes=True),
        "compared": changes.report(comparison.compare(before, result, model), model, EN, notes=True),
        "compared-hostile": changes.report(comparison.compare(before, bad, model), model, EN, notes=True),
        "table": statustable.report(bad, model, EN, notes=True),
        "plan": plan.report(
            planning.plan(bad, model, {aspect.id: 4 for aspect in model.aspects}),
            model,
            EN,
            every_step=True,
            notes=True,
        ),
        "trend": trends.report(trend.trend([before, bad], model), model, EN),
        "survey": surveys.report(
            replace(
                gather_rows(respondents(model, 31, roles=ROLES), model, tmp_path, by="role"),
                subject=NOTES[0],
                comments={question.id: NOTES for question in model.questions},
            ),
            model,
            EN,
            top=6,
        ),
        "model": modelpages.report(model, EN, None, None),
        "aspect": modelpages.report(model, EN, "investment", None),
        "question": modelpages.report(model, EN, "investment_1", None),
        "form": form.report(model, EN),
        "titled": titled(
            result_report.report(bad, model, EN, every_answer=False, notes=True),
            EN,
            client=NOTES[1],
            author=NOTES[0],
        ),
    }
    return {name: html.write(report, "html").decode() for name, report in reports.items()}


def tree(page: str) -> Element:
    """The page as a browser reads it; an error in its making fails the test."""
    parsed: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return parsed


def page_of(*blocks: Any, **fields: Any) -> Element:
    return tree(html.render(Document("A title", blocks, **fields)))


def said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def attributes(root: Element) -> list[tuple[str, str, str]]:
    return [(str(each.tag), str(name), value) for each in root.iter() for name, value in each.attrib.items()]


def test_every_page_is_well_formed_and_names_its_language(pages: dict[str, str]) -> None:
    """A strict parser finds no error; language and title are there."""
    for page in pages.values():
        root = tree(page)
        assert root.get("lang") == "en"
        assert said(root.find(".//title") or Element("none")) or root.findtext(".//title")


def test_headings_descend_by_single_steps(pages: dict[str, str]) -> None:
    """One title, and below it no step that leaves one out."""
    for page in pages.values():
        levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])>", page)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_are_tables(pages: dict[str, str]) -> None:
    """A caption, headers with a scope, and as many cells in each row as there are columns."""
    for name in ("card", "compared", "table", "plan", "trend", "survey", "model"):
        for table in tree(pages[name]).findall(".//table"):
            assert said(table.find("caption") or Element("none")) or table.findtext("caption")
            columns = table.findall("thead/tr/th")
            assert {th.get("scope") for th in columns} == {"col"}
            for row in table.findall("tbody/tr"):
                cells = [each for each in row if each.tag in ("th", "td")]
                assert [cells[0].tag, cells[0].get("scope")] == ["th", "row"]
                assert len(cells) == len(columns)


def test_no_page_runs_or_loads_anything(pages: dict[str, str]) -> None:
    """No script, no handler, no frame, no picture or style from elsewhere, and a policy that forbids them."""
    for page in pages.values():
        root = tree(page)
        tags = {str(each.tag) for each in root.iter()}
        assert not tags & {"script", "iframe", "object", "embed", "img", "form", "input", "base"}
        for tag, name, value in attributes(root):
            assert not name.lower().startswith("on"), (tag, name)
            if name.endswith(("href", "src")):
                local = value.startswith("#") or (tag, value) == ("link", "data:,")
                assert local or (tag == "a" and value.startswith("https://")), (tag, value)
            assert "url(" not in value or "url(#" in value
        assert "@import" not in page
        assert "default-src 'none'" in page


def test_ids_stand_once_and_are_found(pages: dict[str, str]) -> None:
    """Two pictures in one page share no id, and each reference leads somewhere."""
    for page in pages.values():
        ids = re.findall(r'\bid="([^"]*)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_two_pictures_keep_apart(result: Result, model: Model) -> None:
    """Each picture has ids of its own, and a name in words."""
    chart = card.chart(result, model, EN)
    page = html.render(Document("x", (Heading("x", 1),), charts=(chart, chart)))
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) > 20
    labels = [svg.get("aria-label") for svg in tree(page).iter("{http://www.w3.org/2000/svg}svg")]
    labels = labels or [svg.get("aria-label") for svg in tree(page).iter("svg")]
    assert labels == [chart.alternative, chart.alternative]


@pytest.mark.parametrize("text", [*NOTES, "größer 漢 🙂 e\u0301"])
def test_what_a_person_wrote_is_only_text(text: str) -> None:
    """In every place of a document a text stays the text it was, less what acts instead of being read."""
    from pemm.wording import clean

    entry = Entry(text, text, (Detail(text, text, (text,), checkable=True), Detail("", text)))
    table = Table(
        (Column(text), Column(text, scale=((1, text), (2, text))), Column(text, right=True)),
        (Row((text, Spread(((1, 1), (2, 0)), Fraction(1)), text), text, text),),
        caption=text,
        note=text,
        remark_title=text,
    )
    root = page_of(
        Heading(text, 1, text),
        Paragraph(text),
        Heading(text, 2, text),
        Bullets((text,)),
        Entries((entry,)),
        table,
    )
    shown = clean(text)
    assert root.findtext(".//h1") == shown
    assert root.findtext(".//p[@class='aside']") == shown
    assert root.findtext(".//main/ul/li") == shown
    assert root.findtext(".//caption") == shown
    assert root.find(".//td[@class='level']").attrib["data-label"] == f"1 {shown}"  # type: ignore[union-attr]
    assert said(root).count(shown) >= 14
    assert {str(each.tag) for each in root.iter()} <= OURS


def test_a_megabyte_is_only_long(sample: Assessment, model: Model) -> None:
    """A note of a megabyte is written whole, and breaks nothing."""
    answers = dict(sample.answers)
    answers["investment_4"] = replace(answers["investment_4"], note=MEGABYTE)
    long = score(replace(sample, answers=answers), model)
    page = html.write(result_report.report(long, model, EN, every_answer=True, notes=True), "html").decode()
    assert page.count("x" * 48_576) == 1
    tree(page)


@pytest.mark.parametrize(
    ("evidence", "followed"),
    [
        ("https://wiki.example/a?b=1&c=2", True),
        ("http://wiki.example", True),
        ('https://wiki.example/"onclick="x', True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//wiki.example", False),
        ("ftp://wiki.example", False),
        ("see https://wiki.example", False),
    ],
)
def test_only_addresses_become_links(evidence: str, followed: bool) -> None:
    """Evidence that begins as a web address can be followed; nothing else can, whoever built the document."""
    for detail in (card.evidence(evidence, EN), Detail("evidence", evidence, link=evidence)):
        root = page_of(Heading("x", 1), Entries((Entry("y", None, (detail,)),)))
        links = root.findall(".//a")
        assert [link.get("href") for link in links] == ([evidence] if followed else [])
        assert all(link.get("rel") == "noopener noreferrer nofollow" for link in links)
        assert all(sorted(link.attrib) == ["href", "rel"] for link in links)


@pytest.mark.parametrize(
    ("counts", "average", "lines", "means"),
    [
        ((0, 0, 0, 0), None, [None] * 4, [None] * 4),
        ((4, 0, 0, 0), Fraction(1), [None] * 4, [0.5, None, None, None]),
        ((2, 2, 0, 0), Fraction(3, 2), [1.0, None, None, None], [1.0, None, None, None]),
        ((0, 3, 0, 1), Fraction(5, 2), [None, 2.0, None, None], [None, 1.0, None, None]),
        ((0, 0, 0, 2), Fraction(4), [None] * 4, [None, None, None, 0.5]),
    ],
)
def test_marks_lie_where_the_figures_say(
    counts: tuple[int, ...], average: Fraction | None, lines: list[float | None], means: list[float | None]
) -> None:
    """The line runs from the lowest to the highest answer, the mark stands at the mean."""
    marks = html._marks(Spread(tuple(enumerate(counts, start=1)), average))
    assert [mark["line"] for mark in marks] == lines
    assert [mark["mean"] for mark in marks] == means


def test_what_can_be_ticked_off_has_a_box() -> None:
    """Steps and their actions get an empty box to tick on paper, which no screen reader has to say."""
    entry = Entry("x", None, (Detail("next", "y", ("one", "two"), checkable=True),))
    for checkable, boxes in ((True, 3), (False, 2)):
        root = page_of(Heading("x", 1), Entries((entry,), checkable=checkable))
        found = root.findall(".//span[@class='box']")
        assert [box.get("aria-hidden") for box in found] == ["true"] * boxes


def test_a_question_to_answer_has_a_box_per_choice_or_a_line_to_write_on() -> None:
    """The number and the words are text beside the box; what somebody else wrote is never markup."""
    root = page_of(
        Heading("x", 1),
        Ask("Why <b>?", "a_1", "Help.", (Choice("<i>Low</i>", 1), Choice("Unsure"))),
        Ask("Who?"),
    )
    first, second = root.findall(".//div[@class='ask']")
    assert [said(item) for item in first.findall(".//li")] == ["1 <i>Low</i>", "Unsure"]
    assert [box.get("aria-hidden") for box in first.findall(".//span[@class='box']")] == ["true", "true"]
    assert [said(each) for each in first.findall("h2")] == ["Why <b>? a_1"]
    assert (said(second), len(second.findall("div[@class='blank']"))) == ("Who?", 1)


def test_a_chart_that_is_a_block_is_drawn_once(result: Result, model: Model) -> None:
    """A picture stands where the report put it, else after the first table."""
    chart = card.chart(result, model, EN)
    page = html.render(Document("x", (Heading("x", 1), Paragraph("y"), chart), charts=(chart,)))
    assert page.count("<figure>") == 1


def test_figures_stand_in_cells() -> None:
    """Counts, means and changes are text in cells, whatever is drawn around them."""
    scale = ((1, "Low"), (2, "High"))
    table = Table(
        (Column("a"), Column("b", scale=scale), Column("mean", right=True), Column("change", right=True)),
        (
            Row(
                (
                    "x",
                    Spread(((1, 2), (2, 0)), Fraction(1)),
                    Number(Fraction(1)),
                    Number(Fraction(1, 2), True),
                )
            ),
            Row(("y", Spread(((1, 0), (2, 0)), None), Number(None), Number(Fraction(-1, 2), True))),
        ),
    )
    rows = page_of(Heading("x", 1), table).findall(".//tbody/tr")
    assert [[said(cell) for cell in row] for row in rows] == [
        ["x", "2", "0", "1.00", "+0.50"],
        ["y", "0", "0", "-", "-0.50"],
    ]


def test_the_title_page_says_for_whom_and_by_whom(result: Result, model: Model) -> None:
    """With a title page, the title, its date and the two names stand before everything else, in one heading."""
    report = result_report.report(result, model, EN, every_answer=False, notes=True)
    page = html.write(titled(report, EN, client="Board of X", author="Ada"), "html").decode()
    header = tree(page).find(".//header")
    assert header is not None
    assert header.get("class") == "title-page"
    assert said(header) == "Payments platform 2 October 2026 for Board of X by Ada"
    assert page.count("<h1>") == 1


def test_without_notes_no_note_is_anywhere(sample: Assessment, model: Model) -> None:
    """--no-notes leaves notes, evidence and own words out."""
    result = score(hostile(sample), model)
    for report in (
        result_report.report(result, model, EN, every_answer=True, notes=False),
        statustable.report(result, model, EN, notes=False),
    ):
        page = html.write(report, "html")
        assert b"wiki.example" not in page
        assert b"not bold" not in page


def test_the_page_of_a_small_document(file_regression: FileRegressionFixture) -> None:
    """What the template writes, to be read in a diff; the style sheet is left out."""
    entry = Entry(
        "Raise it",
        "investment_1",
        (
            Detail("now", "Low."),
            Detail("next", "High.", ("One step", "Another"), checkable=True),
            Detail("evidence", "https://wiki.example/a", link="https://wiki.example/a"),
        ),
    )
    table = Table(
        (Column("Aspect"), Column("levels", scale=((1, "Low"), (2, "High"))), Column("mean", right=True)),
        (Row(("Soil", Spread(((1, 1), (2, 1)), Fraction(3, 2)), Number(Fraction(3, 2))), "Half and half."),),
        caption="Where it stands",
        note="There is no total.",
        remark_title="reading",
    )
    page = html.render(
        Document(
            "A <garden>",
            (
                Heading("A <garden>", 1, "2 October 2026"),
                Paragraph("Quietly.", quiet=True),
                table,
                Heading("Next", aside="lowest first"),
                Entries((entry,), numbered=True),
                Heading("Open"),
                Bullets(("soil_1", "soil_2")),
            ),
        )
    )
    file_regression.check(
        re.sub(r"<style>.*</style>", "<style>...</style>", page, flags=re.S), extension=".html"
    )
