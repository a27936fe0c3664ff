"""A CSV of responses becomes assessments: what is an answer, what is not, and where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import NOW

from pemm import library
from pemm.assessment import Answer, ModelUsed
from pemm.assessmentfile import dump, parse
from pemm.errors import PemmError
from pemm.meaning import meaning
from pemm.model import Model, Question
from pemm.responses import FIELDS, MAX_COLUMNS, Responses, Unread, read
from pemm.scoring import score
from pemm.texts import load as load_texts

relaxed = settings(database=None, deadline=None, max_examples=200)
BUILT_IN = library.load(library.find(library.DEFAULT))

Reads = Callable[..., Responses]


def table(*rows: Sequence[str], delimiter: str = ",") -> bytes:
    """Rows as a spreadsheet writes them."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def reads(model) -> Reads:
    """`reads(header, row, ...)`: what `read` makes of a table, or of bytes."""

    def reads(*rows: Sequence[str] | bytes, of: Model = model, **options: Any) -> Responses:
        content = rows[0] if isinstance(rows[0], bytes) else table(*rows)  # type: ignore[arg-type]
        return read(content, "answers.csv", of, NOW, **options)

    return reads


@pytest.fixture
def one(reads) -> Callable[[str, str], Answer | Unread | None]:
    """What a single cell under a single title is: an answer, unread, or nothing."""

    def one(title: str, cell: str, **options: Any) -> Answer | Unread | None:
        found = reads(["subject", title], ["Payments", cell], **options)
        assert len(found.unread) + len(found.assessments[0].answers) <= 1
        return next(iter((*found.assessments[0].answers.values(), *found.unread)), None)

    return one


def refused(content: bytes, model: Model = BUILT_IN, **options: Any) -> PemmError:
    """The error, whose sentence names the file and is short enough to read."""
    with pytest.raises(PemmError) as error:
        read(content, "some/answers.csv", model, NOW, **options)
    assert len(str(error.value)) < 700
    return error.value


def reworded(model: Model, language: str, change: Callable[[str], str]) -> Model:
    """The same model in another language."""

    def question(each: Question) -> Question:
        options = tuple(
            replace(option, label=change(option.label), description=change(option.description))
            for option in each.options
        )
        return replace(each, text=change(each.text), options=options, language=language)

    aspects = tuple(
        replace(aspect, questions=tuple(map(question, aspect.questions))) for aspect in model.aspects
    )
    roles = tuple(replace(role, name=change(role.name)) for role in model.roles)
    return replace(model, language=language, aspects=aspects, roles=roles)


@pytest.fixture(scope="session")
def backwards(model) -> Model:
    """The built-in model in a language nobody speaks."""
    return reworded(model, "xx", lambda text: text[::-1])


@pytest.fixture(scope="session")
def twins(model) -> Model:
    """A model with two questions of the same text, of which one has options that are easily mixed up."""
    aspect = model.aspects[0]
    first, second, *rest = aspect.questions
    options = (
        replace(first.options[0], label="Yes", description="We do."),
        replace(first.options[1], label="YES", description="We do."),
        replace(first.options[2], label="No", description="2"),
        replace(first.options[3], label="4", description=""),
    )
    questions = (replace(first, options=options), replace(second, text=first.text), *rest)
    return replace(model, aspects=(replace(aspect, questions=questions), *model.aspects[1:]))


# ----------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("1", 1, None),
        (" 4\t", 4, None),
        ("unsure", None, "unsure"),
        ("UNSURE", None, "unsure"),
        ("na", None, "not_applicable"),
        ("NA", None, "not_applicable"),
        ("not_applicable", None, "not_applicable"),
        ("Engineers", 2, None),
        ("engineers", 2, None),
        ("ENGINEERS,  product,\nUX", 3, None),
        ("A lasting team builds it, and its members are engineers, mostly generalists.", 2, None),
        ("Engineers: A lasting team builds it, and its members are engineers, mostly generalists.", 2, None),
        ("Engineers\nA lasting team builds it, and its members are engineers, mostly generalists.", 2, None),
        ("engineers - a LASTING team builds it, and its members are engineers, mostly generalists.", 2, None),
        ("2 Engineers", 2, None),
        (
            "2. Engineers: A lasting team builds it, and its members are engineers, mostly generalists.",
            2,
            None,
        ),
        (
            "2) engineers - A lasting team builds it, and its members are engineers, mostly generalists.",
            2,
            None,
        ),
        ("Unsure", None, "unsure"),
        ("does not apply", None, "not_applicable"),
    ],
)
def test_a_cell_is_a_value_a_word_or_an_option(one, cell, value, reason):
    """Values as plain numbers; labels and descriptions, alone or together, exactly or in another case."""
    answer = one("investment_1", cell)
    assert (answer.value, answer.reason) == (value, reason)


@pytest.mark.parametrize("cell", ["", " ", "\t\n", "\u00a0"])
def test_an_empty_cell_is_no_answer(one, cell):
    """What nobody filled in is unanswered, and nothing to complain about."""
    assert one("investment_1", cell) is None


