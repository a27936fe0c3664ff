"""The report of a survey: what to talk about first, then where everybody stands."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import isclose
from pathlib import Path

import pytest
from hostile import NOTES
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture
from rich.text import Text
from support import Run
from surveyed import gather_rows, respondents

import pemm
from pemm.model import Model
from pemm.report import formats, surveys, terminal
from pemm.report.distribution import StackChart
from pemm.report.document import Entries, Paragraph, RadarChart, Table
from pemm.report.formats import csv as csv_format
from pemm.report.formats import html, markdown
from pemm.report.surveyagenda import blocks as agenda_blocks
from pemm.report.surveywords import Words, percent
from pemm.survey import surveyfile
from pemm.survey.figures import TWO_CAMPS, band, consensus, even_split
from pemm.survey.survey import Group, Survey
from pemm.texts import load as load_texts
from pemm.wording import clean

EN = load_texts("en")
Gathered = Callable[..., Survey]


@pytest.fixture
def gathered(tmp_path: Path) -> Gathered:
    """Gathers rows by rules: `gathered(rows, model, by="role")`."""
    return lambda rows, model, **rules: gather_rows(rows, model, tmp_path, **rules)


@pytest.fixture
def five(model: Model, gathered: Gathered) -> Survey:
    return gathered(respondents(model, 5), model)


@pytest.fixture
def by_role(model: Model, gathered: Gathered) -> Survey:
    """Three groups of 8, 7 and 6, 5 who did not say, and 5 more in two groups that stay hidden."""
    roles = (
        ["builder"] * 8 + ["consumer"] * 7 + ["leader"] * 6 + [""] * 5 + ["enabler"] * 2 + ["end-user"] * 3
    )
    return gathered(respondents(model, 31, roles=roles), model, by="role")


@pytest.fixture
def field(model: Model, gathered: Gathered) -> Survey:
    return gathered(respondents(model, 60, subjects=12), model)


def shown(
    survey: Survey,
    model: Model,
    width: int = 80,
    *,
    top: int = 6,
    plain: bool = False,
    encoding: str | None = None,
) -> str:
    document = surveys.document(survey, model, EN, top)
    if encoding is None:
        file = io.StringIO()
        terminal.write(document, terminal.console_for(file, width=width), plain=plain)
        return file.getvalue()
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    terminal.write(document, terminal.console_for(stream, width=width), plain=plain)
    stream.flush()
    return raw.getvalue().decode(encoding)


def joined(text: str) -> str:
    return " ".join(text.split())


def with_counts(survey: Survey, model: Model, values: Mapping[str, tuple[int, ...]]) -> Survey:
    """The survey with other answers to some questions, of as many respondents."""
    weight = survey.total.weight
    questions = tuple(
        replace(
            each,
            values=values[each.id],
            unsure=0,
            not_applicable=0,
            unanswered=weight - sum(values[each.id]),
        )
        if each.id in values
        else each
        for each in survey.total.questions
    )
    return replace(survey, total=replace(survey.total, questions=questions))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_five_people_of_one_platform(
    five: Survey, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """The agenda with bars, aspects as strips, agreement, what people could not say, every question."""
    text = shown(five, model, width)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_by_role_with_hidden_groups(
    by_role: Survey, model: Model, width: int, file_regression: FileRegressionFixture
) -> None:
    """Medians side by side, the widest gap first; of hidden groups nothing but how many are in them."""
    text = shown(by_role, model, width, top=3)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "Enabler" not in text
    assert "End user" not in text
    assert "5 respondents are in groups that are not shown: too small" in joined(text)
    file_regression.check(text, extension=".txt")


def test_in_ascii(by_role: Survey, model: Model, file_regression: FileRegressionFixture) -> None:
    """Bars, strips and tables without a sign that the terminal lacks."""
    file_regression.check(shown(by_role, model, 60, top=2, encoding="ascii"), extension=".txt")


def test_in_plain_sentences(by_role: Survey, model: Model, file_regression: FileRegressionFixture) -> None:
    """For ears: every bar and every row said aloud, nothing drawn."""
    text = shown(by_role, model, 80, top=2, plain=True)
    assert not set(text) & set("█▌░━─◆·")
    file_regression.check(text, extension=".txt")


def test_as_markdown(by_role: Survey, model: Model, file_regression: FileRegressionFixture) -> None:
    """Bars are small tables in their item, aspects have a column of counts per level."""
    report = surveys.report(by_role, model, EN, top=2)
    file_regression.check(markdown.write(report, "md").decode(), extension=".md")


def test_a_field_of_platforms(field: Survey, model: Model, file_regression: FileRegressionFixture) -> None:
    """Over different subjects it is spread: no alpha, no flag, and nothing is asked."""
    text = shown(field, model, 80, top=2)
    for word in ("consensus", "Agreement", "alpha", "Discuss", "discuss", "*", "speaks for"):
        assert word not in text
    file_regression.check(text, extension=".txt")


def test_people_in_one_room(model: Model, gathered: Gathered, file_regression: FileRegressionFixture) -> None:
    """With --room every group is shown, comments too, and the report says that this is an exception."""
    rows = respondents(model, 5, roles=["builder", "leader", "builder"])
    survey = gathered(rows, model, by="role", is_room=True)
    survey = replace(survey, comments={"adoption_1": ("In a wiki", "By luck"), "soil": ("?",)})
    text = shown(survey, model, 80, top=1)
    assert "For those who sit together and have agreed to it (--room)" in text
    assert "In a wiki" in text
    file_regression.check(text, extension=".txt")


def test_everybody_is_unsure(
    model: Model, gathered: Gathered, file_regression: FileRegressionFixture
) -> None:
    """Nothing was answered: dashes, no agenda, and all that nobody could say."""
    rows = [{"id": str(n), **{each.id: "unsure" for each in model.questions}} for n in range(6)]
    text = shown(gathered(rows, model), model, 80)
    assert "Agreement over all questions is not available" in text
    assert "THE 6 QUESTIONS" not in text
    file_regression.check(text, extension=".txt")


def test_one_respondent(model: Model, gathered: Gathered) -> None:
    """There is nothing to compare: the report says where the report card is, and shows no consensus."""
    text = shown(gathered(respondents(model, 1), model), model, 80)
    assert "One respondent: there is nothing to compare yet" in text
    assert "Fewer than 5 respondents" in text
    assert "HOW FAR THEY AGREE" not in text
    assert " 1.00*" not in text
    assert re.search(r"^investment_2 .* -$", text, re.MULTILINE)


@pytest.mark.parametrize("width", [40, 80])
def test_a_model_of_another_shape(
    small_model: Model, gathered: Gathered, width: int, file_regression: FileRegressionFixture
) -> None:
    """Three aspects, five levels: bars for the options that there are, strips over five levels."""
    text = shown(gathered(respondents(small_model, 7), small_model), small_model, width, top=2)
    assert max(len(line) for line in text.splitlines()) <= width
    file_regression.check(text, extension=".txt")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_many_groups_and_many_people_fit(model: Model, gathered: Gathered, width: int) -> None:
    """A group is a row where there are more than six of them; four-digit counts keep apart."""
    rows = [row | {"date": f"2026-{1 + n % 12:02}-03"} for n, row in enumerate(respondents(model, 60))]
    survey = gathered(rows, model, by="month")
    large = replace(survey, total=survey.total.scaled(997))
    text = shown(large, model, width, top=2)
    assert max(len(line) for line in text.splitlines()) <= width
    assert not re.search(r"×\d", text)  # a count that ran into the next one
    assert re.search(r"Jan 2026.*Dec 2026", text, re.DOTALL)
    assert "and 6 groups between" in text


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "name", ["The team of the payments platform in the north {}", "x" * 70 + "{}", "支付平台团队" * 8 + "{}"]
)
def test_long_names_of_groups_fit(model: Model, gathered: Gathered, width: int, name: str) -> None:
    """Whatever groups are called, no line is wider than the terminal, and every name is there."""
    rows = [row | {"team": name.format(n % 3)} for n, row in enumerate(respondents(model, 30))]
    text = shown(gathered(rows, model, by="team"), model, width, top=2)
    assert max(Text(line).cell_len for line in text.splitlines()) <= width
    for place in range(3):
        assert "".join(name.format(place).split()) in "".join(text.split())


def test_a_survey_of_nobody_is_no_fault(five: Survey, model: Model) -> None:
    """A file can say that nobody answered at all: no figure, and no division by nothing."""
    data = surveys.data(five, EN)
    for question in data["total"]["questions"]:
        question |= {"counts": {}, "unsure": 0, "not_applicable": 0, "unanswered": 0}
    for aspect in data["total"]["aspects"]:
        aspect["histogram"] = []
    data["total"] |= {"respondents": 0, "weight": 0}
    nobody = surveyfile.parse(json.dumps(data).encode(), "a.json", model)
    assert "0 respondents." in shown(nobody, model)
    for name in ("csv", "md", "html", "json", "png"):
        assert formats.write(surveys.report(nobody, model, EN, top=6), name)


def test_hostile_words_are_only_words(model: Model, gathered: Gathered) -> None:
    """Subject, comments and names of groups act nowhere: not on a terminal, in Markdown, HTML or CSV."""
    rows = respondents(model, 14)
    for place, row in enumerate(rows):
        row["subject"], row["team"] = NOTES[0] + NOTES[4], NOTES[1] if place % 2 else "=1+1|\x1b[31m"
    survey = gathered(rows, model, by="team")
    comments = {each.id: NOTES for each in model.questions}
    survey = replace(survey, comments=comments, subject=NOTES[4] + NOTES[7])
    groups = (*survey.groups[:1], replace(survey.groups[1], label=NOTES[4]))
    survey = replace(survey, groups=groups)
    for plain in (False, True):
        text = shown(survey, model, 80, plain=plain)
        assert "\x1b" not in text
        assert "\u202e" not in text
    report = surveys.report(survey, model, EN, top=6)
    page = html.write(report, "html").decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "\n# heading" not in markdown.write(report, "md").decode()
    for line in csv.reader(io.StringIO(csv_format.write(report, "csv").decode())):
        assert not line[0].startswith(("=", "+", "@"))


def test_an_agenda_has_what_people_differ_on_and_nothing_else(five: Survey, model: Model) -> None:
    """What all answered alike, and what nobody answered, is no item, however many are asked for."""
    everything = {each.id: (5, 0, 0, 0) for each in model.questions}
    differing = {"adoption_2": (2, 0, 0, 3), "operations_1": (0, 2, 3, 0), "adoption_1": (0, 0, 0, 0)}
    survey = with_counts(five, model, everything | differing)
    entries = next(each for each in agenda_blocks(Words(survey, model, EN), 6) if isinstance(each, Entries))
    assert [each.reference for each in entries.items] == ["adoption_2", "operations_1"]
    assert [detail.text for each in entries.items for detail in each.details] == [
        "median 4; from 1 to 4; consensus 0.03: split. Discuss.",
        "What speaks for 1, and what for 4?",
        "median 3; from 2 to 3; consensus 0.75: close.",
        "What would show whether it is 2 or 3?",
    ]
    alike = with_counts(five, model, everything)
    assert agenda_blocks(Words(alike, model, EN), 6) == [Paragraph(EN("survey.all-alike"))]
    assert agenda_blocks(Words(survey, model, EN), 0) == []


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ((10, 0, 0, 0), "alike"),
        ((5, 5, 0, 0), "close"),
        ((0, 1, 3, 1), "close"),
        ((0, 2, 2, 1), "mixed"),
        ((1, 1, 1, 1), "mixed"),
        ((9, 0, 0, 1), "mixed"),
        ((4, 0, 0, 1), "apart"),
        ((2, 0, 0, 1), "split"),
        ((2, 0, 0, 3), "split"),
        ((5, 0, 0, 5), "split"),
        ((5, 5, 0), "close"),
        ((1, 1, 1), "mixed"),
        ((3, 1, 4), "apart"),
        ((5, 5), "split"),
        ((9, 1), "close"),
        ((1, 1, 1, 1, 1, 1, 1), "mixed"),
    ],
)
def test_words_for_consensus_follow_distributions_that_can_be_pictured(
    counts: tuple[int, ...], word: str
) -> None:
    """All alike; half at each of two neighbours; evenly over all; a third at one end, two at the other."""
    agreed = consensus(counts)
    assert agreed is not None
    assert band(agreed, len(counts)) == word


def test_the_limits_of_the_words_are_their_distributions() -> None:
    """Two camps are a third and two thirds at both ends, for any number of levels; bands are in order."""
    for levels in (3, 4, 5, 9):
        between = (0,) * (levels - 2)
        camps, evenly = consensus((2, *between, 1)), consensus((1,) * levels)
        assert camps is not None
        assert evenly is not None
        assert isclose(camps, TWO_CAMPS)
        assert TWO_CAMPS < evenly < even_split(levels) < 1


def test_bars_are_as_long_as_shares_of_everybody(model: Model, five: Survey) -> None:
    """The shares of a question's bars add up to 1, unsure and unanswered ones among them."""
    words = Words(five, model, EN)
    for counts in five.total.questions:
        bars = words.bars(counts)
        assert sum(bar.share for bar in bars) == 1
        assert [bar.apart for bar in bars] == sorted(bar.apart for bar in bars)
    text = shown(with_counts(five, model, {"adoption_2": (1, 0, 0, 4)}), model, 80)
    assert f"4 The first choice  {'█' * 32}  4\n" in text
    assert f"1 None              {'█' * 8}  1\n" in text
    assert "2 A glance          0\n" in text


