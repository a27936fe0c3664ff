"""A model file is checked whole: every fault at once, each with its line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.errors import PemmError
from pemm.model import from_plain
from pemm.modelfile import read_description, read_model
from pemm.yamlsource import Fault, FaultyFile

GARDEN = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
CELLS = GARDEN[GARDEN.index("- {value: 1, title: Dust}") : GARDEN.index("    questions:\n      - id: soil_1")]
END = "          - {value: 5, label: There is none}\n"


def with_edits(*edits: tuple[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """The garden with each first text replaced by the second, and the places marked by § in it."""
    text = GARDEN
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    places = []
    while "§" in text:
        before, _, after = text.partition("§")
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    return text, places


def check(folder: Path, text: str) -> list[tuple[int, int, str]]:
    """The faults of a model file with this text."""
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    faults = read_or_faults(path)
    if isinstance(faults, dict):
        return []
    assert {fault.file for fault in faults} == {str(path)}
    return [(fault.line, fault.column, fault.message) for fault in faults]


def read_or_faults(path: Path) -> dict[str, Any] | list[Fault]:
    try:
        return read_model(path)
    except FaultyFile as faulty:
        return faulty.faults


FAULTS = {
    "format": ("pemm-model/1", "§pemm-model/2", 'the format "pemm-model/2", expected pemm-model/1'),
    "id": (
        "id: garden\n",
        "id: §my garden\n",
        '"my garden" for "id", expected letters, digits, - _ and . only',
    ),
    "set version": ("1.0.0", "§'1.0'", '"1.0" for "version", expected a version like "1.2.0"'),
    "empty name": ("name: Garden Maturity Model", 'name: §""', '"name" is empty, expected a text'),
    "quoted value": (
        "{value: 2, name: Sown}",
        '{value: §"2", name: Sown}',
        '"2" for "value", expected a whole number from 1 to 9, without quotes',
    ),
    "level order": ("{value: 2, name", "§{value: 3, name", "the level with the value 3, expected 2 here"),
    "level name": ("{value: 2, name: Sown}", "§{value: 2}", 'a level without "name", expected it here'),
    "unknown key": (
        "name: Bare",
        "name: Bare, §colour: brown",
        'the key "colour" is unknown here, expected one of value, name, summary',
    ),
    "duplicate key": (
        "name: Growing",
        "name: Growing, §name: Grown",
        'the key "name" stands here a second time, first in line ',
    ),
    "cells": (
        CELLS,
        f"§{CELLS}      - {{value: 5, title: Wilderness}}\n",
        '"levels" has 6 items, expected 5',
    ),
    "cell order": (
        "{value: 2, title: Dug earth}",
        "§{value: 3, title: Dug earth}",
        "the level with the value 3, expected 2 here",
    ),
    "value above the top": (
        "{value: 5, label: Its",
        "{value: §6, label: Its",
        '6 for "value", expected a whole number from 1 to 5',
    ),
    "float": (
        "{value: 2, label: A visitor",
        "{value: §2.0, label: A visitor",
        '2.0 for "value", expected a whole number from 1 to 5, without quotes',
    ),
    "not rising": (
        "{value: 4, label: A gardener",
        "§{value: 2, label: A gardener",
        "the value 2, expected one above 2",
    ),
    "goal": ("goal: false", "goal: §no", '"no" for "goal", expected true or false'),
    "steps to a stage": (
        "goal: false",
        "goal: false, steps: §[x]",
        "steps to a stage that is no goal, expected none",
    ),
    "one option": (
        "options:\n          - {value: 1, label: By rain}\n          - {value: 2, label: By can}\n"
        "          - {value: 3, label: By hose}\n          - {value: 4, label: By a line}\n          - {",
        "options:\n          §- {",
        '"options" has 1 items, expected 2 to 5',
    ),
    "question id": ("id: soil_2", "id: §soil_1", 'a second question has the id "soil_1", expected its own'),
    "question id elsewhere": (
        "id: water_1",
        "id: §soil_2",
        'a second question has the id "soil_2", expected its own',
    ),
    "aspect id": ("id: water\n", "id: §soil\n", 'a second aspect has the id "soil", expected its own'),
    "later since": (
        "id: soil_2\n",
        "id: soil_2\n        since: §1.0.1\n",
        'a later version for "since", expected at most the set\'s 1.0.0',
    ),
    "until before since": (
        "id: soil_2\n",
        "id: soil_2\n        since: 0.9.0\n        until: §0.9.0\n",
        '"until" 0.9.0, expected one after "since"',
    ),
    "all retired": (
        "    questions:\n      - id: water_1\n",
        "    questions:\n      §- id: water_1\n        until: 1.0.0\n",
        "every question is retired, expected one that is asked today",
    ),
    "share links": (
        "levels:\n",
        "share_links: §garden.example\nlevels:\n",
        '"garden.example" for "share_links", expected an address that begins with https://',
    ),
    "source": (
        "levels:\n",
        "source: §{name: A book, licence: MIT}\nlevels:\n",
        'the source without "address", expected it here',
    ),
    "role": (
        "levels:\n",
        "roles: [{id: a, name: A}, {id: §a, name: B}]\nlevels:\n",
        'a second role has the id "a", expected its own',
    ),
    "need": (
        END,
        END + "needs:\n  - {aspect: soil, level: 2, needs: {aspect: §air, level: 1}}\n",
        'no aspect has the id "air", expected one of soil, water, neighbours',
    ),
    "need's level": (
        END,
        END + "needs:\n  - {aspect: soil, level: 2, needs: {aspect: water, level: §9}}\n",
        '9 for "level", expected a whole number from 1 to 5',
    ),
    "history": (
        END,
        END + "history:\n  - {question: §soil_9, version: 1.0.0, what: x}\n",
        'no question has the id "soil_9", expected one of soil_1, soil_2, water_1, neighbours_1, neighbours_2, neighbours_3',
    ),
    "history's option": (
        END,
        END + "history:\n  - {question: soil_1, version: 1.0.0, what: x, options: [1, §9]}\n",
        '9 for "option", expected a whole number from 1 to 5',
    ),
    "change of nothing": (
        END,
        END + "history:\n  - §{question: soil_1, what: x}\n",
        "a change without version and language, expected one of them",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_once_and_in_its_place(tmp_path, old, new, message):
    """One wrong thing gives exactly one fault, where it stands, that says what is expected."""
    text, [(line, column)] = with_edits((old, new))
    [fault] = check(tmp_path, text)
    assert fault[:2] == (line, column)
    assert fault[2].startswith(message)


def test_all_faults_are_told_at_once(tmp_path):
    """Faults of every kind in one file come in one go, in the order of the file."""
    kinds = [
        "id",
        "set version",
        "unknown key",
        "level order",
        "duplicate key",
        "float",
        "goal",
        "question id",
        "share links",
    ]
    kinds += ["history"]
    text, places = with_edits(*[FAULTS[kind][:2] for kind in kinds])
    faults = check(tmp_path, text)
    assert [fault[:2] for fault in faults] == sorted(places)
    assert len(faults) == len(kinds)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", [f'a model without "{key}", expected it here' for key in ("format", "id", "name", "version", "language", "question_set", "levels", "aspects")]),
        ("- a\n", ["a list, expected a model with the keys format, id, name, version, language, question_set, levels, aspects"]),
        (GARDEN.replace("levels:\n  - {value: 1, name: Bare}", "levels: 3\nx:\n  - {value: 1, name: Bare}"), ['the text "3" for "levels", expected a list', 'the key "x" is unknown here']),
        (GARDEN[: GARDEN.index("aspects:")] + "aspects: []\n", ['"aspects" has 0 items, expected 1 to 20']),
        (GARDEN[: GARDEN.index("aspects:")], ['a model without "aspects", expected it here']),
        (GARDEN[: GARDEN.index("levels:")] + GARDEN[GARDEN.index("aspects:") :], ['a model without "levels", expected it here']),
        (GARDEN[: GARDEN.index("  - {value: 2, name")] + GARDEN[GARDEN.index("aspects:") :], ['"levels" has 1 items, expected 2 to 9']),
    ],
)  # fmt: skip
def test_what_is_hardly_a_model_gives_no_faults_that_follow_from_another(tmp_path, text, messages):
    """A model without its main parts is told what is missing, and nothing that follows from it."""
    found = [message for _, _, message in check(tmp_path, text)]
    assert len(found) == len(messages)
    assert all(given.startswith(expected) for given, expected in zip(found, messages, strict=True))


def test_an_aspect_and_a_question_may_share_an_id(tmp_path):
    """Aspects and questions are named apart; a double is told at the double, not at its namesake."""
    text, _ = with_edits(("id: soil_1", "id: soil"))
    assert check(tmp_path, text) == []
    text, [place] = with_edits(("id: soil_1", "id: soil"), ("id: water\n", "id: §soil\n"))
    assert [fault[:2] for fault in check(tmp_path, text)] == [place]


@pytest.mark.parametrize(
    ("needs", "circle"),
    [
        ("soil 3 water 2, water 3 neighbours 1", ""),
        ("soil 3 soil 2", ""),
        ("soil 3 water 2, water 3 soil 2", ""),
        ("soil 3 water 2, neighbours 3 water 2, neighbours 2 soil 3", ""),
        ("soil 3 water 2, water 2 soil 3", "soil 3 needs water 2 needs soil 3"),
        ("soil 2 soil 2", "soil 2 needs soil 2"),
        ("soil 2 soil 4", "soil 4 needs soil 4"),
        ("soil 2 water 3, water 2 soil 3", "water 3 needs soil 3 needs water 3"),
        ("soil 2 water 2, water 2 neighbours 2, neighbours 1 soil 5", "needs neighbours 2 needs"),
    ],
)
def test_needs_may_not_run_in_a_circle(tmp_path, needs, circle):
    """A circle is found also where it runs through what the lower levels of an aspect need."""
    lines = []
    for need in needs.split(", "):
        aspect, level, needed, needed_level = need.split()
        lines.append(
            f"  - {{aspect: {aspect}, level: {level}, needs: {{aspect: {needed}, level: {needed_level}}}}}\n"
        )
    faults = check(tmp_path, GARDEN + "needs:\n" + "".join(lines))
    assert len(faults) == bool(circle)
    if circle:
        assert "the needs run in a circle: " in faults[0][2]
        assert circle in faults[0][2]


def test_broken_needs_are_no_circle(tmp_path):
    """Needs that name no aspect are told as such, not as a circle of nothing."""
    faults = check(
        tmp_path, GARDEN + "needs:\n  - {level: 1}\n  - {level: 1, needs: {aspect: soil, level: 1}}\n"
    )
    assert [message for _, _, message in faults] == [
        f'a need without "{key}", expected it here' for key in ("aspect", "needs", "aspect")
    ]


def test_an_unreadable_file_is_told(tmp_path):
    """What cannot be read at all is a PemmError with the path."""
    with pytest.raises(PemmError, match=r"no file .*gone\.yaml"):
        read_model(tmp_path / "gone.yaml")


def test_a_description_is_a_model_or_the_texts_of_one(tmp_path):
    """`<model>.<language>.yaml` beside its model is read as texts; alone, as a model."""
    (tmp_path / "garden.de.yaml").write_text(
        "format: pemm-texts/1\nmodel: garden\nlanguage: de\n", encoding="utf-8"
    )
    with pytest.raises(FaultyFile):
        read_description(tmp_path / "garden.de.yaml")
    (tmp_path / "garden.yaml").write_text(GARDEN, encoding="utf-8")
    assert read_description(tmp_path / "garden.de.yaml") == {"language": "de"}
    assert read_description(tmp_path / "garden.yaml")["id"] == "garden"


@given(st.data())
@settings(database=None, deadline=None, max_examples=80)
def test_a_damaged_model_is_read_or_refused(tmp_path_factory, data):
    """With any text in place of any part of a model, there is a whole model or a list of faults."""
    start = data.draw(st.integers(0, len(GARDEN)))
    stop = start + data.draw(st.integers(0, 60))
    noise = data.draw(
        st.sampled_from(["", "x", "\n", "- ", "[]", "{a: b}", "null", ": ", "9", "'"]) | st.text(max_size=8)
    )
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(GARDEN[:start] + noise + GARDEN[stop:], encoding="utf-8", newline="")
    found = read_or_faults(path)
    assert found
    if isinstance(found, dict):
        assert from_plain(found).questions