@pytest.mark.parametrize(
    "cell",
    ["0", "5", "-1", "+2", "3.0", "2,0", "02", "²", "٢", "two", "Engineer", "A plan", "Engineers, product", "1;2", "1 2", "-", "?", "n/a", "yes", "Engineers: engineers", "3. Engineers", "2.Engineers", "x" * 5000],
)  # fmt: skip
def test_what_is_no_answer_is_unread(one, cell):
    """Nothing is guessed: each is listed by row and column, as it stood there, with what it could be."""
    unread = one("investment_1", cell)
    assert (unread.row, unread.column, unread.found) == (2, "investment_1", cell)
    assert unread.hint == "it takes 1, 2, 3, 4, unsure, na or the words of an option"


@pytest.mark.parametrize(
    ("cell", "value"), [("Yes", 1), ("YES", 2), ("no", 3), ("4", 4), ("yes", None), ("We do.", None), ("2", None)]
)  # fmt: skip
def test_what_fits_two_options_is_unread(one, twins, cell, value):
    """The exact label decides; what two options share, in whatever form, is refused."""
    found = one("investment_1", cell, of=twins)
    if value is None:
        assert found.hint == "it fits more than one option; write the number"
    else:
        assert found.value == value


def test_the_words_of_an_option_go_before_those_of_a_form(model, one):
    """An option that is called like our `does not apply`, or like a number and another label, stays itself."""
    aspect = model.aspects[0]
    first, *rest = aspect.questions
    options = (
        replace(first.options[0], label="Does not apply", description=""),
        replace(first.options[1], label="Engineers", description=""),
        replace(first.options[2], label="2. Engineers", description=""),
        first.options[3],
    )
    aspects = (replace(aspect, questions=(replace(first, options=options), *rest)), *model.aspects[1:])
    other = replace(model, aspects=aspects)
    assert one("investment_1", "does not apply", of=other).value == 1
    assert one("investment_1", "2. Engineers", of=other).value == 3
    assert one("investment_1", "na", of=other).reason == "not_applicable"


def test_the_options_are_those_of_the_question(reads, small_model):
    """A level that a question does not offer is unread there."""
    found = reads(["soil_1", "water_1"], ["2", "2"], of=small_model)
    assert list(found.assessments[0].answers) == ["water_1"]
    assert found.unread[0].hint.startswith("it takes 1, 3, 5,")


def test_composed_and_decomposed_letters_are_the_same(one, model):
    """A form on another system may write é in two characters."""
    french = reworded(model, "fr", lambda text: f"é {text}")
    assert one("investment_1", "e\u0301 Engineers", of=french).value == 2
    assert one("E\u0301 Who builds the platform?", "2", of=french).value == 2


@pytest.mark.parametrize(("cell", "found"), [("'=1+1", "=1+1"), ("'-1", "-1"), ("'@x", "@x"), ("'x", "'x"), ("'a'=b", "'a'=b")])  # fmt: skip
def test_our_apostrophe_before_a_formula_is_removed(reads, cell, found):
    """What our own CSV makes harmless is read as it was; other apostrophes stay."""
    assert reads(["subject", "investment_1"], [cell, "1"]).assessments[0].subject == found


# ----------------------------------------------------------------------------- stamps


def test_a_number_under_an_id_says_nothing_of_the_wording(reads):
    """Its question set, texts and wording are unknown; the language is that of the row, else English."""
    found = reads(["language", "questions", "investment_1"], ["", "", "2"], ["de", "0.8.0", "unsure"])
    plain, told = found.assessments
    assert plain.answers["investment_1"] == Answer(2, None, "unknown/unknown/en")
    assert told.answers["investment_1"] == Answer(None, "unsure", "0.8.0/unknown/de")
    assert plain.model == ModelUsed("platform-engineering", "1.0", "unknown", "unknown")
    assert told.model == ModelUsed("platform-engineering", "1.0", "0.8.0", "unknown")
    assert (plain.language, told.language) == ("en", "de")


@pytest.mark.parametrize(
    ("title", "cell", "label"),
    [
        ("investment_1", "Engineers", "Engineers"),
        ("Who builds the platform?", "Engineers", "Engineers"),
        ("Who builds the platform?", "2", "Engineers"),
        ("2. Who builds the platform?", "2", "Engineers"),
        ("Who builds the platform?", "unsure", None),
    ],
)
def test_who_was_asked_in_our_words_has_our_stamp(model, reads, title, cell, label):
    """The question's text above, or the option's in the cell, shows that our wording was seen."""
    assessment = reads([title], [cell]).assessments[0]
    answer = assessment.answers["investment_1"]
    assert (answer.asked, answer.question, answer.answer) == (
        model.asked(model.question("investment_1")),
        "Who builds the platform?",
        label,
    )
    assert assessment.model == ModelUsed("platform-engineering", "1.0", "0.9.0", "pemm-1")