def test_of_many_the_share_stands_beside_the_count(model: Model, five: Survey, by_role: Survey) -> None:
    """Five people are no percentages; from twenty on they help."""
    assert "%" not in shown(five, model)
    counts = replace(by_role.total.questions[0], values=(1, 15, 10, 5))
    assert [bar.figure for bar in Words(by_role, model, EN).bars(counts)][:2] == ["1 (3 %)", "15 (48 %)"]
    assert [percent(1, 200), percent(3, 200), percent(2, 3)] == [1, 2, 67]


def test_subjects_may_weigh_the_same(model: Model, gathered: Gathered) -> None:
    """Counts that are no whole numbers are shown with a decimal, and add up in their strips."""
    rows = [row | {"subject": "A" if n < 2 else f"B{n}"} for n, row in enumerate(respondents(model, 9))]
    survey = gathered(rows, model, unit="subject")
    text = shown(survey, model)
    assert "They judged 8 platforms; each platform counts as one" in joined(text)
    assert "0.5×" in text
    assert "8/8" in text


def test_groups_are_named_as_people_name_them(by_role: Survey, model: Model) -> None:
    """Roles by their names in the model, months in words, nothing as not said, part of a group as such."""
    words = Words(by_role, model, EN)
    assert [words.group(each) for each in words.groups] == ["Builder", "Consumer", "Leader", "not said"]
    assert words.group(replace(by_role.groups[0], partial=True)) == "Builder (part)"
    months = Words(replace(by_role, by="month"), model, EN)
    assert [months.label(each) for each in ("2026-03", "2026-13", "")] == ["Mar 2026", "2026-13", "not said"]
    partial = replace(by_role, groups=(replace(by_role.groups[0], partial=True), *by_role.groups[1:]))
    assert "(part): some of the surveys added here keep this group hidden" in joined(shown(partial, model))


