"""The assessment's JSON: nothing is lost on the way through, and bad input ends in a sentence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.assessment import REASONS, Answer, Assessment, ModelUsed, Respondent
from pemm.assessmentfile import dump, parse, parse_answer
from pemm.errors import PemmError

TOP = ["format", "id", "subject", "respondent", "about", "model", "language", "created", "updated"]
TOP += ["assessed", "answers", "aspect_notes", "targets"]

FILE: dict[str, Any] = {
    "format": "pemm-assessment/1",
    "id": "0123456789abcdef",
    "subject": "Payments – größtes “Team”",
    "respondent": {"name": None, "role": "builder", "shoe": 43},
    "about": {"sector": "bank"},
    "model": {"id": "garden", "version": "2.1", "questions": "1.0.0", "texts": "garden-1", "colour": [1]},
    "language": "en",
    "created": "2026-10-01T08:00:00Z",
    "updated": "2026-10-02",
    "assessed": "2026-10-02T14:02:11.5+02:00",
    "answers": {
        "soil_1": {
            "value": 3,
            "asked": "1.0.0/garden-1/en",
            "question": "What?",
            "answer": "This",
            "note": "two\nlines",
            "evidence": ["https://a.example/"],
            "mood": {"deep": [1.5, None, True]},
        },
        "soil_2": {"value": None, "reason": "unsure", "asked": None, "question": None, "answer": None},
        "gone_7": {"value": 1000, "asked": None, "question": None, "answer": None},
        "gone_8": {"value": 1, "asked": None, "question": None, "answer": None},
    },
    "aspect_notes": {"soil": "dry"},
    "targets": {"soil": 1, "water": "stay", "gone": 1000},
    "future": {"format": "x", "a": {"b": []}},
}


def text_of(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def changed(path: str, value: object) -> bytes:
    """The file with the value at a path such as `answers/soil_1/value` replaced."""
    data = json.loads(json.dumps(FILE))
    *way, last = path.split("/")
    here = data
    for step in way:
        here = here[step]
    here[last] = value
    return text_of(data)


def refused(content: bytes) -> PemmError:
    with pytest.raises(PemmError) as error:
        parse(content, "some/file.json")
    sentence = str(error.value)
    assert "some/file.json" in sentence
    assert "\n" not in sentence
    return error.value


def read_or_sentence(content: bytes) -> Assessment | str:
    try:
        return parse(content, "a")
    except PemmError as error:
        return str(error)


def test_a_load_and_a_save_change_no_byte():
    """What is written in the form of the format comes back byte for byte, unknown keys included."""
    assert dump(parse(text_of(FILE), "a")).encode() == text_of(FILE)


def test_the_keys_stand_in_their_order():
    """Whatever the order of a file's keys, they are written in that of the format, unknown ones last."""
    upside_down = dict(reversed(FILE.items()))
    written = json.loads(dump(parse(text_of(upside_down), "a")))
    assert list(written) == [*TOP, "future"]
    assert list(written["answers"]["soil_1"])[:6] == [
        "value",
        "asked",
        "question",
        "answer",
        "note",
        "evidence",
    ]
    assert list(written["answers"]["soil_2"])[:2] == ["value", "reason"]


def test_the_least_that_can_be_read():
    """Only format and the model's id must be there; null is taken for absent."""
    least = parse(b'{"format": "pemm-assessment/1", "model": {"id": "garden"}}', "a")
    assert (least.model.version, least.model.questions, least.model.texts) == ("unknown",) * 3
    assert (least.subject, least.assessed, least.answers, least.targets) == (None, None, {}, {})
    assert least.language == "en"
    nulls = dict.fromkeys(TOP) | {"format": "pemm-assessment/1", "model": {"id": "garden"}}
    assert parse(text_of(nulls), "a") == least