def test_a_set_that_the_row_names_is_kept(reads, model):
    """Our words of another question set are stamped with that set, so that a changed meaning shows."""
    found = reads(
        ["questions", "How do users get hold of a capability?"], ["0.8.0", "4"], ["new", "4"], ["", "4"]
    )
    stamps = [each.answers["interfaces_1"].asked for each in found.assessments]
    assert stamps == ["0.8.0/pemm-1/en", "unknown/pemm-1/en", "0.9.0/pemm-1/en"]
    assert [each.model.questions for each in found.assessments] == ["0.8.0", "unknown", "0.9.0"]
    today = meaning(model, "interfaces_1", stamps[2])
    assert [meaning(model, "interfaces_1", stamp) == today for stamp in stamps] == [False, False, True]


def test_an_assessment_has_our_texts_only_if_all_answers_do(reads):
    """Each answer keeps its own stamp; one of unknown wording makes the whole unknown."""
    mixed = reads(["investment_1", "What starts the work on a new capability?"], ["2", "2"]).assessments[0]
    assert [each.asked for each in mixed.answers.values()] == ["unknown/unknown/en", "0.9.0/pemm-1/en"]
    assert (mixed.model.questions, mixed.model.texts) == ("unknown", "unknown")


def test_the_stamp_names_the_language_of_the_question(reads, backwards):
    """The language of the words that were seen, whatever the row says of the respondent's."""
    found = reads(["language", "investment_1"], ["pt-BR", "sreenignE"], of=backwards).assessments[0]
    assert found.answers["investment_1"].asked == "0.9.0/pemm-1/xx"
    assert found.language == "pt-BR"


def test_retired_questions_are_read_with_their_set(reads, model):
    """By id or text; in our words too, they were not asked in today's set."""
    aspect = model.aspects[0]
    old = replace(aspect.questions[0], id="investment_0", text="Who paid?", since="0.7.0", until="0.8.0")
    same = replace(old, id="investment_9", text=aspect.questions[0].text)
    older = replace(model, retired=(old, same))
    found = reads(["questions", "Who paid?", "Who builds the platform?", "investment_9"], ["0.7.0", "1", "2", "3"], ["", "1", "2", "3"], of=older)  # fmt: skip
    stamps = [[answer.asked for answer in each.answers.values()] for each in found.assessments]
    assert [list(each.answers) for each in found.assessments] == [
        ["investment_1", "investment_0", "investment_9"]
    ] * 2
    assert stamps == [
        ["0.7.0/pemm-1/en", "0.7.0/pemm-1/en", "0.7.0/unknown/en"],
        ["0.9.0/pemm-1/en", "unknown/pemm-1/en", "unknown/unknown/en"],
    ]
    assert found.unread == ()


# ----------------------------------------------------------------------------- columns


@pytest.mark.parametrize(
    "title",
    [
        "investment_1", "INVESTMENT_1", " investment_1 ", "[investment_1]", "1. investment_1", "Q1: investment_1",
        "investment_1:", "investment_1 (1)", "investment_1.1",
        "Who builds the platform?", "who builds  the\nplatform?", "Who builds the platform",
        "3. Who builds the platform?", "3) Who builds the platform? *", "[Who builds the platform?]",
        "Q3 Who builds the platform?", "Question 3: Who builds the platform?", "1.2.3 - Who builds the platform? [2]",
        "investment_1. Who builds the platform?", "Q1 investment_1: Who builds the platform?",
        "Who builds the platform? (investment_1)", "\ufeffWho builds the platform?",
        "Investment: Who builds the platform?", "Investment [Who builds the platform?]",
        "1. INVESTMENT 1 - Who builds the platform?", "Investment: investment_1",
    ],
)  # fmt: skip
def test_a_title_names_a_question(one, title):
    """By id or text, in any case, in numbers and punctuation, or both together."""
    assert one(title, "2").value == 2


@pytest.mark.parametrize(
    "title",
    [
        "investment_12", "investment_1_2", "xinvestment_1", "investment_1 comment", "investment_1[other]", "investment",
        "Why: Who builds the platform?", "Adoption: Who builds the platform?", "Investment: 1", "Who builds the platform? Say more", "Who builds our platform?", "1", "1. 2.",
        "?", "Comments", "Who builds the platform? " + "." * 5000,
    ],
)  # fmt: skip
def test_other_titles_are_ignored_and_listed(reads, title):
    """A title with other words in it is another column, and its cells are not looked at."""
    found = reads([title, "adoption_1"], ["anything", "2"])
    assert found.ignored == (" ".join(title.split()),)
    assert list(found.assessments[0].answers) == ["adoption_1"]
    assert found.unread == ()


def test_a_title_that_fits_two_questions_is_unread(reads, twins):
    """Neither is guessed; their ids still tell them apart."""
    found = reads(["Who builds the platform?", "investment_2"], ["1", "2"], of=twins)
    assert list(found.assessments[0].answers) == ["investment_2"]
    assert [(each.row, each.hint) for each in found.unread] == [
        (1, "it fits more than one question (investment_1, investment_2); write the id")
    ]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("investment_1", "investment_1", "investment_1"),
        ("investment_1", "Who builds the platform?", "investment_1"),
        ("Who builds the platform?", "Who builds the platform? (2)", "investment_1"),
        ("role", "Role", "role"),
        ("Timestamp", "timestamp", "timestamp"),
    ],
)
def test_two_columns_for_the_same_are_refused(first, second, what):
    """The sentence names both, with their letters."""
    error = str(refused(table(["subject", first, second], ["x", "1", "1"])))
    assert error == (
        f'some/answers.csv: "{first}" (column B) and "{second}" (column C) are both columns for {what}. '
        "Remove or rename one."
    )


