"""Share links: every string can be read, and nothing is taken for an answer that is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import NOW, Make

from pemm import library
from pemm.assessment import Answer
from pemm.assessmentfile import dump, parse
from pemm.errors import PemmError
from pemm.model import Model
from pemm.scoring import score
from pemm.sharelink import Parameter, assessment_of, looks_like_link, read, write

MODEL = library.load(library.find(library.DEFAULT))
IDS = [question.id for question in MODEL.questions]
FULL = {id: 1 + place % 4 for place, id in enumerate(IDS)}
PAGE = "https://cloud-native-platform-engineering.github.io/pemm-assessment/"


@pytest.mark.parametrize(
    "answers", [FULL, {"interfaces_4": 2, "adoption_1": 3}, {}], ids=["full", "partial", "empty"]
)
def test_a_link_survives_the_way_through_a_file(answers: dict[str, int], make: Make) -> None:
    """Link to file to link is the same link, and the answers are the same on the way."""
    link = write(make(answers), MODEL).address
    stored = parse(dump(assessment_of(read(link, MODEL), MODEL, NOW)).encode(), "x")
    assert {id: answer.value for id, answer in stored.answers.items()} == answers
    assert write(stored, MODEL).address == link
    assert ("v=0.9.0" in link) == bool(answers)


@pytest.mark.parametrize(
    ("link", "answers"),
    [
        ("?investment_1=2&adoption_1=3", {"investment_1": 2, "adoption_1": 3}),
        ("investment_1=2&adoption_1=3", {"investment_1": 2, "adoption_1": 3}),
        (f"{PAGE}?adoption_1=3&page=2&investment_1=2&view=results#top", {"investment_1": 2, "adoption_1": 3}),
        ("http://localhost:8080/x?investment_1=2&amp;adoption_1=3", {"investment_1": 2, "adoption_1": 3}),
        ("?investment%5F1=%32", {"investment_1": 2}),
        ("https://x/%3Finvestment_1%3D2%26adoption_1%3D3", {"investment_1": 2, "adoption_1": 3}),
        ("?investment_1=abc&investment_1=4", {"investment_1": 4}),
        ("?investment_1=1&investment_1=2", {"investment_1": 2}),
        ('  "?investment_1=2"\n', {"investment_1": 2}),
        ("<https://x/?investment_1=2>", {"investment_1": 2}),
        ("https://x/%3finvestment_1%3D2", {"investment_1": 2}),
        ("https://x/?investment_1=2#a#b", {"investment_1": 2}),
        ("https://x/?page=%3F&investment_1=2%26x", {}),
        ("?investment_1=2X", {}),
        ("https://x/#/?investment_1=2", {}),
        ("https://x/", {}),
        ("", {}),
        ("???", {}),
        ("&&&=&", {}),
    ],
)
def test_links_as_they_are_found(link: str, answers: dict[str, int]) -> None:
    """Any order, host, encoding and quoting."""
    assert read(link, MODEL).answers == answers


@pytest.mark.parametrize(
    "value", ["9", "0", "5", "-1", "4abc", "abc", "", "2.0", "02", " 2", "+2", "２", "1e0", "null"]
)
def test_what_is_no_option_is_refused_by_name(value: str) -> None:
    """It is no answer, and the parameter is named with its value."""
    from urllib.parse import quote

    shared = read(f"?adoption_2=3&investment_1={quote(value)}", MODEL)
    assert shared.answers == {"adoption_2": 3}
    assert shared.refused == (Parameter("investment_1", value),)


def test_only_the_occurrence_that_counts_is_judged() -> None:
    """A bad value that is overruled is no fault, a bad last one is."""
    assert read("?investment_1=9&investment_1=1", MODEL).refused == ()
    assert read("?investment_1=1&investment_1=9", MODEL).refused == (Parameter("investment_1", "9"),)


def test_what_means_nothing_is_left_out_and_reported() -> None:
    """Foreign parameters and question ids that do not exist; those of the page are known."""
    shared = read(
        "?utm_source=mail&investment_5=4&adoption_rate=80&page=3&view=results&investment_1=1", MODEL
    )
    assert [parameter.name for parameter in shared.ignored] == ["utm_source", "investment_5", "adoption_rate"]
    assert [parameter.value for parameter in shared.ignored] == ["mail", "4", "80"]
    assert read("?lang=../x&v=latest", MODEL).ignored == (Parameter("lang", "../x"), Parameter("v", "latest"))


@pytest.mark.parametrize(
    ("query", "version", "reported"),
    [
        ("v=0.9.0", "0.9.0", 0),
        ("", "unknown", 0),
        ("v=latest", "unknown", 1),
        ("v=1.0.0&v=0.1.0", "1.0.0", 0),
        ("v=", "unknown", 1),
    ],
)
def test_the_version_is_kept_as_it_came(query: str, version: str, reported: int) -> None:
    """The first counts; one that cannot be read is unknown, and reported."""
    shared = read(f"?investment_1=1&{query}", MODEL)
    assert (shared.version, len(shared.ignored)) == (version, reported)


@pytest.mark.parametrize(
    ("query", "language", "reported"),
    [
        ("lang=ja", "ja", 0),
        ("lang=pt-BR&lang=en", "pt-BR", 0),
        ("", "en", 0),
        ("lang=../../etc/passwd", "en", 1),
        ("lang=%00", "en", 1),
    ],
)
def test_a_language_is_never_a_path(query: str, language: str, reported: int) -> None:
    """What looks like a language code is kept, anything else is left out and reported."""
    shared = read(f"?investment_1=1&{query}", MODEL)
    assert (shared.language, len(shared.ignored)) == (language, reported)


def test_an_imported_assessment_says_where_it_is_from() -> None:
    """Language and version as they came, the community's texts, no wording, no date."""
    assessment = assessment_of(read("?lang=zh&interfaces_1=3&v=0.9.0", MODEL), MODEL, NOW)
    assert (assessment.language, assessment.model.questions, assessment.model.texts) == (
        "zh",
        "0.9.0",
        "community",
    )
    assert assessment.answers["interfaces_1"] == Answer(3, asked="0.9.0/community/zh")
    assert assessment.assessed is None
    assert (assessment.created, assessment.respondent.role) == (NOW, None)


