"""What is read of the others before a workshop."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import hostile
from support import SAMPLES, Make

from pemm.assessment import Respondent, load
from pemm.assessmentfile import dump
from pemm.errors import PemmError
from pemm.model import Model
from pemm.survey.figures import agenda
from pemm.survey.listening import listen
from pemm.survey.sources import Troubles
from pemm.survey.workshop import Voice, Workshop


@pytest.fixture
def team(tmp_path: Path, make: Make) -> Path:
    """Six builders and a consumer: they differ on adoption_2 most, and on adoption_1 a little."""
    folder = tmp_path / "team"
    folder.mkdir()
    for number in range(7):
        role = "consumer" if number == 6 else "builder"
        values = {"investment_1": 2, "adoption_1": 2 + number % 2, "adoption_2": 4 if number < 3 else 1}
        given = make(values, id=f"{number:016}", respondent=Respondent(f"P{number}", role), subject="Pay")
        if number == 6:
            noted = replace(given.answers["adoption_2"], note="a week for a database")
            given = replace(given, answers={**given.answers, "adoption_2": noted})
        (folder / f"{number}.json").write_text(dump(given), encoding="utf-8")
    return folder


def heard(model: Model, *paths: Path, room: bool = False, agreed: str = "agreed.json") -> Workshop:
    return listen([str(path) for path in paths], model, Path(agreed), Troubles(), is_room=room)


def test_the_questions_come_in_the_order_of_disagreement(team: Path, model: Model) -> None:
    """Least consensus first, what nobody answered last, every question once."""
    workshop = heard(model, team)
    order = [model.questions[place].id for place in workshop.order]
    assert order[:3] == ["adoption_2", "adoption_1", "investment_1"]
    assert sorted(workshop.order) == list(range(20))
    assert (workshop.respondents, workshop.subject) == (7, "Pay")
    assert workshop.figures["adoption_2"].counts.values == (4, 0, 0, 3)


def test_without_the_room_nobody_can_be_told_apart(team: Path, model: Model) -> None:
    """One consumer beside six builders: no group is shown, nor anything that a single person said."""
    workshop = heard(model, team)
    assert workshop.groups == ()
    assert workshop.voices == {}


def test_a_role_of_five_is_shown_where_the_others_are_as_many(team: Path, model: Model, make: Make) -> None:
    """Two groups that both reach the threshold."""
    for number in range(4):
        given = make({"adoption_2": 3}, id=f"more-{number}", respondent=Respondent(None, "consumer"))
        (team / f"more{number}.json").write_text(dump(given), encoding="utf-8")
    workshop = heard(model, team)
    assert [(role, counts["adoption_2"].values) for role, counts in workshop.groups] == [
        ("builder", (3, 0, 0, 3)),
        ("consumer", (1, 0, 4, 0)),
    ]


def test_in_the_room_everybody_stands_with_the_answer(team: Path, model: Model) -> None:
    """Role, name and note of each, two of the same name included."""
    same_name = (team / "6.json").read_text(encoding="utf-8").replace('"id": "', '"id": "other-', 1)
    (team / "again.json").write_text(same_name, encoding="utf-8")
    workshop = heard(model, team, room=True)
    assert workshop.respondents == 8
    said = workshop.voices["adoption_2"]
    assert said.count(Voice("1", "consumer", "P6", "a week for a database")) == 2
    assert Voice("4", "builder", "P0") in said


def test_nobody_is_counted_twice(team: Path, model: Model) -> None:
    """A file and the folder that holds it, in any order, a folder inside a folder, the same path twice."""
    inner = team / "inner"
    inner.mkdir()
    (team / "5.json").rename(inner / "5.json")
    one = team / "0.json"
    for paths in ((one, team), (team, one), (inner, team), (team, inner), (team, team), (one, one, team)):
        assert heard(model, *paths).respondents == 7


def test_the_agreed_file_is_none_of_the_others(team: Path, model: Model) -> None:
    """In a folder it is passed over; named, it is refused."""
    agreed = team / "0.json"
    assert heard(model, team, agreed=str(agreed)).respondents == 6
    with pytest.raises(PemmError, match="the file that you agree on"):
        heard(model, agreed, agreed=str(agreed))


def test_a_survey_is_refused(team: Path, model: Model, tmp_path: Path) -> None:
    """It holds figures and nobody's answers."""
    survey = tmp_path / "survey.json"
    survey.write_text(json.dumps({"format": "pemm-survey/1"}), encoding="utf-8")
    with pytest.raises(PemmError, match="is a survey"):
        heard(model, team, survey)


def test_csv_and_lines_of_json_are_read_too(team: Path, model: Model, tmp_path: Path) -> None:
    """As pemm survey reads them, names included."""
    table = tmp_path / "a.csv"
    table.write_text("name,role,investment_1,adoption_2\nZoe,leader,1,4\nYan,,na,\n", encoding="utf-8")
    lines = tmp_path / "b.ndjson"
    lines.write_text('{"role": "consumer", "adoption_2": 2}\n', encoding="utf-8")
    workshop = heard(model, table, lines, room=True)
    assert workshop.respondents == 3
    assert workshop.voices["adoption_2"] == (Voice("4", "leader", "Zoe"), Voice("2", "consumer"))
    assert Voice("not_applicable", "", "Yan") in workshop.voices["investment_1"]


def test_what_cannot_be_read_is_told_and_the_rest_is_used(team: Path, model: Model) -> None:
    """A broken file costs one respondent."""
    (team / "broken.json").write_text("{", encoding="utf-8")
    troubles = Troubles()
    workshop = listen([str(team)], model, Path("agreed.json"), troubles, is_room=False)
    assert (workshop.respondents, troubles.records) == (7, 1)


def test_what_a_hostile_file_says_is_harmless_and_short(team: Path, model: Model) -> None:
    """Names, roles and notes hold no character that acts, and no more than a screen has room for."""
    sample = hostile(load(SAMPLES / "payments-2026.json")[0])
    wicked = replace(sample, respondent=Respondent("\x1b[2J" + "N" * 5000, "\x1b]0;owned\x07r" * 50))
    noted = {
        id: replace(given, note="\u202e\x1b[31m" + "long " * 100_000) for id, given in wicked.answers.items()
    }
    (team / "z.json").write_text(dump(replace(wicked, answers=noted)), encoding="utf-8")
    workshop = heard(model, team, room=True)
    for voice in (voice for voices in workshop.voices.values() for voice in voices):
        for text in (voice.name, voice.role, voice.note):
            assert text.isprintable()
            assert len(text) <= 1000


def test_the_order_is_that_of_a_survey(team: Path, model: Model) -> None:
    """The agenda of the meeting and the workshop agree."""
    workshop = heard(model, team)
    expected = agenda_ids(team, model)
    assert [model.questions[place].id for place in workshop.order] == expected


def agenda_ids(team: Path, model: Model) -> list[str]:
    from pemm.survey.rules import Rules
    from pemm.survey.sources import gather

    return [each.id for each in agenda(gather([str(team)], model, Rules(), Troubles()).total)]
