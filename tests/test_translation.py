"""Language files: texts by id, whole questions or none, and faults in place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pemm.model import Model, from_plain
from pemm.modelfile import read_model
from pemm.translation import read_texts, translated
from pemm.yamlsource import FaultyFile

GARDEN = Path(__file__).parent / "models" / "garden.yaml"
END = "- {value: 5, label: There is none}\n"
NEEDS = "needs:\n  - {aspect: soil, level: 3, needs: {aspect: water, level: 2}, why: Roots drink.}\n"
TEXTS = (
    "name",
    "question",
    "summary",
    "title",
    "example",
    "brings",
    "costs",
    "text",
    "help",
    "label",
    "description",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> dict[str, Any]:
    """The garden with a need and a role, as a checked description."""
    path = tmp_path_factory.mktemp("base") / "garden.yaml"
    text = GARDEN.read_text(encoding="utf-8") + NEEDS + "roles: [{id: gardener, name: Gardener}]\n"
    path.write_text(
        text.replace("label: Nothing}", "label: Nothing, description: Nobody feeds it.}"), encoding="utf-8"
    )
    return read_model(path)


def marked(plain: dict[str, Any]) -> dict[str, Any]:
    """The texts of a part of a description, each behind a mark."""
    texts: dict[str, Any] = {name: f"de {plain[name]}" for name in (*TEXTS, "done_when") if plain.get(name)}
    return texts | {
        name: [f"de {each}" for each in plain[name]]
        for name in ("steps", "characteristics")
        if plain.get(name)
    }


@pytest.fixture
def whole(base) -> dict[str, Any]:
    """A language file with every text of the base."""
    return {
        "format": "pemm-texts/1",
        "model": "garden",
        "language": "de",
        "name": f"de {base['name']}",
        "roles": {role["id"]: marked(role) for role in base["roles"]},
        "levels": {str(level["value"]): marked(level) for level in base["levels"]},
        "aspects": {
            aspect["id"]: marked(aspect)
            | {
                "levels": {str(level["value"]): marked(level) for level in aspect["levels"]},
                "questions": {
                    question["id"]: marked(question)
                    | {"options": {str(option["value"]): marked(option) for option in question["options"]}}
                    for question in aspect["questions"]
                },
            }
            for aspect in base["aspects"]
        },
        "needs": {"soil-3-water-2": "de Roots drink."},
    }


@pytest.fixture
def told(tmp_path, base):
    """The model in the language of a file, or the faults of the file. JSON is YAML, so it writes both."""

    def told(texts: dict[str, Any] | str, name: str = "garden.de.yaml") -> Model | list[str]:
        path = tmp_path / name
        path.write_text(texts if isinstance(texts, str) else json.dumps(texts, indent=1), encoding="utf-8")
        try:
            return from_plain(translated(base, read_texts(path, base)))
        except FaultyFile as faulty:
            return [fault.message for fault in faulty.faults if fault.file == str(path) and fault.line > 0]

    return told


def test_a_whole_translation_replaces_every_text(told, whole, base):
    """With every text there, every text is the language's, and ids, values and goals are as they were."""
    model = told(whole)
    assert model.language == "de"
    assert {question.language for question in model.questions} == {"de"}
    shown = [model.name, model.roles[0].name, model.needs[0].why, model.aspects[0].question]
    shown += [level.name for level in model.levels]
    for aspect in model.aspects:
        shown += [aspect.name, *(level.title for level in aspect.levels)]
        for question in aspect.questions:
            shown += [question.text, *(option.label for option in question.options)]
            shown += [step for option in question.options for step in option.steps]
    assert [text for text in shown if not text.startswith("de ")] == []
    original = from_plain(base)
    assert [(q.id, q.values, [o.goal for o in q.options]) for q in model.questions] == [
        (q.id, q.values, [o.goal for o in q.options]) for q in original.questions
    ]
    assert model.asked(model.questions[0]) == "1.0.0/garden-1/de"