def test_an_unknown_version_is_remarked_in_the_result() -> None:
    """Without a version the result says so, and that interfaces_1 may have meant something else."""
    result = score(assessment_of(read("?interfaces_1=3", MODEL), MODEL, NOW), MODEL)
    assert [remark.key for remark in result.remarks] == ["unknown-set", "meaning-changed"]


def test_the_link_names_the_oldest_version(make: Make) -> None:
    """Answers of several sets get the oldest version, and none where one is unknown."""
    assessment = make({"investment_1": 1, "investment_2": 2})
    old = replace(assessment.answers["investment_1"], asked="0.8.2/community/en")
    link = write(replace(assessment, answers={**assessment.answers, "investment_1": old}), MODEL)
    assert "v=0.8.2" in link.address
    unknown = replace(old, asked="unknown/community/en")
    link = write(replace(assessment, answers={**assessment.answers, "investment_1": unknown}), MODEL)
    assert "v=" not in link.address.replace("view=", "")


def test_what_a_link_cannot_carry_is_told(make: Make) -> None:
    """Unsure, not applicable, notes and questions that the model does not know."""
    assessment = make(
        {"investment_1": 1, "adoption_1": "unsure", "adoption_2": "not_applicable", "zebra_1": 2}
    )
    noted = replace(assessment.answers["investment_1"], note="x")
    link = write(replace(assessment, answers={**assessment.answers, "investment_1": noted}), MODEL)
    assert link.address == f"{PAGE}?investment_1=1&v=0.9.0&view=results"
    assert (link.unsure, link.not_applicable, link.notes, link.unknown) == (
        ("adoption_1",),
        ("adoption_2",),
        1,
        ("zebra_1",),
    )


@pytest.mark.parametrize(("language", "wanted"), [("en", ""), ("ja", "lang=ja&"), ("tlh", ""), ('"x', "")])
def test_a_link_opens_in_a_published_language(language: str, wanted: str, make: Make) -> None:
    """Another language would break the page; it is left out."""
    address = write(make({"investment_1": 1}, language=language), MODEL).address
    assert address == f"{PAGE}?{wanted}investment_1=1&v=0.9.0&view=results"


def test_a_model_without_an_address_has_no_links(make: Make, small_model: Model) -> None:
    """That is said, not guessed."""
    with pytest.raises(PemmError, match="no address for share links"):
        write(make({"soil_1": 1}, of=small_model), small_model)


@pytest.mark.parametrize(
    ("word", "link"),
    [
        ("https://x/", True),
        ("?investment_1=2", True),
        ("a=1&b=2", True),
        ("links.txt", False),
        ("a=b.csv", False),
        ("-", False),
        ("?", True),
        ("x?a=1", True),
        ("what?", False),
    ],
)
def test_a_link_is_told_from_the_name_of_a_file(word: str, link: bool) -> None:
    """What has the signs of an address is a link."""
    assert looks_like_link(word) is link