def test_the_widest_gap_comes_first(by_role: Survey, model: Model) -> None:
    """Gaps only shrink from item to item and on through the table below them."""
    tables = [each for each in surveys.document(by_role, model, EN, 3).blocks if isinstance(each, Table)]
    gaps = [float(str(row.cells[-1])) for row in tables[-2].rows]
    assert gaps == sorted(gaps, reverse=True)
    assert len(gaps) == len(model.questions) - 3
    first = re.findall(r"gap +([\d.]+|one) level", shown(by_role, model, top=3))
    assert min(float(each.replace("one", "1")) for each in first) >= gaps[0]


def test_without_a_group_to_show_nothing_but_that_is_said(five: Survey, model: Model) -> None:
    """All groups hidden: how many are in them, and what it takes; no table."""
    text = joined(shown(replace(five, by="role", hidden=5), model))
    assert "would give a small one away. No group has the 5 respondents" in text
    one = replace(five, by="role", groups=(Group("builder", five.total),))
    assert "WHERE THE GROUPS DIFFER" not in shown(one, model)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-10", "2026-10", "October 2026"),
        ("2026-09", "2026-10", "September to October 2026"),
        ("2025-12", "2026-01", "December 2025 to January 2026"),
        ("2026-13", "2026-14", "2026-13 to 2026-14"),
        (None, None, None),
    ],
)
def test_the_period_is_told_in_months(
    five: Survey, model: Model, first: str | None, last: str | None, said: str | None
) -> None:
    """One month, two of one year, two of two years; what is no month stays as it was written."""
    words = Words(replace(five, first=first, last=last), model, EN)
    assert surveys.period(words) == said


