"""Dates, answers, remarks, and people's text made safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm import texts as interface
from pemm import wording
from pemm.scoring import QuestionResult, Remark


@pytest.fixture(scope="module")
def english():
    return interface.load("en")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [optional] {x}", "plain [optional] {x}"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("bell\x07 and \x9bcsi", "bell and csi"),
        ("\u202eesrever\u202c \u2066x\u2069", "esrever x"),
        ("\ufeffbom \u200bzero", "bom zero"),
        ("no\uffff\ufdd0\U0001fffe character", "no character"),
        ("half \ud800 pair \udcff", "half pair"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
        ("größer, 支付, हिन्दी", "größer, 支付, हिन्दी"),
    ],
)
def test_clean_text_stands_on_one_line_and_does_nothing(text, shown):
    """What moves the cursor, colours the screen or turns the reading direction is gone; letters stay."""
    assert wording.clean(text) == shown


@given(st.text(st.characters()))
@settings(database=None, deadline=None, max_examples=200)
def test_any_text_can_be_cleaned_and_shown(text):
    """Cleaned text is one line, can be encoded, and cleaning it again changes nothing."""
    shown = wording.clean(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == wording.clean(shown)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2026-10-02T14:02:11Z", "2 October 2026"),
        ("2026-01-31", "31 January 2026"),
        ("2026-12-01", "1 December 2026"),
        ("2026-13-01", ""),
        ("2026-00-01", ""),
        ("yesterday", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_dates_are_written_as_people_write_them(english, time, shown):
    """The day of a time; nothing for what is none."""
    assert wording.date(english, time) == shown


@pytest.mark.parametrize(
    ("value", "reason", "answer", "shown"),
    [
        (2, None, "A glance", "2 A glance"),
        (2, None, None, "2"),
        (2, None, "a\x1b[2J\nb", "2 a[2J b"),
        (None, "unsure", None, "unsure"),
        (None, "not_applicable", None, "does not apply"),
        (None, None, None, "not answered"),
    ],
)
def test_answers_are_value_and_label_or_the_reason(english, value, reason, answer, shown):
    """An answer reads the same in every report."""
    question = QuestionResult("q", "a", value, reason, "?", answer, None, (), None)
    assert wording.answer(english, question) == shown


def test_remarks_are_sentences_without_control_characters(english):
    """Data of a file inside a remark is cleaned; numbers choose between one and many."""
    found = wording.remarks(
        english,
        [Remark("unknown-questions", {"n": n, "ids": ids}) for n, ids in ((1, "x\x1b_1"), (2, "x_1, y_1"))],
    )
    assert found[0].startswith("This model has no question x_1;")
    assert found[1].startswith("This model has no questions x_1, y_1;")


def test_a_role_has_the_name_of_the_model(model):
    """An unknown role is shown by its id, no role by nothing."""
    assert wording.role_name(model, "end-user") == "End user"
    assert wording.role_name(model, "king\x07") == "king"
    assert wording.role_name(model, None) == ""
