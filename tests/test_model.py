"""The model is a value: complete, frozen, and the same from YAML and from its stored description."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from pemm.errors import PemmError
from pemm.model import from_plain, load
from pemm.modelfile import read_model

GARDEN = Path(__file__).parent / "models" / "garden.yaml"


def test_a_file_becomes_a_model(small_model):
    """Ids, names, levels, options and defaults stand in the model as the file has them."""
    assert (small_model.id, small_model.version, small_model.language) == ("garden", "2.1", "en")
    assert (small_model.questions_version, small_model.texts_version) == ("1.0.0", "garden-1")
    assert (small_model.source, small_model.share_links, small_model.roles) == (None, None, ())
    assert [level.name for level in small_model.levels] == ["Bare", "Sown", "Growing", "Bearing", "Wild"]
    soil = small_model.aspect("soil")
    assert (soil.question, soil.summary) == ("What do the plants stand in?", "")
    assert soil.level(5).title == "Forest floor"
    option = small_model.question("soil_1").option(3)
    assert (option.title, option.steps) == ("Buy compost", ("Measure the bed.", "Buy compost for it."))
    assert (option.goal, option.description) == (True, "")
    assert small_model.question("soil_2").option(2).goal is False


def test_questions_stand_in_the_order_of_the_model(small_model):
    """All questions of today, aspect by aspect."""
    ids = ["soil_1", "soil_2", "water_1", "neighbours_1", "neighbours_2", "neighbours_3"]
    assert [question.id for question in small_model.questions] == ids
    assert {question.id: question.aspect for question in small_model.questions}[
        "neighbours_2"
    ] == "neighbours"


def test_what_is_not_there(small_model):
    """An unknown question or option is None; an unknown aspect or level is a KeyError."""
    assert small_model.question("soil_9") is None
    assert small_model.question("soil_1").option(2) is None
    assert small_model.question("soil_1").values == (1, 3, 5)
    for ask in (small_model.level, small_model.aspect, small_model.aspects[0].level):
        for value in (0, 6, -1):
            with pytest.raises(KeyError):
                ask(value)


def test_the_top_is_the_number_of_levels(small_model):
    """k is the model's, not that of any question."""
    assert small_model.top == 5
    assert [small_model.level(value).value for value in range(1, 6)] == [1, 2, 3, 4, 5]


def test_the_stamp_names_set_texts_and_language(small_model):
    """What an answer given today carries."""
    assert small_model.asked(small_model.questions[0]) == "1.0.0/garden-1/en"


def test_a_model_cannot_be_changed(small_model):
    """Nobody who is given a model can change it for the others."""
    with pytest.raises(FrozenInstanceError):
        small_model.name = "x"
    with pytest.raises(FrozenInstanceError):
        small_model.questions[0].options[0].value = 2


@pytest.mark.parametrize("name", ["garden", "platform-engineering"])
def test_the_stored_description_gives_the_same_model(name, model, small_model):
    """Through JSON, as the build stores it, a description gives the model that its YAML gives."""
    from pemm.library import built_in_folder

    path = GARDEN if name == "garden" else built_in_folder() / f"{name}.yaml"
    stored = json.loads(json.dumps(read_model(path), ensure_ascii=False))
    assert from_plain(stored) == (small_model if name == "garden" else model)


def test_retired_questions_are_known_and_not_asked(tmp_path):
    """A question with `until` is found by its id and stands among the retired."""
    path = tmp_path / "m.yaml"
    path.write_text(
        GARDEN.read_text(encoding="utf-8").replace("id: soil_1", "id: soil_1\n        until: 1.0.0"),
        encoding="utf-8",
    )
    changed = load(path)
    assert [question.id for question in changed.retired] == ["soil_1"]
    assert "soil_1" not in [question.id for question in changed.questions]
    assert changed.question("soil_1").until == "1.0.0"


def test_loading_takes_a_path_or_its_text_and_tells_what_is_wrong(tmp_path):
    """`load` reads a file named either way, and raises a PemmError where it cannot."""
    assert load(str(GARDEN)) == load(GARDEN)
    with pytest.raises(PemmError):
        load(tmp_path)
