"""Recording without a conversation: all of it, or nothing and a sentence."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pemm import recording
from pemm.assessment import Answer, new
from pemm.assessmentfile import dump
from pemm.errors import PemmError, UsageError
from pemm.recording import Given, answers_file, pairs, record, targets, word
from pemm.yamlsource import FaultyFile

EARLIER, NOW = "2026-10-01T08:00:00Z", "2026-10-02T14:02:11Z"


@pytest.fixture
def from_file(tmp_path, model):
    """What an answers file gives; the name decides between YAML and JSON."""

    def from_file(content: Any, name: str = "answers.json") -> dict[str, Given]:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return answers_file(path, model)

    return from_file


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], {}),
        (["investment_1=2", "adoption_1=unsure"], {"investment_1": "2", "adoption_1": "unsure"}),
        ([" a = b c "], {"a": "b c"}),
        (["a=b=c"], {"a": "b=c"}),
    ],
)
def test_pairs_are_key_and_value(given, expected):
    """KEY=VALUE with blanks around; only the first = parts them."""
    assert pairs(given, "bad-set") == expected


@pytest.mark.parametrize(
    "given", ["investment_1", "=2", "investment_1=", "investment_1= ", "", "a b=c", "given=again"]
)
def test_what_is_no_pair_is_wrong_on_the_command_line(given):
    """Another form, or a key for the second time, is a UsageError that quotes it."""
    with pytest.raises(UsageError) as error:
        pairs(["given=once", given], "bad-set")
    assert f'"{given}"' in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Given(value=1)),
        ("4", Given(value=4)),
        ("unsure", Given(reason="unsure")),
        ("UNSURE", Given(reason="unsure")),
        ("na", Given(reason="not_applicable")),
        ("not_applicable", Given(reason="not_applicable")),
    ],
)
def test_words_of_the_command_line(model, text, expected):
    """A value, unsure or na."""
    assert word("investment_1", text, model) == expected


@pytest.mark.parametrize("text", ["0", "5", "-1", "2.0", "two", "", "true", "1111111", "²", "٢", "1 2"])
def test_what_is_no_option_is_refused_with_the_options(model, text):
    """The sentence quotes what was given and lists what the question takes."""
    with pytest.raises(PemmError) as error:
        word("investment_1", text, model)
    assert str(error.value) == f'investment_1 cannot be "{text}". It takes 1, 2, 3, 4, unsure or na.'


def test_the_options_are_those_of_the_question(small_model):
    """A level that a question does not offer is refused."""
    with pytest.raises(PemmError, match="It takes 1, 3, 5, unsure or na"):
        word("soil_1", "2", small_model)


ONE_OF_EACH = {
    "investment_1": Given(value=2),
    "investment_2": Given(reason="unsure"),
    "investment_3": Given(3, None, "because", ("https://a.example",)),
    "investment_4": Given(None, "unanswered", "ask Ann"),
    "adoption_1": Given(None, "not_applicable", None, ()),
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "answers.json",
            '{"investment_1": 2, "investment_2": "unsure",'
            ' "investment_3": {"value": 3, "note": "because", "evidence": ["https://a.example"]},'
            ' "investment_4": {"note": "ask Ann"},'
            ' "adoption_1": {"value": null, "reason": "not_applicable", "evidence": null}}',
        ),
        (
            "answers.yaml",
            "investment_1: 2\ninvestment_2: unsure\n"
            "investment_3:\n  value: 3\n  note: because\n  evidence: [https://a.example]\n"
            "investment_4: {note: ask Ann}\n"
            "adoption_1: {value: null, reason: not_applicable, note: ~, evidence: }\n",
        ),
        (
            "ANSWERS.YML",
            "investment_1: '2'\ninvestment_2: {value: unsure}\n"
            "investment_3: {value: '3', note: 'because', evidence: [https://a.example]}\n"
            "investment_4: {note: ask Ann}\nadoption_1: {value: na, evidence: []}\n",
        ),
    ],
)
def test_answers_files_are_yaml_or_json(from_file, name, content):
    """Words, values and full answers mean the same in both."""
    assert from_file(content, name) == ONE_OF_EACH


def test_an_assessment_is_an_answers_file_too(from_file, make):
    """Its answers are taken over as they stand, stamps and unknown questions included."""
    answers = {"investment_1": 2, "strange_7": 9, "investment_2": "unsure"}
    assessment = make(answers)
    given = from_file(dump(assessment))
    assert {id: each.kept for id, each in given.items()} == dict(assessment.answers)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pipe with a name")
def test_an_answers_file_may_be_a_pipe(tmp_path, model, make):
    """It is read once, so that a shell's <(...) works for an assessment as well."""
    os.mkfifo(tmp_path / "pipe")
    content = dump(make({"investment_1": 2})).encode()
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(content,))
    writer.start()
    assert answers_file(tmp_path / "pipe", model)["investment_1"].kept.value == 2
    writer.join()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ({"investment_9": 2}, 'no question "investment_9"'),
        ({"investment_9": {"note": "x"}}, 'no question "investment_9"'),
        ({"investment_9": {"value": None, "reason": "unsure"}}, 'no question "investment_9"'),
        ({"investment_9": True}, 'no question "investment_9"'),
        ({"investment_1": 5}, 'investment_1 cannot be "5"'),
        ({"investment_1": {"value": 5}}, 'investment_1 cannot be "5"'),
        ({"investment_1": {"value": 5, "asked": "0.9.0/pemm-1/en"}}, 'investment_1 cannot be "5"'),
        ({"investment_1": True}, 'investment_1 cannot be "true"'),
        ({"investment_1": 2.0}, 'investment_1 cannot be "2.0"'),
        ({"investment_1": None}, 'investment_1 cannot be "null"'),
        ({"investment_1": [2]}, 'investment_1 cannot be "[2]"'),
        ({"investment_1": "x" * 999}, 'investment_1 cannot be "xxx'),
        ({"investment_1": {"value": True}}, "answers.investment_1.value is true"),
        ({"investment_1": {"value": None, "reason": "tired"}}, 'answers.investment_1.reason is "tired"'),
        ({"investment_1": {"value": 2, "evidence": "x"}}, "answers.investment_1.evidence"),
        ({}, "holds no answers"),
        ([1], "holds no answers"),
        ('{"investment_1": ', "cut off"),
        ('{"investment_1": 1, "investment_1": 2}', "stands twice"),
        ("", "is empty"),
        ({"investment_1": {"value": 2, "notes": "x"}}, 'investment_1 has the key "notes". Expected: value, '),
        ({"format": "pemm-result/1"}, "holds no answers"),
        ({"format": "pemm-assessment/2"}, "Install a newer pemm"),
        ({"format": "pemm-assessment/1", "model": {"id": "garden"}}, 'the model "garden"'),
        (
            {
                "format": "pemm-assessment/1",
                "model": {"id": "platform-engineering"},
                "answers": {"investment_1": {"value": 7}},
            },
            'investment_1 cannot be "7"',
        ),
    ],
)
def test_what_an_answers_file_cannot_hold_is_refused(from_file, content, part):
    """Each has a sentence, short enough to read, that says which question or which file."""
    with pytest.raises(PemmError) as error:
        from_file(content)
    assert part in str(error.value)
    assert len(str(error.value)) < 450


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("- a\n", "answers-shape"),
        ("", "answers-shape"),
        ("investment_1:\n", "unknown-answer"),
        ("a: *x\n", "faulty-file"),
    ],
)
def test_faults_of_a_yaml_answers_file(from_file, content, key):
    """YAML of another shape, without a value, or unsafe is refused too."""
    with pytest.raises(PemmError) as error:
        from_file(content, "answers.yaml")
    assert error.value.key == key
    assert isinstance(error.value, FaultyFile) == (key == "faulty-file")


