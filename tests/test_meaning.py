"""What an answer still means follows from its stamp and the model's history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pemm.meaning import Asked, asked, in_set, looks_like_language, meaning, version
from pemm.model import MeaningChange


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.9.0", (0, 9, 0)),
        ("0.10.0", (0, 10, 0)),
        ("999999.0.1", (999999, 0, 1)),
        *[
            (text, None)
            for text in (
                None,
                "",
                "unknown",
                "1.0",
                "1.0.0.0",
                "v1.0.0",
                "1.0.0 ",
                "1.0.-1",
                "9" * 7 + ".0.0",
            )
        ],
    ],
)
def test_versions_are_numbers(text, expected):
    """A version is three numbers, so that 0.10.0 comes after 0.9.0; anything else is none."""
    assert version(text) == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("0.9.0/pemm-1/en", Asked("0.9.0", "pemm-1", "en")),
        ("0.9.0/community", Asked("0.9.0", "community", "unknown")),
        ("//zh", Asked("unknown", "unknown", "zh")),
        ("1/2/3/4/5", Asked("1", "2", "3")),
        ("", Asked("unknown", "unknown", "unknown")),
        (None, Asked("unknown", "unknown", "unknown")),
    ],
)
def test_a_stamp_is_read_part_by_part(stamp, expected):
    """What is missing in a stamp is unknown, what is too much is ignored."""
    assert asked(stamp) == expected


@pytest.mark.parametrize(
    ("question", "one", "other", "same"),
    [
        ("interfaces_1", "0.9.0/pemm-1/en", "0.9.1/pemm-1/de", True),
        ("interfaces_1", "0.9.0/pemm-1/en", "0.9.0/community/en", True),
        ("interfaces_1", "0.8.9/pemm-1/en", "0.9.0/pemm-1/en", False),
        ("interfaces_1", "0.1.0/community/en", "unknown/community/en", True),  # older than every change
        ("interfaces_1", None, "0.9.0/pemm-1/en", False),
        ("interfaces_1", "0.9.0/community/zh", "0.9.0/community/en", False),
        ("interfaces_1", "0.9.0/pemm-1/zh", "0.9.0/pemm-1/en", True),  # pemm's own Chinese is another wording
        ("interfaces_2", "0.9.0/community/pt", "0.9.0/community/en", False),
        ("interfaces_2", "0.9.0/community/zh", "0.9.0/community/en", True),
        ("interfaces_3", "0.9.0/community/pt", "0.9.0/pemm-1/pt", False),
        ("investment_1", None, "0.9.0/community/pt", True),
    ],
)
def test_answers_mean_the_same_if_no_recorded_change_lies_between(model, question, one, other, same):
    """Only the changes of the history part two answers, each for its question, version, texts and language."""
    assert (meaning(model, question, one) == meaning(model, question, other)) is same
    assert (meaning(model, question, other) == meaning(model, question, one)) is same


@pytest.mark.parametrize(
    ("since", "until", "belongs"),
    [
        (None, None, {"0.9.0", "1.0.0", "2.0.0", "unknown"}),
        ("1.0.0", None, {"1.0.0", "2.0.0", "unknown"}),
        (None, "1.0.0", {"0.9.0"}),
        ("1.0.0", "2.0.0", {"1.0.0"}),
    ],
)
def test_a_question_belongs_to_the_sets_from_since_up_to_until(model, since, until, belongs):
    """`since` is included, `until` is not, and an unknown version has the questions of today."""
    question = replace(model.questions[0], since=since, until=until)
    assert {each for each in ("0.9.0", "1.0.0", "2.0.0", "unknown") if in_set(question, each)} == belongs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(text, True) for text in ("en", "pt-BR", "zh-Hans-CN", "ast", "EN", "de-1996")],
        *[
            (text, False)
            for text in ("", "e", "english", "pt_BR", "en-", "../en", "en/..", "en.yaml", "e1", "en\n")
        ],
    ],
)
def test_a_language_code_is_told_from_anything_else(text, expected):
    """Two or three letters and regions after hyphens; a path or a word is none."""
    assert looks_like_language(text) is expected


@pytest.mark.parametrize("recorded", ["pt", "pt-BR", "PT"])
@pytest.mark.parametrize(
    ("spoken", "same"), [("pt", True), ("pt-PT", True), ("PT-br", True), ("en", False), ("ptx", False)]
)
def test_a_change_in_a_language_holds_in_all_its_regions(model, recorded, spoken, same):
    """The region is nobody's business, on either side."""
    change = MeaningChange("investment_1", "why", (), language=recorded)
    odd = replace(model, history=(change,))
    assert meaning(odd, "investment_1", f"0.9.0/pemm-1/{spoken}") == (frozenset({0}) if same else frozenset())
