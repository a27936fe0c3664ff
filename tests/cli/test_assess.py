"""pemm assess without a terminal: recording, and the conversation in lines."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from support import Run

from pemm.assessment import load


def type_lines(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))


def test_answers_are_recorded_without_asking(run: Run) -> None:
    """--set, --target and who it is about, in one go; the file is said, and nothing is on stdout."""
    ran = run(
        *(
            "assess",
            "a.json",
            "--set",
            "investment_1=2",
            "--set",
            "adoption_1=unsure",
            "--set",
            "adoption_2=na",
        ),
        *(
            "--target",
            "investment=Scalable",
            "--target",
            "adoption=stay",
            "--subject",
            "X",
            "--role",
            "Leader",
        ),
        *("--name", "Ada", "--about", "sector=bank"),
    )
    assert (ran.code, ran.out, ran.err) == (0, "", "Recorded in a.json: 1 of 19 answered.\n")
    assessment, _ = load(Path("a.json"))
    assert assessment.targets == {"investment": 3, "adoption": "stay"}
    assert (assessment.subject, assessment.respondent.role, assessment.respondent.name) == (
        "X",
        "leader",
        "Ada",
    )
    assert assessment.about == {"sector": "bank"}


def test_answers_come_from_a_file(run: Run) -> None:
    """YAML with short and full answers; another assessment works too."""
    Path("given.yaml").write_text(
        "investment_1: 2\nadoption_1: unsure\nadoption_2: {value: 3, note: 'why', evidence: ['https://a.example']}\n"
        "operations_1: {note: only a note}\n"
    )
    assert run("assess", "a.json", "--answers", "given.yaml").code == 0
    answers = load(Path("a.json"))[0].answers
    assert (answers["investment_1"].value, answers["adoption_1"].reason) == (2, "unsure")
    assert (answers["adoption_2"].note, answers["adoption_2"].evidence) == ("why", ("https://a.example",))
    assert (answers["operations_1"].reason, answers["operations_1"].note) == ("unanswered", "only a note")
    assert run("assess", "b.json", "--answers", "a.json").code == 0
    assert load(Path("b.json"))[0].answers == answers


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "investment_9=2"], 'no question "investment_9"'),
        (["--set", "investment_1=9"], "It takes 1, 2, 3, 4, unsure or na"),
        (["--set", "investment_1=2", "--set", "adoption_1=maybe"], "adoption_1 cannot be"),
        (["--target", "investment=7"], 'no level "7"'),
        (["--target", "money=2"], 'no aspect "money"'),
        (["--role", "king"], 'no role "king"'),
        (["--answers", "missing.yaml"], "no file missing.yaml"),
        (["--model", "nosuch", "--no-input"], 'no model "nosuch"'),
        (["--lang", "xx", "--no-input"], 'no texts in "xx"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_model_lacks_records_nothing(arguments: list[str], said: str, run: Run) -> None:
    """All or nothing: exit code 1, a sentence, and no file."""
    ran = run("assess", "a.json", *arguments)
    assert ran.code == 1
    assert said in ran.err
    assert not Path("a.json").exists()


def test_no_input_creates_the_file_and_ends(run: Run) -> None:
    """With nothing to record it makes an empty assessment once, and leaves one that is there alone."""
    assert run("assess", "a.json", "--no-input").code == 0
    first = Path("a.json").read_bytes()
    assert run("assess", "a.json", "--no-input").code == 0
    assert Path("a.json").read_bytes() == first


def test_without_a_file_the_name_follows_from_the_subject(run: Run) -> None:
    """Slug and date, then -2; never over what is there."""
    for _ in range(2):
        assert run("assess", "--no-input", "--subject", "Größe / ../Platform!").code == 0
    names = sorted(path.name for path in Path().iterdir())
    assert len(names) == 2
    assert all(name.startswith("größe-platform-20") for name in names)
    assert names[0].endswith("-2.json")


def test_the_conversation_in_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe: subject, role, twenty answers, and the report card on standard output."""
    type_lines(monkeypatch, "Payments\n1\n" + "1\n2\n3\n4\n" * 5 + "\n")
    ran = run("assess", "a.json")
    assert ran.code == 0
    assert ran.out.startswith("Payments")
    assert "question 20 of 20" in ran.err
    assert load(Path("a.json"))[0].respondent.role == "builder"