def test_a_missing_answers_file_is_told(tmp_path, model):
    """The sentence names the file."""
    with pytest.raises(PemmError, match=r"no file .*gone\.json"):
        answers_file(tmp_path / "gone.json", model)


def test_recording_keeps_wording_stamp_and_order(model):
    """A recorded answer is the same as one that was given in the conversation."""
    recorded = record(new(model, EARLIER), model, dict(reversed(ONE_OF_EACH.items())), NOW)
    assert list(recorded.answers) == list(ONE_OF_EACH)
    question = model.question("investment_1")
    assert recorded.answers["investment_1"] == Answer(
        2, None, "0.9.0/pemm-1/en", question.text, question.option(2).label
    )
    assert recorded.answers["investment_4"].state == "unanswered"
    assert recorded.answers["investment_4"].note == "ask Ann"
    assert (recorded.assessed, recorded.updated) == (NOW, NOW)


def test_note_and_evidence_stay_where_none_are_given(model, make):
    """A word replaces the answer alone; an empty note and no evidence remove them."""
    before = make({"investment_1": 2})
    noted = replace(before.answers["investment_1"], note="old", evidence=("https://old.example",))
    before = replace(before, answers={"investment_1": noted})

    def after(given: Given) -> Answer:
        return record(before, model, {"investment_1": given}, NOW).answers["investment_1"]

    assert (after(Given(3)).note, after(Given(3)).evidence) == ("old", ("https://old.example",))
    assert (after(Given(3, None, "new")).note, after(Given(3, None, "")).note) == ("new", None)
    assert after(Given(3, None, None, ())).evidence == ()
    assert after(Given(None, "unanswered", "new")).value == 2  # a note alone takes no answer away