def test_csv_has_a_row_per_group_and_question(by_role: Survey, model: Model) -> None:
    """Everybody first, under an empty group; those who did not say are told apart from it; counts add up."""
    header, *rows = surveys.rows(by_role, model, EN)
    assert header == [
        *("group", "question", "aspect", "respondents", "1", "2", "3", "4"),
        *("unsure", "not_applicable", "unanswered", "median_low", "median_high", "lowest", "highest"),
        *("near", "consensus", "discuss"),
    ]
    assert len(rows) == 5 * len(model.questions)
    assert list(dict.fromkeys(row[0] for row in rows)) == ["", "builder", "consumer", "leader", "(not said)"]
    for row in rows:
        assert len(row) == len(header)
        assert sum(map(Fraction, row[4:11])) == int(row[3])
    data = surveys.data(by_role, EN)["total"]["questions"][0]
    assert rows[0][-3:] == [str(data["near"]), str(data["consensus"]), str(data["discuss"]).lower()]


def test_csv_of_a_field_flags_nothing(field: Survey, model: Model) -> None:
    """Over different subjects there is nothing to discuss."""
    assert {row[-1] for row in surveys.rows(field, model, EN)[1:]} == {""}


def test_json_holds_to_its_schema(
    five: Survey, by_role: Survey, field: Survey, model: Model, small_model: Model, gathered: Gathered
) -> None:
    """The JSON of many kinds of surveys is what the schema describes, and nothing beside it."""
    schema = json.loads((Path(pemm.__file__).parent / "schemas" / "survey.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    unsure = [{"id": str(n), **{each.id: "unsure" for each in model.questions}} for n in range(6)]
    kinds = [
        *(five, by_role, field, gathered(unsure, model), gathered(respondents(small_model, 7), small_model)),
        gathered(respondents(model, 9, subjects=4), model, unit="subject"),
    ]
    for survey in kinds:
        data = json.loads(json.dumps(surveys.data(survey, EN)))
        Draft202012Validator(schema).validate(data)
        assert "pattern" not in json.dumps(data)
    spoilt = json.loads(json.dumps(surveys.data(five, EN)))
    spoilt["total"]["questions"][0]["answers"] = ["1234"]
    assert list(Draft202012Validator(schema).iter_errors(spoilt))


def test_a_survey_read_back_is_the_same_report(by_role: Survey, model: Model) -> None:
    """What its file lacks is nothing that the report shows, but for remarks."""
    content = json.dumps(surveys.data(by_role, EN)).encode()
    again = surveyfile.parse(content, "a.json", model)
    assert surveys.data(again, EN) == surveys.data(by_role, EN) | {"remarks": []}
    assert shown(again, model) == shown(replace(by_role, remarks=()), model)


def test_the_command_writes_every_format_and_reads_its_file_back(run: Run, model: Model) -> None:
    """JSON of a survey's JSON is the same; pictures are chosen with --picture."""
    with Path("r.csv").open("w", newline="", encoding="utf-8") as file:
        rows = respondents(model, 12)
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    outputs = [f"a.survey.{ending}" for ending in ("json", "csv", "md", "html", "png")]
    ran = run("survey", "r.csv", *(part for path in outputs for part in ("-o", path)))
    assert ran.code == 0, ran.err
    again = run("survey", "a.survey.json", "--json")
    data = json.loads(Path("a.survey.json").read_text(encoding="utf-8"))
    assert json.loads(again.out) | {"remarks": []} == data | {"remarks": []}
    assert run("survey", "r.csv", "--picture", "radar", "-o", "radar.png").code == 0
    assert Path("radar.png").read_bytes() != Path("a.survey.png").read_bytes()
    refused = run("survey", "r.csv", "--picture", "pie", "-o", "pie.png")
    assert (refused.code, "bars or radar" in refused.err) == (2, True)


def test_pictures_say_in_words_what_they_show(by_role: Survey, model: Model) -> None:
    """Who cannot see them hears every count, every median and every middle half."""
    bars = surveys.chart(by_role, model, EN, surveys.BARS)
    radar = surveys.chart(by_role, model, EN, surveys.RADAR)
    assert isinstance(bars, StackChart)
    assert isinstance(radar, RadarChart)
    drawn = [each for _, group in bars.groups for each in group]
    for counts, stack in zip(by_role.total.questions, drawn, strict=True):
        assert sum(stack.counts) == by_role.total.weight
        assert f"{counts.id}: " in bars.alternative
        assert f"1 Provisional {counts.values[0]}" in bars.alternative or not counts.values[0]
    for label in radar.series[0].labels:
        assert f"{label}, half from " in radar.alternative
    for bounds, value in zip(radar.band, radar.series[0].values, strict=True):
        assert bounds is not None
        assert value is not None
        assert bounds[0] <= value <= bounds[1]


def test_the_page_has_a_bar_for_every_count(by_role: Survey, model: Model) -> None:
    """In HTML a bar is as wide as its share, its count is text, and bars that are no level have a pattern."""
    page = html.write(surveys.report(by_role, model, EN, top=6), "html").decode()
    figures = re.findall(
        r"<dd>(?:<i class=\"bar(?: apart)?\" style=\"width: ([\d.]+)%\"></i>)?<span>(\d+)", page
    )
    assert len(figures) >= 24
    for width, count in figures:
        assert isclose(float(width or 0), int(count) / 31 * 80, abs_tol=0.01)
    assert 'class="bar apart"' in page
    assert clean(page) != ""
    assert page.count("<figure") == 2