@pytest.mark.parametrize(
    "missing",
    [
        *("text", "options", "options/1", "options/1/label", "options/1/description"),
        *("options/3/title", "options/3/steps", "options/5/done_when"),
    ],
)
def test_a_question_that_lacks_any_text_stays_as_it_was(told, whole, base, missing):
    """One missing text leaves the whole question, and its stamp, in the base language; the others change."""
    here = whole["aspects"]["soil"]["questions"]["soil_1"]
    *way, last = missing.split("/")
    for step in way:
        here = here[step]
    del here[last]
    model = told(whole)
    left, other = model.question("soil_1"), model.question("soil_2")
    assert left == from_plain(base).question("soil_1")
    assert (model.asked(left), model.asked(other)) == ("1.0.0/garden-1/en", "1.0.0/garden-1/de")


def test_other_texts_fall_back_one_by_one(told, whole):
    """A missing name or title is shown in the base language, and nothing else is."""
    del whole["levels"]["2"], whole["aspects"]["water"]["name"], whole["aspects"]["soil"]["levels"]["1"]
    del whole["needs"], whole["roles"]
    model = told(whole)
    assert [level.name for level in model.levels] == [
        "de Bare",
        "Sown",
        "de Growing",
        "de Bearing",
        "de Wild",
    ]
    assert [aspect.name.startswith("de ") for aspect in model.aspects] == [True, False, True]
    assert (model.aspects[0].level(1).title, model.aspects[0].level(2).title) == ("Dust", "de Dug earth")
    assert (model.needs[0].why, model.roles[0].name) == ("Roots drink.", "Gardener")


def test_the_base_is_left_alone(told, whole, base):
    """Translating gives another description and does not change the one it is given."""
    before = copy.deepcopy(base)
    told(whole)
    assert base == before


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"format": "pemm-model/1"}, '"pemm-model/1" for "format", expected "pemm-texts/1"'),
        ({"model": "house"}, '"house" for "model", expected "garden"'),
        ({"language": "fr"}, '"fr" for "language", expected "de"'),
        ({"aspects": {"air": {"name": "Luft"}}}, 'the key "air" is unknown here, expected one of soil, water, neighbours'),
        ({"aspects": {"soil": {"questions": {"soil_9": {}}}}}, 'the key "soil_9" is unknown here'),
        ({"aspects": {"soil": {"questions": {"soil_1": {"options": {"2": {}}}}}}}, 'the key "2" is unknown here, expected one of 1, 3, 5'),
        ({"aspects": {"soil": {"questions": {"soil_1": {"value": "3"}}}}}, 'the key "value" is unknown here'),
        ({"aspects": {"soil": {"questions": {"soil_1": {"text": ["Was?"]}}}}}, 'a list for "text", expected a text'),
        ({"aspects": {"soil": {"questions": {"soil_1": {"options": {"3": {"steps": "Eins"}}}}}}}, 'the text "Eins" for "steps", expected a list'),
        ({"aspects": {"soil": "Erde"}}, 'the text "Erde", expected soil with the keys name, question, summary, levels, questions'),
        ({"levels": {"9": {"name": "x"}}}, 'the key "9" is unknown here'),
        ({"needs": {"soil-3-water-1": "x"}}, 'the key "soil-3-water-1" is unknown here, expected one of soil-3-water-2'),
        ({"history": []}, 'the key "history" is unknown here'),
    ],
)  # fmt: skip
def test_what_the_model_lacks_is_told(told, whole, change, fault):
    """A wrong header, unknown ids and texts of the wrong kind are faults of the language file."""
    (found,) = told(whole | change)
    assert found.startswith(fault)


def test_all_faults_of_a_language_file_are_told_at_once(told):
    """Missing header, duplicate keys and unknown ids come together."""
    found = told("model: garden\nmodel: garden\naspects: {air: {}}\nlevels: [a]\n")
    assert len(found) == 5
    assert sum('a language file without "' in message for message in found) == 2