def test_answers_taken_over_keep_what_they_do_not_bring(model, make):
    """An assessment's answer replaces ours with its stamp; our note stays where it has none."""
    ours = make({"investment_1": 2, "investment_2": 3})
    ours = replace(
        ours, answers={id: replace(each, note="ours", extra={"x": 1}) for id, each in ours.answers.items()}
    )
    theirs = Answer(4, asked="0.8.0/community/en", evidence=("https://theirs.example",))
    given = {
        "strange_1": Given(kept=Answer(7)),
        "investment_1": Given(kept=theirs),
        "investment_2": Given(kept=Answer(None, "unanswered", note="theirs")),
    }
    after = record(ours, model, given, NOW).answers
    assert after["investment_1"] == replace(theirs, note="ours", extra={"x": 1})
    assert (after["investment_2"].value, after["investment_2"].note) == (3, "theirs")
    assert list(after) == ["investment_1", "investment_2", "strange_1"]


def test_recording_the_same_again_does_not_move_the_date(model, make):
    """`assessed` is moved only by a changed answer, however it is given."""
    before = make({"investment_1": 2}, assessed=EARLIER)
    same = [Given(value=2), Given(kept=before.answers["investment_1"])]
    other = [Given(value=3), Given(kept=Answer(None, "unsure"))]
    noted = Given(kept=replace(before.answers["investment_1"], note="x"))
    assert {record(before, model, {"investment_1": each}, NOW).assessed for each in (*same, noted)} == {
        EARLIER
    }
    assert {record(before, model, {"investment_1": each}, NOW).assessed for each in other} == {NOW}


def test_retired_questions_are_no_longer_answered(tmp_path):
    """What is not asked today is refused, as it would carry today's stamp and not be scored."""
    from pemm.model import load

    text = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
    (tmp_path / "m.yaml").write_text(
        text.replace("id: soil_1", "id: soil_1\n        until: 1.0.0"), encoding="utf-8"
    )
    with pytest.raises(PemmError, match='no question "soil_1"'):
        word("soil_1", "1", load(tmp_path / "m.yaml"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], {}),
        (["investment=3"], {"investment": 3}),
        (["investment=Scalable", "adoption=sCALABLE"], {"investment": 3, "adoption": 3}),
        (["adoption=stay", "investment=STAY"], {"adoption": "stay", "investment": "stay"}),
        (["adoption=none", "investment=2"], {"adoption": None, "investment": 2}),
        (["2", "adoption=stay"], dict.fromkeys(["investment", "interfaces", "operations", "measurement"], 2) | {"adoption": "stay"}),
        (["adoption=4", " operational "], dict.fromkeys(["investment", "adoption", "interfaces", "operations", "measurement"], 2)),
    ],
)  # fmt: skip
def test_targets_by_number_by_name_or_stay(model, given, expected):
    """A level alone is for every aspect; the last word on an aspect counts."""
    assert targets(given, model) == expected