# Half a surrogate pair can be named in JSON; two halves in a row are one character to it, so never here.
texts = st.text(st.characters(), max_size=12).filter(
    lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)
)
some = texts.filter(bool)
maybe = st.none() | texts
times = st.sampled_from(["2026-10-02T14:02:11Z", "2026-10-02", "2026-10-02T14:02+02:00"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)


def unknown(*known: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts.filter(lambda key: key not in known), anything, max_size=2)


answers = st.builds(
    Answer,
    value=st.integers(1, 1000),
    asked=maybe,
    question=maybe,
    answer=maybe,
    note=maybe,
    evidence=st.lists(texts, max_size=2).map(tuple),
    extra=unknown("value", "reason", "asked", "question", "answer", "note", "evidence"),
) | st.builds(Answer, st.none(), st.sampled_from(REASONS), maybe, note=maybe)

assessments = st.builds(
    Assessment,
    id=texts,
    subject=maybe,
    respondent=st.builds(Respondent, maybe, maybe, unknown("name", "role", "group"), st.booleans()),
    about=st.dictionaries(texts, texts, max_size=2),
    model=st.builds(ModelUsed, some, some, some, some, unknown("id", "version", "questions", "texts")),
    language=some,
    created=times,
    updated=times,
    assessed=st.none() | times,
    answers=st.dictionaries(texts, answers, max_size=3),
    aspect_notes=st.dictionaries(texts, texts, max_size=2),
    targets=st.dictionaries(texts, st.integers(1, 1000) | st.just("stay"), max_size=2),
    extra=unknown(*TOP),
)


@given(assessments)
@settings(database=None, deadline=None, max_examples=100)
def test_any_assessment_survives_the_round_trip(assessment):
    """Whatever somebody wrote, it is loaded as it was saved, and saved again byte for byte."""
    written = dump(assessment).encode()
    again = parse(written, "a")
    assert again == assessment
    assert dump(again).encode() == written


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "a\\udc80b", "\\ud83d x"])
def test_half_a_character_is_loaded_and_saved(escape):
    """A lone surrogate, which no UTF-8 can hold, stays the escape it was."""
    content = changed("answers/soil_1/note", "@").replace(b'"@"', f'"{escape}"'.encode())
    assert dump(parse(content, "a")).encode() == content


DEEP = b'{"format": "pemm-assessment/1", "model": {"id": "m"}, "x": ' + b"[" * 100_000


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"investment_1 = 2\n", "not-json"),
        (b"format: pemm-assessment/1\n", "not-json"),
        (text_of(FILE)[:-3], "cut-off"),
        (text_of(FILE)[:300], "cut-off"),
        (text_of(FILE).replace(b'"id"', b'"subject"', 1), "duplicate-key"),
        (text_of(FILE).replace(b'"value": 3', b'"value": 3, "value": 4'), "duplicate-key"),
        (text_of(FILE).replace(b'"value": 3', b'"value": NaN'), "no-number"),
        (text_of(FILE).decode().encode("latin-1", "replace"), "not-utf8"),
        (text_of(FILE).decode().encode("utf-16"), "not-utf8"),
        (DEEP, "too-deep"),
        (DEEP + b"]" * 100_000 + b"}", "too-deep"),
        (b"[]", "no-assessment"),
        (b"{}", "no-assessment"),
        (b'{"name": "left-pad", "version": "1.0.0"}', "no-assessment"),
        (changed("format", 1), "no-assessment"),
        (changed("format", "pemm-assessment"), "no-assessment"),
        (changed("format", "pemm-assessment/0"), "no-assessment"),
        (changed("format", "pemm-model/1"), "no-assessment"),
        (changed("format", "pemm-assessment/2"), "newer-format"),
        (changed("format", "pemm-assessment/10"), "newer-format"),
        (changed("format", "pemm-result/1"), "report-given"),
        (changed("format", "pemm-comparison/1"), "report-given"),
        (changed("format", "pemm-survey/3"), "report-given"),
        (changed("format", "pemm-route/1"), "report-given"),
        (changed("format", "pemm-trend/1"), "report-given"),
        (changed("format", "pemm-model-diff/1"), "report-given"),
        (changed("format", "pemm-result/1/2"), "report-given"),
    ],
)
def test_a_file_that_is_no_assessment_is_refused(content, key):
    """Each way of not being an assessment has its own sentence, which names the file."""
    assert refused(content).key == key


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *[
            ("answers/soil_1/value", value)
            for value in (True, False, 2.0, 2.5, "2", 0, -1, 1001, 10**30, [], {})
        ],
        ("answers/soil_2/reason", None),
        ("answers/soil_2/reason", "tired"),
        ("answers/soil_2/reason", 1),
        ("answers/soil_1", 3),
        ("answers/soil_1", None),
        ("answers/soil_1/note", 5),
        ("answers/soil_1/evidence", "https://a.example"),
        ("answers/soil_1/evidence", [1]),
        ("answers/soil_1/asked", 9),
        ("answers", []),
        ("respondent", "Ann"),
        ("respondent/role", ["builder"]),
        ("about", ["bank"]),
        ("about/sector", 7),
        ("aspect_notes/soil", {}),
        ("model", None),
        ("model", "garden"),
        ("model/id", ""),
        ("model/version", 2.1),
        ("subject", 5),
        ("id", 5),
        ("language", False),
        ("created", "yesterday"),
        ("assessed", "02.10.2026"),
        ("assessed", 20261002),
        *[("targets/soil", value) for value in (0, -1, True, 2.0, "Stay", "3", None, 10**30)],
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_place(path, value):
    """The sentence says where in the file the value stands, what it is and what was expected."""
    error = refused(changed(path, value))
    assert error.key == "bad-value"
    assert error.data["where"].startswith(path.replace("/", "."))
    assert len(str(error)) < 250