def test_columns_without_a_title_are_listed_by_letter_if_they_hold_something(reads):
    """A delimiter at the end of each line is nothing; a forgotten title is."""
    found = reads(["", "investment_1", "", ""], ["", "2", "x", " "], ["", "3"])
    assert found.ignored == ("C",)
    assert len(found.assessments) == 2


def test_the_columns_of_the_rest_have_the_names_of_the_format(reads):
    """Every field is read, whatever the case and order of the titles."""
    header = ["Questions", "MODEL", "Language", "Date", "role", "Name", "Subject", "id", "investment_1"]
    row = [
        "0.9.0",
        "Platform-Engineering",
        "JA",
        "2026-10-02",
        "End  User",
        " Ann  Lee ",
        "Payments",
        "r-7",
        "2",
    ]
    found = reads(header, row)
    assert (found.unread, found.ignored) == ((), ())
    each = found.assessments[0]
    assert (each.id, each.subject, each.respondent.name, each.respondent.role) == (
        "r-7",
        "Payments",
        "Ann Lee",
        "end-user",
    )
    assert (each.assessed, each.language, each.model.questions) == ("2026-10-02T00:00:00Z", "ja", "0.9.0")
    assert (each.created, each.updated) == (NOW, NOW)


@pytest.mark.parametrize("before", ["", "2. ", "Q1 "])
def test_fields_are_known_by_the_words_of_our_form(reads, before):
    """As the questionnaire asks for them, numbered or not; a role is its name, or name and summary."""
    header = [before + load_texts("en")(f"form.{field}") for field in ("subject", "role", "date")]
    found = reads(
        [*header, "investment_1"],
        ["Payments", "Builder: You build or run the platform.", "2026-10-02", "2"],
        ["", "leader - you answer for people, money or goals around the platform.", "", "2"],
    )
    assert (found.unread, found.ignored) == ((), ())
    first, second = found.assessments
    assert (first.subject, first.respondent.role, first.assessed[:10]) == (
        "Payments",
        "builder",
        "2026-10-02",
    )
    assert second.respondent.role == "leader"


def test_every_column_but_the_questions_may_be_absent(reads):
    """What no column says is not known."""
    each = reads(["investment_1"], ["2"]).assessments[0]
    assert (each.subject, each.respondent.name, each.respondent.role, each.assessed) == (None,) * 4


def test_the_caller_may_name_the_columns(reads):
    """A title of any case; the column that has the field's own name is then ignored."""
    header = ["Your team", "Subject", "What are you?", "When", "Timestamp", "investment_1"]
    row = ["Payments", "of the mail", "Builder", "2026-10-02", "2026-01-01", "2"]
    columns = {"subject": "your TEAM", "Role": "What are  you?", "date": "When"}
    found = reads(header, row, columns=columns)
    each = found.assessments[0]
    assert (each.subject, each.respondent.role, each.assessed) == (
        "Payments",
        "builder",
        "2026-10-02T00:00:00Z",
    )
    assert found.ignored == ("Subject", "Timestamp")


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"role": "Job"}, 'no column "Job" for role. It has: Team, TEAM, team, investment_1.'),
        ({"role": ""}, 'no column "" for role'),
        ({"role": "tEAM"}, '"Team" (column A) and "TEAM" (column B) are both columns for role'),
        ({"colour": "Team"}, f'no field "colour". It has: {", ".join(FIELDS)}.'),
    ],
)
def test_columns_that_are_not_there_are_refused(columns, part):
    """A title the file lacks or has twice, or a field that there is not, with what there is."""
    assert part in str(
        refused(table(["Team", "TEAM", "team", "investment_1"], ["x", "x", "x", "1"]), columns=columns)
    )


def test_an_exact_title_goes_before_another_case(reads):
    """Of titles that differ in case only, the one that is named counts."""
    found = reads(["Team", "TEAM", "investment_1"], ["a", "b", "1"], columns={"subject": "TEAM"})
    assert (found.assessments[0].subject, found.ignored) == ("b", ("Team",))


# ----------------------------------------------------------------------------- fields


@pytest.mark.parametrize(
    ("title", "cell", "hint"),
    [
        ("role", "king", "the roles are builder, enabler, consumer, end-user, service-provider, leader"),
        ("role", "builder, leader", "the roles are"),
        ("language", "English", "a language is a code like en or pt-BR"),
        ("language", "../en", "a language is a code"),
        ("date", "yesterday", "write it like 2026-10-02 or 2026-10-02T14:02:11Z"),
    ],
)
def test_fields_that_cannot_be_read_are_unread_and_empty(reads, title, cell, hint):
    """The rest of the row is read."""
    found = reads([title, "investment_1"], [cell, "2"])
    assert [(each.row, each.column, each.found) for each in found.unread] == [(2, title, cell)]
    assert found.unread[0].hint.startswith(hint)
    each = found.assessments[0]
    assert (each.respondent.role, each.language, each.assessed) == (None, "en", None)
    assert each.answers["investment_1"].value == 2