def test_targets_are_set_changed_and_taken_away(model, make):
    """What is given replaces what was there, `none` removes it, and the other targets stay."""
    before = make({}, targets={"investment": 2, "adoption": "stay", "harmony": 7})
    after = recording.with_targets(before, {"investment": 4, "adoption": None, "operations": None}, "later")
    assert (after.targets, after.updated) == ({"investment": 4, "harmony": 7}, "later")
    assert recording.with_targets(before, {}, "later") is before


@pytest.mark.parametrize(
    ("given", "kind", "part"),
    [
        ("harmony=2", PemmError, "It has: investment, adoption"),
        ("investment=5", PemmError, "1 Provisional, 2 Operational, 3 Scalable, 4 Optimizing, or stay"),
        ("investment=0", PemmError, 'no level "0"'),
        ("investment=2.5", PemmError, 'no level "2.5"'),
        ("soon", PemmError, 'no level "soon"'),
        ("=2", UsageError, 'What is "=2"?'),
        ("investment=", UsageError, 'What is "investment="?'),
        ("", UsageError, 'What is ""?'),
    ],
)
def test_targets_that_cannot_be_are_refused(model, given, kind, part):
    """Another form is wrong on the command line; what the model lacks is told with what it has."""
    with pytest.raises(PemmError) as error:
        targets([given], model)
    assert type(error.value) is kind
    assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "id"),
    [("builder", "builder"), ("End user", "end-user"), ("END-USER", "end-user"), ("leader", "leader")],
)
def test_roles_by_id_or_name(model, text, id):
    """Either is found, in capitals too."""
    assert recording.role(text, model) == id


@pytest.mark.parametrize("text", ["king", "", "end user "])
def test_unknown_roles_are_refused_with_the_list(model, text):
    """The sentence lists the roles of the model."""
    with pytest.raises(PemmError, match="builder, enabler, consumer, end-user, service-provider, leader"):
        recording.role(text, model)


def test_a_model_without_roles_says_so(small_model):
    """There is nothing to list, and still a sentence."""
    with pytest.raises(PemmError, match="It has: -"):
        recording.role("builder", small_model)


def test_own_words_are_kept_replaced_and_taken_away(model, make):
    """A note beside an aspect replaces the one there, an empty one removes it, the others stay."""
    given = recording.aspect_notes(["investment = Four people, a = b ", "adoption="], model)
    assert given == {"investment": "Four people, a = b", "adoption": ""}
    before = make({}, aspect_notes={"investment": "Two", "adoption": "None", "harmony": "Much"})
    after = recording.with_aspect_notes(before, given, "later")
    assert after.aspect_notes == {"investment": "Four people, a = b", "harmony": "Much"}
    assert (after.updated, after.assessed) == ("later", before.assessed)
    assert recording.with_aspect_notes(before, {}, "later") is before


@pytest.mark.parametrize(
    ("given", "kind", "part"),
    [
        (["harmony=Much"], PemmError, "It has: investment, adoption"),
        (["Much"], UsageError, 'What is "Much"?'),
        (["=Much"], UsageError, "ASPECT=TEXT"),
        (["adoption=A", "adoption=B"], UsageError, "a second time"),
    ],
)
def test_own_words_of_another_form_are_refused(given, kind, part, model):
    """What is no aspect, or stands twice, is told."""
    with pytest.raises(kind, match=re.escape(part)):
        recording.aspect_notes(given, model)


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 40), (41, "x" * 39 + "…")])
def test_a_long_answer_is_cut_in_the_sentence(model, length, shown):
    """Forty characters are enough to find it."""
    with pytest.raises(PemmError) as error:
        word("investment_1", "x" * length, model)
    assert error.value.data["given"] == shown


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("[1]", "answers.json"),
        ("{}", "answers.json"),
        ("- 1", "answers.yaml"),
        ('{"format": "pemm-result/1"}', "answers.json"),
        ('{"investment_1": {"remark": "x"}}', "answers.json"),
        ('{"investment_1": {"value": 2, "note": 3}}', "answers.json"),
        ('{"investment_1": 2', "answers.json"),
        ('{"format": "pemm-assessment/1", "model": {"id": 3}}', "answers.json"),
        ("investment_1: *a", "answers.yaml"),
    ],
)
def test_what_is_wrong_with_a_file_of_answers_names_the_file(from_file, content, name):
    """Of several files, whoever wrote the script knows which."""
    with pytest.raises(PemmError) as error:
        from_file(content, name)
    assert name in str(error.value)