@pytest.mark.slow
def test_ten_megabytes_are_read() -> None:
    """A huge link is a link."""
    assert read("?" + "x=1&" * 2_500_000 + "investment_1=3", MODEL).answers == {"investment_1": 3}
    with pytest.raises(PemmError, match="more than 100000 parameters"):
        read("?" + "&".join(f"p{n}=1" for n in range(100_001)), MODEL)
    with pytest.raises(PemmError, match="20 million characters"):
        read("?" + "x" * 20_000_000, MODEL)
    assert read("?" + "x" * 19_999_999, MODEL).answers == {}


@given(text=st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the text, it gives options of the model or nothing, and can be stored."""
    shared = read(text, MODEL)
    for id, value in shared.answers.items():
        question = MODEL.question(id)
        assert question is not None
        assert question.option(value)
    dump(assessment_of(shared, MODEL, NOW))


@settings(max_examples=300)
@given(
    answers=st.dictionaries(st.sampled_from(IDS), st.integers(1, 4)),
    noise=st.lists(
        st.sampled_from(
            ["&", "=", "?", "#", "%", "&amp;", "%00", '"', "\n", "é", "investment_1", "v", "lang"]
        )
    ),
    cut=st.integers(0, 400),
    random=st.randoms(use_true_random=False),
)
def test_mutated_links_are_read(answers: dict[str, int], noise: list[str], cut: int, random: object) -> None:
    """A real link with things thrown into it, and cut off somewhere, still is one."""
    link = PAGE + "?" + "&".join(f"{id}={value}" for id, value in answers.items()) + "&v=0.9.0"
    for each in noise:
        place = random.randrange(len(link) + 1)  # type: ignore[attr-defined]  # a random.Random
        link = link[:place] + each + link[place:]
    shared = read(link[: len(link) - cut], MODEL)
    assert set(shared.answers) <= set(IDS)


@given(answers=st.permutations(sorted(FULL.items())))
def test_the_order_of_parameters_does_not_matter(answers: list[tuple[str, int]]) -> None:
    """Shuffled answers give the same assessment, in the order of the model."""
    shared = read("?" + "&".join(f"{id}={value}" for id, value in answers), MODEL)
    assert list(shared.answers.items()) == list(FULL.items())


def test_of_several_versions_the_oldest_is_the_lowest_number(make: Make) -> None:
    """0.9.0 is older than 0.10.0, whatever the alphabet says; all are told, the oldest first."""
    stamps = {"investment_1": "0.10.0", "investment_2": "0.9.0", "investment_3": "1.0.0"}
    answers = {id: Answer(2, asked=f"{found}/pemm-1/en") for id, found in stamps.items()}
    link = write(replace(make({}), answers=answers), MODEL)
    assert "&v=0.9.0&" in link.address
    assert link.versions == ("0.9.0", "0.10.0", "1.0.0")


def test_an_unknown_version_is_told_before_the_others(make: Make) -> None:
    """Nobody knows how old it is, so it counts as the oldest."""
    answers = {
        "investment_1": Answer(2, asked="0.0.1/pemm-1/en"),
        "investment_2": Answer(2, asked="unknown/pemm-1/en"),
    }
    assert write(replace(make({}), answers=answers), MODEL).versions == ("unknown", "0.0.1")


def test_an_answer_without_a_stamp_is_of_the_last_sitting_s_version(make: Make) -> None:
    """The file says which question set it was."""
    assessment = make({})
    assessment = replace(
        assessment, answers={"investment_1": Answer(2)}, model=replace(assessment.model, questions="0.8.0")
    )
    assert write(assessment, MODEL).versions == ("0.8.0",)


@pytest.mark.parametrize(
    ("language", "left_out"), [("en", None), ("JA", None), ("tlh", "tlh"), ("pt-BR", "pt-BR")]
)
def test_a_language_that_the_page_lacks_is_told(language: str, left_out: str | None, make: Make) -> None:
    """Whoever opens the link will read another one."""
    assert write(make({"investment_1": 1}, language=language), MODEL).language_left_out == left_out


def test_a_value_that_is_no_option_makes_no_link(make: Make) -> None:
    """The page would take it for something else, or for nothing."""
    with pytest.raises(PemmError) as refused:
        write(make({"investment_1": 5}), MODEL)
    assert str(refused.value) == (
        "investment_1 has the value 5, and its options are 1, 2, 3, 4. Mend the value."
    )


def test_a_model_without_an_address_is_named(make: Make, small_model: Model) -> None:
    """So that its author knows where to put one."""
    with pytest.raises(PemmError, match='The model "garden" has no address'):
        write(make({"soil_1": 1}, of=small_model), small_model)