@given(st.binary(max_size=40), st.integers(0, 2000), st.integers(0, 2000))
@settings(database=None, deadline=None, max_examples=150)
def test_a_damaged_file_is_read_or_refused(noise, start, length):
    """With any bytes in place of any part of a file, reading it gives an assessment or a PemmError."""
    whole = text_of(FILE)
    read = read_or_sentence(whole[:start] + noise + whole[start + length :])
    assert read
    if isinstance(read, Assessment):
        assert parse(dump(read).encode(), "a") == read


@given(st.dictionaries(st.sampled_from([key for key in TOP if key != "format"]), anything))
@settings(database=None, deadline=None, max_examples=150)
def test_wrong_kinds_anywhere_are_read_or_refused(data):
    """Whatever JSON stands in the place of the known keys, the outcome is an assessment or a PemmError."""
    content = json.dumps({"format": "pemm-assessment/1", "model": {"id": "m"}, **data}).encode()
    read = read_or_sentence(content)
    assert read
    if isinstance(read, Assessment):
        assert parse(dump(read).encode(), "a") == read


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({}, "answers.soil_1.value is nothing, expected a whole number or null."),
        ({"value": None}, "answers.soil_1.reason is null, expected unsure or not_applicable or unanswered."),
        (
            {"value": "x" * 99},
            f'answers.soil_1.value is "{"x" * 38}…, expected a whole number that is one of ',
        ),
    ],
)
def test_the_sentence_says_what_is_missing(answer, sentence):
    """Without a value a reason is needed; what is too long to show is cut."""
    assert sentence in str(refused(changed("answers/soil_1", answer)))


def test_one_answer_can_be_read_alone():
    """An answer of an answers file is read as strictly, and its sentence names the file and the question."""
    assert parse_answer("a.json", "soil_1", {"value": 3, "note": "x"}) == Answer(3, note="x")
    with pytest.raises(PemmError, match=r"a\.json: answers\.soil_1\.value is true, expected a whole number"):
        parse_answer("a.json", "soil_1", {"value": True})


def test_a_target_that_is_none_is_said_with_what_it_could_be():
    """What stands there, and the two kinds that there are."""
    sentence = str(refused(changed("targets/soil", "Stay")))
    assert 'targets.soil is "Stay", expected a level\'s number or "stay".' in sentence


@pytest.mark.parametrize(("length", "shown"), [(38, f'"{"ü" * 38}"'), (39, f'"{"ü" * 38}…')])
def test_what_is_shown_of_a_value_is_readable_and_short(length, shown):
    """Forty characters of it, as it was written and not as an escape."""
    assert refused(changed("answers/soil_1/value", "ü" * length)).data["found"] == shown


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("answers", [], "answers is [], expected an object in braces."),
        ("answers/soil_1", 3, "answers.soil_1 is 3, expected an object in braces."),
        ("answers/soil_1/evidence", "x", 'answers.soil_1.evidence is "x", expected a list of texts.'),
        ("answers/soil_1/question", 5, "answers.soil_1.question is 5, expected a text."),
        ("answers/soil_1/answer", 5, "answers.soil_1.answer is 5, expected a text."),
        ("answers/soil_2/reason", 1, "answers.soil_2.reason is 1, expected a text."),
        ("respondent/name", 5, "respondent.name is 5, expected a text."),
        ("model/id", "", "model.id is nothing, expected a text."),
        ("model/questions", 1.0, "model.questions is 1.0, expected a text."),
        ("model/texts", 1, "model.texts is 1, expected a text."),
        ("subject", True, "subject is true, expected a text."),
        ("created", "yesterday", 'created is "yesterday", expected a time like 2026-10-02T14:02:11Z.'),
    ],
)
def test_each_wrong_kind_has_a_whole_sentence(path, value, sentence):
    """The place, what stands there as JSON has it, and what belongs there."""
    assert sentence in str(refused(changed(path, value)))


def test_another_format_is_named_with_the_one_that_is_known():
    """Of a report, and of a file that a later pemm wrote."""
    assert refused(changed("format", "pemm-trend/1")).data["format"] == "pemm-trend/1"
    newer = refused(changed("format", "pemm-assessment/2"))
    assert (newer.data["format"], newer.data["known"]) == ("pemm-assessment/2", "pemm-assessment/1")


def test_a_reason_beside_a_value_is_none():
    """Somebody answered after all; an old reason that was left by hand says nothing."""
    (found,) = parse(
        text_of({**FILE, "answers": {"soil_1": {"value": 3, "reason": "unsure"}}}), "a"
    ).answers.values()
    assert found == Answer(3)