def test_a_model_without_roles_says_so(reads, small_model):
    """There is nothing to list."""
    assert reads(["role", "soil_1"], ["builder", "1"], of=small_model).unread[0].hint == "the roles are -"


def test_a_row_of_another_model_is_left_out(reads):
    """Its answers are not ours, whatever their ids."""
    found = reads(["model", "investment_1"], ["garden", "2"], ["", "3"], ["platform-engineering", "4"])
    assert [each.answers["investment_1"].value for each in found.assessments] == [3, 4]
    assert [(each.row, each.column, each.found) for each in found.unread] == [(2, "model", "garden")]
    assert '"platform-engineering"' in found.unread[0].hint


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-10-02", "2026-10-02T00:00:00Z"),
        ("2026-10-02T14:02:11Z", "2026-10-02T14:02:11Z"),
        ("2026-10-02 14:02", "2026-10-02T14:02:00Z"),
        ("2026-10-02T14:02:11.987654+02:00", "2026-10-02T12:02:11Z"),
        ("2026-10-02T00:30:00+0200", "2026-10-01T22:30:00Z"),
        ("2026-10-02T14:02:11-0330", "2026-10-02T17:32:11Z"),
        ("2026/10/02 2:02:11 PM GMT+2", "2026-10-02T12:02:11Z"),
        ("2026/10/02 2:02:11\u202fPM GMT+5:30", "2026-10-02T08:32:11Z"),
        ("2026/10/02 12:02:11 AM UTC", "2026-10-02T00:02:11Z"),
        ("2026/10/02 12:02:11 p.m.", "2026-10-02T12:02:11Z"),
        ("2026/1/2", "2026-01-02T00:00:00Z"),
        ("2026.10.02", "2026-10-02T00:00:00Z"),
        ("2.10.2026", "2026-10-02T00:00:00Z"),
        ("02.10.2026, 14:02", "2026-10-02T14:02:00Z"),
        ("03/03/2026 14:02:11", "2026-03-03T14:02:11Z"),
        ("31/10/2026", "2026-10-31T00:00:00Z"),
        ("10-31-2026", "2026-10-31T00:00:00Z"),
        ("2026-02-30", None),
        ("31.02.2026", None),
        ("2026-13-01", None),
        ("13/13/2026", None),
        ("2026-10-02 25:00", None),
        ("2026-10-02 0:30 PM", None),
        ("2026-10-02 13:30 PM", None),
        ("2026-10-02 14:02 CET", None),
        ("2026-10-02T14:02+25:00", None),
        ("2026-10-02T14:02+02:75", None),
        ("2026-10/02", None),
        ("0000-01-01", None),
        ("0001-01-01T00:00+02:00", None),
        ("0999-01-01", None),
        ("9999-12-31T23:59-02:00", None),
        ("02/10/26", None),
        ("46297.5849", None),
        ("2 October 2026", None),
        ("٢٠٢٦-١٠-٠٢", None),
    ],
)  # fmt: skip
def test_dates_become_times_in_utc(reads, cell, expected):
    """ISO, the forms of survey tools, and with dots the day first; without a zone it is UTC."""
    found = reads(["Timestamp", "investment_1"], [cell, "2"])
    assert found.assessments[0].assessed == expected
    assert [each.found for each in found.unread] == ([] if expected else [cell])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["10/02/2026 14:02:11"], [None]),
        (["10/02/2026", "10/13/2026"], ["2026-10-02", "2026-10-13"]),
        (["10/02/2026", "13/10/2026"], ["2026-02-10", "2026-10-13"]),
        (["10/02/2026", "13/10/2026", "10/13/2026", "05/05/2026"], [None, None, None, "2026-05-05"]),
        (["10/02/2026", "13/13/2026", "10/13/2026"], ["2026-10-02", None, "2026-10-13"]),
        (["10/02/2026", "2.12.2026", "2026-12-31"], [None, "2026-12-02", "2026-12-31"]),
    ],
)
def test_day_and_month_are_told_by_the_column_as_a_whole(reads, cells, expected):
    """If no date shows the order, or two contradict each other, none is guessed."""
    found = reads(["date", "investment_1"], *([cell, "2"] for cell in cells))
    assert [each.assessed and each.assessed[:10] for each in found.assessments] == expected
    assert len(found.unread) == expected.count(None)
    assert {each.hint for each in found.unread} <= {
        "day and month cannot be told apart in this column; write it like 2026-10-02",
        "write it like 2026-10-02 or 2026-10-02T14:02:11Z",
    }


# ----------------------------------------------------------------------------- other models


def test_a_cell_that_another_model_knows_is_unread_with_the_hint(one, backwards, small_model):
    """The hint names the model, its texts and its language."""
    unread = one("investment_1", "sreenignE", others=[small_model, backwards])
    assert unread.hint == "it fits platform-engineering (pemm-1, xx), to be chosen with --model or --lang"