def test_what_options_give_is_not_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With subject and role on the command line, the first line answers the first question."""
    type_lines(monkeypatch, "4\nq\n")
    ran = run("assess", "a.json", "--subject", "X", "--role", "leader")
    assert ran.code == 0
    assert "Which platform" not in ran.err
    assert load(Path("a.json"))[0].answers["investment_1"].value == 4
    assert "1 of 20 answered. Go on with: pemm assess a.json" in ran.err


def test_an_unfinished_assessment_is_offered_in_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter goes on with it; the last choice begins a new one."""
    run("assess", "waiting.json", "--set", "investment_1=1", "--subject", "W")
    type_lines(monkeypatch, "\n3\nq\n")
    assert run("assess").code == 0
    assert load(Path("waiting.json"))[0].answers["investment_2"].value == 3
    type_lines(monkeypatch, "2\nOther\n\nq\n")
    assert run("assess").code == 0
    assert len(list(Path().glob("other-*.json"))) == 1


def test_a_finished_one_is_offered_to_be_revised(
    run: Run, after: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins at the list, where a number changes an answer."""
    Path("a.json").write_bytes(after.read_bytes())
    type_lines(monkeypatch, "1\n4\n\n")
    ran = run("assess", "a.json")
    assert ran.code == 0
    assert "You have been through every question" in ran.err
    assert load(Path("a.json"))[0].answers["investment_1"].value == 4


def test_looking_over_changes_no_byte(run: Run, after: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening and leaving a finished assessment leaves the file as it is."""
    Path("a.json").write_bytes(after.read_bytes())
    type_lines(monkeypatch, "q\n")
    assert run("assess", "a.json").code == 0
    assert Path("a.json").read_bytes() == after.read_bytes()


def test_a_bad_file_is_not_touched(run: Run) -> None:
    """What cannot be read is not replaced by something that can."""
    Path("a.json").write_text('{"format": "pemm-assessment/2"}')
    ran = run("assess", "a.json", "--set", "investment_1=1")
    assert ran.code == 1
    assert Path("a.json").read_text() == '{"format": "pemm-assessment/2"}'


def test_a_folder_that_is_not_there_is_told_first(run: Run) -> None:
    """Nobody answers twenty questions into nowhere."""
    ran = run("assess", "gone/a.json")
    assert ran.code == 1
    assert "no folder gone" in ran.err


def test_unknown_keys_survive(run: Run) -> None:
    """What another version or a person added to the file stays where it was."""
    run("assess", "a.json", "--set", "investment_1=1")
    data = json.loads(Path("a.json").read_text())
    data["future"] = {"x": [1, None]}
    data["answers"]["investment_1"]["weight"] = 2
    data["respondent"]["team"] = "red"
    data["model"]["note"] = "n"
    Path("a.json").write_text(json.dumps(data))
    assert run("assess", "a.json", "--set", "investment_1=2").code == 0
    after = json.loads(Path("a.json").read_text())
    assert (after["future"], after["answers"]["investment_1"]["weight"]) == ({"x": [1, None]}, 2)
    assert (after["respondent"]["team"], after["model"]["note"]) == ("red", "n")


def test_a_reassessment_leaves_the_old_one_alone(
    run: Run, after: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--from shows last time's answers; Enter keeps them, with subject, role, targets and notes."""
    before = after.read_bytes()
    type_lines(monkeypatch, "\n3\n\n\nq\n")
    ran = run("assess", "new.json", "--from", after)
    assert ran.code == 0
    assert "Last time: 2 Engineers. Enter keeps it" in ran.err
    assert f"Go on with: pemm assess new.json --from {after}" in ran.err
    assert after.read_bytes() == before
    again, _ = load(Path("new.json"))
    old, _ = load(after)
    assert (again.subject, again.respondent, again.targets) == (old.subject, old.respondent, old.targets)
    assert again.id != old.id
    assert [answer.value for answer in again.answers.values()] == [2, 3, 1, 1]
    assert again.answers["investment_4"].note == old.answers["investment_4"].note


def test_an_assessment_is_not_its_own_reassessment(run: Run, after: Path) -> None:
    """OLD is never written to."""
    Path("a.json").write_bytes(after.read_bytes())
    ran = run("assess", "a.json", "--from", "a.json")
    assert ran.code == 1
    assert Path("a.json").read_bytes() == after.read_bytes()


def test_a_key_that_means_nothing_is_refused(run: Run) -> None:
    """A note under a wrong name must not vanish."""
    Path("given.yaml").write_text("investment_1: {value: 2, notes: lost?}\n")
    ran = run("assess", "a.json", "--answers", "given.yaml")
    assert ran.code == 1
    assert 'has the key "notes"' in ran.err
    assert not Path("a.json").exists()


def test_answers_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """YAML as well as JSON."""
    for name, text in (("a.json", "investment_1: 2\n"), ("b.json", '{"investment_1": 2}')):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert run("assess", name, "--answers", "-").code == 0
        assert load(Path(name))[0].answers["investment_1"].value == 2


def test_a_target_can_be_taken_away(run: Run) -> None:
    """`none` removes it, for one aspect or for all."""
    run("assess", "a.json", "--target", "3")
    assert len(load(Path("a.json"))[0].targets) == 5
    run("assess", "a.json", "--target", "adoption=none")
    assert "adoption" not in load(Path("a.json"))[0].targets
    run("assess", "a.json", "--target", "none")
    assert load(Path("a.json"))[0].targets == {}


def test_a_model_that_will_not_be_found_again_is_told(run: Run) -> None:
    """By its own id the file would not lead back to it; a model beside the file is no remark."""
    garden = Path(__file__).parents[1] / "models" / "garden.yaml"
    assert "give --model" in run("assess", "a.json", "--model", garden, "--no-input").err
    Path("garden.yaml").write_bytes(garden.read_bytes())
    assert "give --model" not in run("assess", "b.json", "--model", "./garden.yaml", "--no-input").err


def test_targets_are_asked_aspect_by_aspect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A level by its number, stay, Enter for none; what each brings and costs is told on stderr."""
    run("assess", "a.json", *("--set", "adoption_1=4"))
    type_lines(monkeypatch, "3\n1\n5\n\n")
    ran = run("assess", "a.json", "--targets")
    assert (ran.code, ran.out) == (0, "")
    assert load(Path("a.json"))[0].targets == {"investment": 3, "adoption": 1, "interfaces": "stay"}
    assert ran.err.count("brings: ") == ran.err.count("costs: ") == 20
    assert "The aim of Adoption, 1 Provisional, is lower than where it stands today" in ran.err
    assert "pemm plan a.json" in ran.err


def test_a_target_that_is_there_is_kept_or_taken_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter keeps it; the last choice takes it away; nothing else of the file changes."""
    run("assess", "a.json", "--set", "investment_1=2", "--target", "2")
    before, _ = load(Path("a.json"))
    type_lines(monkeypatch, "\n6\n\n\n\n")
    ran = run("assess", "a.json", "--targets")
    after, _ = load(Path("a.json"))
    assert set(before.targets) - set(after.targets) == {"adoption"}
    assert "Keep the aim: 2" in ran.err
    assert (after.answers, after.assessed) == (before.answers, before.assessed)


def test_targets_of_a_new_file_and_beside_other_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers given on the command line are recorded first; a new file is introduced."""
    type_lines(monkeypatch, "4\n")
    ran = run("assess", "a.json", "--targets", "--set", "investment_1=2")
    assert (ran.code, "Recorded in a.json" in ran.err) == (0, True)
    assessment, _ = load(Path("a.json"))
    assert (assessment.targets, assessment.answers["investment_1"].value) == ({"investment": 4}, 2)
    type_lines(monkeypatch, "Payments\n\n2\n")
    assert run("assess", "b.json", "--targets").code == 0
    begun, _ = load(Path("b.json"))
    assert (begun.subject, begun.targets) == ("Payments", {"investment": 2})


def test_a_recorded_target_below_today_is_said(run: Run) -> None:
    """It is recorded all the same."""
    ran = run("assess", "a.json", "--set", "investment_1=3", "--target", "investment=1")
    assert (ran.code, load(Path("a.json"))[0].targets) == (0, {"investment": 1})
    assert "lower than where it stands today (3.00). That is allowed" in ran.err