def test_an_assessment_of_another_model_is_no_file_of_answers(from_file, make, small_model):
    """Both models are named."""
    with pytest.raises(PemmError) as error:
        from_file(dump(make({"soil_1": 1}, of=small_model)))
    assert error.value.data == {"found": "garden", "expected": "platform-engineering"}


@pytest.mark.parametrize(
    ("content", "value"),
    [("investment_1: 3", 3), (' \n{"investment_1": 3}', 3), ("investment_1: unsure", None)],
)
def test_what_comes_through_a_pipe_is_yaml_or_json(model, monkeypatch, content, value):
    """`-` has no ending, so its beginning decides; JSON has rules of its own on numbers."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert answers_file(Path("-"), model)["investment_1"].value == value


def test_json_through_a_pipe_is_read_as_json(model, monkeypatch):
    """A key for the second time is told as JSON's, by its name."""
    text = ' {"investment_1": 1, "investment_1": 2}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    with pytest.raises(PemmError) as error:
        answers_file(Path("-"), model)
    assert error.value.key == "duplicate-key"


def test_an_answer_with_a_stamp_is_taken_over_as_it_stands(from_file):
    """Also to a question that the model lacks, and with keys that are not known."""
    given = {"strange_1": {"value": 7, "asked": "0.1.0/x/en", "mood": "good"}}
    assert from_file(given) == {
        "strange_1": Given(kept=Answer(7, asked="0.1.0/x/en", extra={"mood": "good"}))
    }


def test_what_is_taken_over_moves_the_time_of_the_update(model, make):
    """Evidence that was there stays where none is given; a note alone is no new answer."""
    before = make({"investment_1": 2}, assessed=EARLIER, updated=EARLIER)
    old = replace(before.answers["investment_1"], evidence=("https://ours.example",))
    before = replace(before, answers={"investment_1": old})
    kept = Answer(2, asked=old.asked, note="theirs")
    after = record(before, model, {"investment_1": Given(kept=kept)}, NOW)
    assert after.answers["investment_1"].evidence == ("https://ours.example",)
    assert (after.updated, after.assessed) == (NOW, EARLIER)
    note = Given(kept=Answer(None, "unanswered", note="ask Ann"))
    after = record(before, model, {"adoption_1": note}, NOW)
    assert (after.updated, after.assessed) == (NOW, EARLIER)
    assert record(after, model, {"adoption_1": note}, "later") is after


def test_what_the_model_does_not_know_is_quoted(model):
    """The sentence says what was given, and what there is."""
    with pytest.raises(PemmError, match='no role "king"'):
        recording.role("king", model)
    aspects = "investment, adoption, interfaces, operations, measurement"
    for refuse in (
        lambda: targets(["harmony=2"], model),
        lambda: recording.aspect_notes(["harmony=Much"], model),
    ):
        with pytest.raises(PemmError) as error:
            refuse()
        assert error.value.data == {"id": "harmony", "known": aspects}
    with pytest.raises(PemmError) as error:
        word("investment_9", "2", model)
    assert error.value.data == {"id": "investment_9", "known": ", ".join(q.id for q in model.questions)}
    with pytest.raises(UsageError, match="adoption=B"):
        recording.aspect_notes(["adoption=A", "adoption=B"], model)


def test_a_note_moves_the_time_of_the_update(model, make):
    """Of the assessment, and not that of the answers."""
    before = make({"investment_1": 2}, assessed=EARLIER, updated=EARLIER)
    after = record(before, model, {"investment_1": Given(None, "unanswered", "why")}, NOW)
    assert (after.updated, after.assessed, after.answers["investment_1"].note) == (NOW, EARLIER, "why")


def test_a_value_in_words_keeps_a_reason_only_where_it_is_one(from_file):
    """`value: unsure` says why there is no value, whatever stands beside it; `value: "2"` needs no reason."""
    assert from_file({"investment_1": {"value": "unsure", "reason": "not_applicable"}})[
        "investment_1"
    ] == Given(reason="unsure")
    assert from_file({"investment_1": {"value": "2", "reason": "unsure"}})["investment_1"] == Given(value=2)