def test_a_role_that_another_model_knows_is_unread_with_the_hint(reads, backwards):
    """So are the roles of a form in another language."""
    found = reads(["role", "investment_1"], ["redliuB", "1"], others=[backwards])
    assert found.unread[0].hint.startswith("it fits platform-engineering (pemm-1, xx)")


def test_a_question_of_another_model_is_not_silently_ignored(reads, backwards):
    """A column in another language is unread in the header, for whole answers would be lost."""
    title = backwards.question("investment_2").text
    found = reads(["investment_1", title, "Comments"], ["1", "2", "3"], others=[backwards])
    assert [(each.row, each.column) for each in found.unread] == [(1, title)]
    assert found.ignored == ("Comments",)
    assert list(found.assessments[0].answers) == ["investment_1"]


def test_a_file_in_other_texts_names_the_model_that_fits(backwards, small_model):
    """Where no column is a question of ours, the models it fits are said."""
    content = table([each.text for each in backwards.questions], ["1"] * 20)
    error = refused(content, others=[small_model, backwards])
    assert error.key == "responses-other-texts"
    assert "fits platform-engineering (pemm-1, xx)." in str(error)
    assert refused(content, others=[small_model]).key == "responses-no-questions"


# ----------------------------------------------------------------------------- files


@pytest.mark.parametrize("title", ["id", "text", "both"])
@pytest.mark.parametrize("cell", ["value", "label", "both"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_form_with_all_questions_comes_back_as_it_was_answered(model, title, cell, delimiter):
    """Each title and each cell that a form can export, for every question, over the csv module."""
    titles = {
        "id": lambda question: question.id,
        "text": lambda question: question.text,
        "both": lambda question: f"{question.id}: {question.text}",
    }
    cells = {
        "value": lambda option: str(option.value),
        "label": lambda option: option.label,
        "both": lambda option: f"{option.label}\n{option.description}",
    }
    header = ["name", *(titles[title](question) for question in model.questions)]
    rows = [
        [f"Person {value}", *(cells[cell](question.option(value)) for question in model.questions)]
        for value in range(1, model.top + 1)
    ]
    found = read(table(header, *rows, delimiter=delimiter), "x.csv", model, NOW)
    assert (found.unread, found.ignored) == ((), ())
    for value, each in enumerate(found.assessments, start=1):
        assert each.respondent.name == f"Person {value}"
        assert [answer.value for answer in each.answers.values()] == [value] * 20
        assert list(each.answers) == [question.id for question in model.questions]
        assert parse(dump(each).encode(), "x.json") == each
        assert [aspect.average for aspect in score(each, model).aspects] == [value] * 5


def test_the_order_of_the_columns_does_not_matter(reads):
    """Answers stand in the order of the model."""
    found = reads(["adoption_1", "investment_2", "investment_1"], ["1", "2", "3"]).assessments[0]
    assert list(found.answers) == ["investment_1", "investment_2", "adoption_1"]


@pytest.mark.parametrize(
    "content",
    [
        b"subject,investment_1\nA,2\n",
        b"\xef\xbb\xbfsubject,investment_1\r\nA,2\r\n",
        b'\xef\xbb\xbf"subject","investment_1"\r\n"A","2"\r\n',
        b"subject,investment_1\rA,2\r",
        b"subject;investment_1\nA;2",
        b"subject\tinvestment_1\nA\t2",
        b"sep=;\r\nsubject;investment_1\r\nA;2\r\n",
        b"sep=|\nsubject|investment_1\nA|2\n",
        b"\n\n,,\nsubject,investment_1\n\n , \nA,2\n\n,,,,\n",
        b"subject,investment_1,,\nA,2,,\n",
        b'"subject"\t"investment_1"\n"A"\t"2"',
        "subject;investment_1\nA;2".encode("utf-16"),
        b"\xfe\xff" + "subject,investment_1\nA,2".encode("utf-16-be"),
    ],
)
def test_delimiters_line_ends_and_byte_order_marks(reads, content):
    """Commas, semicolons or tabs, as Unix, Windows or an old Mac write them, with or without marks."""
    found = reads(content)
    assert [(each.subject, each.answers["investment_1"].value) for each in found.assessments] == [("A", 2)]
    assert (found.unread, found.ignored) == ((), ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_not_misled_by_the_titles(reads, delimiter):
    """A question holds commas, a subject all three; the header alone decides, outside quotation marks."""
    question = "When a team needs a tool, what part does the platform play?"
    rows = [["a,b;c\td", question, "Remarks, if any, and so on"], ["x", "2", "a;b;c;d,e,f\tg"]]
    found = reads(table(*rows, delimiter=delimiter), columns={"subject": "a,b;c d"})
    assert found.assessments[0].answers["adoption_2"].value == 2
    assert found.ignored == ("Remarks, if any, and so on",)
    unquoted = f"Remarks, if any, and so on;{question}\nx;2\n".encode()
    assert reads(unquoted).assessments[0].answers["adoption_2"].value == 2


def test_rows_are_counted_as_a_spreadsheet_counts_them(reads):
    """A cell of several lines is one row, an empty row is one too."""
    content = b'\nsubject,investment_1\n"two\nlines",nine\n\n"",\nx,ten\n'
    found = reads(content)
    assert [(each.row, each.found) for each in found.unread] == [(3, "nine"), (6, "ten")]
    assert [each.subject for each in found.assessments] == ["two lines", "x"]


def test_ragged_rows(reads):
    """What a short row lacks is empty; a row with more than the header cannot be trusted in any cell."""
    found = reads(b"subject,investment_1,investment_2\nA\nB,1\nC,1,2,,\nD,1,2,,3\n")
    assert [(each.subject, len(each.answers)) for each in found.assessments] == [("A", 0), ("B", 1), ("C", 2)]
    assert [(each.row, each.column, each.found) for each in found.unread] == [(5, "E", "3")]
    assert found.unread[0].hint == "the row has more cells than the header and is left out"


ANSWERS = (
    b"aspect,question,value,state,wording,answer,note,evidence\ninvestment,investment_1,2,answered,x,y,,\n"
)
COMPARISON = b"aspect,question,before,after,state\ninvestment,investment_1,1,2,changed\n"


@pytest.mark.parametrize(
    ("content", "key", "part"),
    [
        (b"", "responses-empty", "is empty"),
        (b" \r\n\t\n", "responses-empty", "is empty"),
        (b"\xef\xbb\xbf", "responses-empty", "is empty"),
        (b"\xff\xfe", "responses-empty", "is empty"),
        (b"sep=;\n", "responses-empty", "is empty"),
        (b",,,\n;;\n", "responses-empty", "is empty"),
        (b",,,\n,,\n", "responses-empty", "is empty"),
        (b"subject,investment_1\n", "responses-header-only", "no row under it"),
        (b"subject,investment_1\n,,\n\n", "responses-header-only", "no row under it"),
        (b"subject,role\nA,builder\n", "responses-no-questions", "an id like investment_1"),
        (b"subject,role\n", "responses-no-questions", "here are: subject, role."),
        (b"\x1b[31mred,role\nA,builder\n", "responses-no-questions", "here are: [31mred, role."),
        (",".join(f"column {n}" for n in range(500)).encode(), "responses-no-questions", "column 11, …"),
        (b'{"format": "pemm-assessment/1"}', "responses-no-questions", ""),
        (b"<!DOCTYPE html>\n<p>1, 2", "responses-no-questions", ""),
        (ANSWERS, "responses-answers", "a row per question"),
        (ANSWERS.upper().replace(b",", b";"), "responses-answers", "pemm show"),
        (COMPARISON, "responses-answers", "a comparison"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08", "responses-spreadsheet", "a spreadsheet"),
        (b"PK\x05\x06" + bytes(18), "responses-spreadsheet", "a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "responses-spreadsheet", "a spreadsheet"),
        (b"PK,subject\n1,A\n", "responses-no-questions", "PK, subject"),
        ("subject,investment_1\nCafé,2\n".encode("latin-1"), "responses-encoding", "line 2: this is not UTF-8"),
        ("subject,investment_1\nA,2\n".encode("utf-16")[:-1], "responses-encoding", "line 2: this is not UTF-8"),
        ("subject,investment_1\nA,2\n".encode("utf-16-le"), "responses-nul", "NUL"),
        ("subject,investment_1\nA,2\n".encode("utf-32"), "responses-nul", "NUL"),
        (b"subject,investment_1\nA\0,2\n", "responses-nul", "NUL"),
        (b'investment_1\n"2\n3\n4\n', "responses-open-quote", "row 2: a quotation mark is opened"),
        (b'investment_1\n"2\n' + b"x\n" * 100_000, "responses-long-cell", "row 2: a cell has more than 131072"),
        (b'subject,investment_1\n"A" b,2\n', "responses-broken", "row 2: this is not CSV ("),
        (b'"subject" x,investment_1\nA,2\n', "responses-broken", "row 1: this is not CSV ("),
        (b'"investment_1', "responses-open-quote", "row 1"),
        (b"x," * MAX_COLUMNS + b"investment_1\n1", "responses-columns", "more than 16384 columns"),
    ],
)  # fmt: skip
def test_what_is_no_csv_of_responses_is_refused(content, key, part):
    """Each has its own sentence, which names the file."""
    error = refused(content)
    assert (error.key, str(error).startswith("some/answers.csv")) == (key, True)
    assert part in str(error)


def test_too_many_rows_are_refused(monkeypatch):
    """What would not fit into memory is not begun."""
    monkeypatch.setattr("pemm.responses.MAX_ROWS", 3)
    assert len(read(b"investment_1\n" + b"1\n" * 3, "x.csv", BUILT_IN, NOW).assessments) == 3
    assert refused(b"investment_1\n" + b"1\n" * 4).key == "responses-rows"


# ----------------------------------------------------------------------------- ids


def test_the_same_file_gives_the_same_ids(reads, model):
    """Ids are made from the file's name and the row, and rows that say the same are still told apart."""
    rows = [["subject", "investment_1"], ["A", "2"], ["A", "2"], ["A", "3"], ["A", "2", ""], ["", "2"]]
    ids = [each.id for each in reads(*rows).assessments]
    assert len(set(ids)) == 5
    assert all(len(id) == 16 and id.isalnum() for id in ids)
    assert ids == [
        each.id for each in read(table(*rows), "answers.csv", model, "2027-01-01T00:00:00Z").assessments
    ]
    assert ids == [each.id for each in reads(table(*rows, delimiter=";")).assessments]
    assert not set(ids) & {each.id for each in read(table(*rows), "other.csv", model, NOW).assessments}


def test_an_id_column_is_kept(reads):
    """On one line and without what moves a cursor; where it is empty, an id is made."""
    found = reads(["id", "investment_1"], [" r\u202e-1\n2\x1b ", "2"], ["", "2"], ["\u200b", "2"]).assessments
    assert found[0].id == "r-1 2"
    assert len({each.id for each in found}) == 3
    assert all(each.id for each in found)


# ----------------------------------------------------------------------------- whatever comes

ENGLISH = load_texts("en")


def survives(content: bytes, **options: Any) -> Responses | None:
    """What comes of arbitrary bytes: responses that can be saved, or a sentence."""
    try:
        found = read(content, "x.csv", BUILT_IN, NOW, **options)
    except PemmError as error:
        str(error)  # has its sentence
        return None
    for each in found.assessments:
        assert parse(dump(each).encode(), "x.json") == each
        score(each, BUILT_IN)
    for each in found.unread:
        assert each.hint
        assert each.row >= 1
        assert ENGLISH.has(f"unread.{each.key}")
    return found


@relaxed
@given(st.binary(max_size=200))
def test_arbitrary_bytes_end_in_responses_or_a_sentence(content):
    """Never anything but PemmError or Responses."""
    survives(content)


@relaxed
@given(st.lists(st.sampled_from(["investment_1", "date", "role", "id", "language", "model", "questions", '"', '""', ",", ";", "\t", "\n", "\r", "\r\n", "2", "'=", "é", "\0", "sep=;\n", "10/02/2026", "\ufeff", " "]), max_size=40))  # fmt: skip
def test_arbitrary_pieces_of_csv_end_in_responses_or_a_sentence(pieces):
    """Quotation marks, delimiters and line ends in any order."""
    survives("".join(pieces).encode())
    survives(("subject,investment_1\n" + "".join(pieces)).encode())


@relaxed
@given(
    cells=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=12, max_size=12), min_size=1, max_size=4),
    title=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)  # fmt: skip
def test_arbitrary_cells_are_read_or_named(cells, title):
    """No row disappears: each is empty, an assessment, or unread; each cell of a question is one of these too."""
    header = [*FIELDS, "investment_1", "investment_2", "Who builds what?", title]
    found = survives(table(header, *cells))
    if found is None:
        return
    left_out = {each.row for each in found.unread if each.key in ("cells", "model")}
    filled = sum(any(cell.strip() for cell in row) for row in cells)
    assert len(found.assessments) == filled - len(left_out)


@relaxed
@given(st.data())
def test_what_is_answered_is_counted_or_named(data):
    """Of every filled cell of a question there is either an answer or a line in what is unread."""
    cell = st.sampled_from(["1", "4", "5", "", "unsure", "na", "Engineers", "A plan", "zzz", " "])
    rows = data.draw(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=10))
    found = survives(table(["subject", "investment_1", "investment_2", "What does the platform's budget pay for?"], *(("x", *row) for row in rows)))  # fmt: skip
    assert found is not None
    answers = sum(len(each.answers) for each in found.assessments)
    assert answers + len(found.unread) == sum(bool(cell.strip()) for row in rows for cell in row)


@relaxed
@given(st.text(max_size=40))
def test_arbitrary_dates_are_times_or_unread(text):
    """A date is read as a time that an assessment can hold, or not at all."""
    if "\0" not in text:
        survives(table(["date", "investment_1"], [text.encode(errors="replace").decode(), "1"]))


@relaxed
@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(FIELDS), st.text(max_size=8) | st.just("subject"), max_size=3))  # fmt: skip
def test_arbitrary_columns_of_the_caller(columns: Mapping[str, str]):
    """Whatever is given for them, there is an answer to it."""
    survives(b"subject,investment_1\nA,2\n", columns=columns)


def test_the_hints_are_said_in_the_language_of_the_texts():
    """A line that is unread holds a key and data, and every hint there is can be said."""
    unread = Unread(2, "role", "king", "role", {"known": "builder"})
    assert unread.hint == unread.hint_in(ENGLISH) == "the roles are builder"


@pytest.mark.slow
def test_ten_thousand_rows_take_seconds(model):
    """A survey of a whole field is read while one waits."""
    import time

    header = [
        "Timestamp",
        "name",
        "role",
        *(f"{n}. {each.text}" for n, each in enumerate(model.questions, 1)),
    ]
    rows = [
        ["2026/10/02 2:02:11 PM GMT+2", f"Person {n}", "Builder"]
        + [question.option(n % 4 + 1).label for question in model.questions]
        for n in range(10_000)
    ]
    content = table(header, *rows)
    began = time.perf_counter()
    found = read(content, "x.csv", model, NOW)
    assert time.perf_counter() - began < 5
    assert (len(found.assessments), found.unread) == (10_000, ())
