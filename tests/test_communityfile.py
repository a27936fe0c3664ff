"""The community's question files are read as they are, and become models like any other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import HERE

from pemm import library
from pemm.communityfile import without_html
from pemm.model import Model, from_plain, load
from pemm.modelfile import read_model
from pemm.wording import clean
from pemm.yamlsource import Fault, FaultyFile

MODELS = HERE / "models"
# What is no character has no place in a YAML file either.
ASSIGNED = st.characters(exclude_categories=("Cn", "Cs"))
SMALL = (MODELS / "community-unversioned.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def canteen() -> Model:
    """All twenty questions, in an invented wording."""
    return load(MODELS / "community-en.yaml")


@pytest.fixture(scope="module")
def cantina() -> Model:
    """A translation that is not whole."""
    return load(MODELS / "community-pt.yaml")


@pytest.fixture(scope="module")
def draft() -> Model:
    """A file without versions, with an aspect of its own."""
    return load(MODELS / "community-unversioned.yaml")


def with_edits(*edits: tuple[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """The small file with each first text replaced by the second, and the places marked by § in it."""
    text = SMALL
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    places = []
    while "§" in text:
        before, _, after = text.partition("§")
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    return text, places


def edited(folder: Path, *edits: tuple[str, str]) -> Path:
    """A file with these edits."""
    path = folder / "questions-xx.yaml"
    path.write_text(with_edits(*edits)[0], encoding="utf-8", newline="")
    return path


def read_or_faults(path: Path) -> dict[str, Any] | list[Fault]:
    try:
        return read_model(path)
    except FaultyFile as faulty:
        return faulty.faults


def test_it_is_the_built_in_model_with_other_questions(canteen: Model, model: Model) -> None:
    """Ids and values are those of the built-in model, the wording and the stamp are the file's own."""
    assert (canteen.id, canteen.version) == (model.id, "1.0")
    assert (canteen.questions_version, canteen.texts_version, canteen.language) == (
        "0.9.0",
        "community",
        "en",
    )
    assert [question.id for question in canteen.questions] == [question.id for question in model.questions]
    assert all(question.values == (1, 2, 3, 4) for question in canteen.questions)
    assert {canteen.asked(question) for question in canteen.questions} == {"0.9.0/community/en"}
    for part in ("levels", "roles", "needs", "history", "source", "share_links"):
        assert getattr(canteen, part) == getattr(model, part)


def test_categories_stand_by_their_order(canteen: Model, draft: Model) -> None:
    """The order is what the file says, not how it is written; ours are found by id, not by place."""
    assert [aspect.id for aspect in canteen.aspects] == ["investment", "adoption", "interfaces", "operations", "measurement"]  # fmt: skip
    assert [aspect.name for aspect in canteen.aspects] == ["Larder", "Guests", "Counter", "Kitchen", "Scales"]
    assert [aspect.id for aspect in draft.aspects] == ["interfaces", "garden"]


def test_what_it_lacks_is_taken_from_the_built_in_model(canteen: Model, model: Model) -> None:
    """Cells by aspect; help, steps and what is no goal by question and value."""
    for aspect, ours in zip(canteen.aspects, model.aspects, strict=True):
        assert (aspect.question, aspect.summary, aspect.levels) == (ours.question, ours.summary, ours.levels)
        for question, ours_too in zip(aspect.questions, ours.questions, strict=True):
            assert question.text != ours_too.text
            assert question.help == ours_too.help
            for option, same in zip(question.options, ours_too.options, strict=True):
                assert (option.goal, option.title, option.steps, option.done_when) == (
                    same.goal,
                    same.title,
                    same.steps,
                    same.done_when,
                )


def test_a_question_that_asks_something_else_gets_none_of_our_steps(cantina: Model, draft: Model) -> None:
    """Where the history records another meaning (Portuguese, or a version nobody knows), ours would mislead."""
    assert {cantina.asked(question) for question in cantina.questions} == {"0.9.0/community/pt"}
    with_help = [question.id for question in cantina.questions if question.help]
    assert with_help == ["investment_1", "interfaces_4"]
    for id in ("interfaces_1", "interfaces_2", "interfaces_3"):
        question = cantina.question(id)
        assert question
        assert not any(option.steps or option.title or option.done_when for option in question.options)
    old = draft.question("interfaces_1")
    assert old
    assert not old.help
    assert not any(option.steps for option in old.options)


@pytest.mark.parametrize("version", ["0.0.0", "", "null", "0.9", "latest", "'0.9.0-rc1'"])
def test_a_version_that_is_none_is_unknown(version: str, tmp_path: Path) -> None:
    """Missing, 0.0.0 or unreadable: the stamp says unknown, and the model's version is ours."""
    for line in (f"content_version: {version}", "" if not version else f"content_version: {version}"):
        found = load(edited(tmp_path, ("content_version: 0.0.0", line)))
        assert (found.questions_version, found.version) == ("unknown", "1.0")
        assert found.asked(found.questions[0]) == "unknown/community/en"


def test_versions_are_taken_as_they_are_stated(tmp_path: Path) -> None:
    """Both of them."""
    stated = ("content_version: 0.0.0", "content_version: 0.10.2\n  model_version: '2.0'")
    found = load(edited(tmp_path, stated))
    assert (found.questions_version, found.version) == ("0.10.2", "2.0")
    none = ("content_version: 0.0.0", "content_version: 0.10.2\n  model_version: 0.0.0")
    assert load(edited(tmp_path, none)).version == "1.0"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("pt", "pt"),
        ("PT", "pt"),
        ("pt_BR", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("no", "no"),
        ("Portuguese", "unknown"),
        ("../en", "unknown"),
        ("''", "unknown"),
        ("[pt]", "unknown"),
    ],
)
def test_a_language_looks_like_a_language_code(written: str, language: str, tmp_path: Path) -> None:
    """Anything else is unknown; it goes into the stamp of every answer."""
    assert load(edited(tmp_path, ("language: en", f"language: {written}"))).language == language


def test_without_a_language_it_is_unknown(tmp_path: Path) -> None:
    """The file can be asked all the same."""
    found = load(edited(tmp_path, ("  language: en\n", "")))
    assert found.asked(found.questions[0]) == "unknown/community/unknown"


def test_a_question_is_named_by_its_field_or_by_its_category(canteen: Model, draft: Model) -> None:
    """`field_name` if there is one; an empty one is none."""
    assert canteen.question("adoption_2")
    assert [question.id for question in draft.questions] == ["interfaces_1", "garden_1", "garden_2"]


def test_an_aspect_that_the_built_in_model_lacks_has_the_names_of_the_levels(draft: Model) -> None:
    """Its cells say no more; needs that name absent aspects are left out."""
    garden = draft.aspect("garden")
    assert [cell.title for cell in garden.levels] == ["Provisional", "Operational", "Scalable", "Optimizing"]
    assert not any(cell.summary or cell.characteristics for cell in garden.levels)
    assert {need.needed for need in draft.needs} | {need.aspect for need in draft.needs} <= {"interfaces"}


def test_a_question_may_have_fewer_options_than_levels(draft: Model) -> None:
    """Values in quotes are values too, and options stand lowest first."""
    one, two = draft.aspect("garden").questions
    assert (one.values, two.values) == ((1, 3), (2, 4))


def test_options_stand_lowest_first(tmp_path: Path) -> None:
    """Whatever their order in the file."""
    swapped = ("{value: 1, level: Nowhere, description: They are bought.}", "{value: 4, level: Everywhere}")
    garden = load(edited(tmp_path, swapped)).aspect("garden")
    assert garden.questions[0].values == (3, 4)


def test_nothing_of_html_is_left(canteen: Model, cantina: Model, draft: Model) -> None:
    """Titles, labels and descriptions are shown without it."""
    assert (canteen.name, cantina.name) == ("The Canteen Assessment", "A avaliação da cantina")
    first = canteen.questions[0]
    assert [option.label for option in first.options[:3]] == [
        "Whoever is hungry",
        "Two cooks",
        "Cooks & a host",
    ]
    assert first.options[1].description == "They stay – also in summer. Nobody else is asked."
    assert draft.questions[2].options[0].description == "Now and then."
    for each in (canteen, cantina, draft):
        assert not re.search(r"<|&\w+;", repr([(q.text, q.options) for q in each.questions]))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>P</b>latform", "Platform"),
        ("one<br>two<br/>three", "one two three"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("R&amp;D&nbsp;&ndash; &lt;fast&gt;", "R&D – <fast>"),
        ("fewer than 5 < 6, x <3", "fewer than 5 < 6, x <3"),
        ("a<script>alert('b')</script>c<style>d{}</style>e", "a c e"),
        ("a<!-- b -->c", "ac"),
        ("a <b", "a"),
        ("a <![x[b]]> c", "a c"),
        ("<a href='x>y' title=\"b\">link</a>", "link"),
        ("&#27;[31m&#8238;x&shy;y", "[31mxy"),
        ("AT&T", "AT&T"),
        ("&unknown;", "&unknown;"),
        ("", ""),
    ],
)
def test_html_becomes_text(written: str, shown: str) -> None:
    """As a browser shows it, on one line, and without characters that act."""
    assert without_html(written) == shown


@given(st.text(alphabet="<>/!?&;#-[]='\"abp \n", max_size=40) | st.text(ASSIGNED, max_size=40))
@settings(database=None, deadline=None)
def test_any_html_becomes_some_text(text: str) -> None:
    """Broken markup is no obstacle; nothing is added, and nothing that acts is left."""
    shown = without_html(text)
    assert len(shown) <= len(text)
    assert shown == " ".join(shown.split())
    assert clean(shown) == shown


FAULTS = {
    "metadata": ("metadata:\n", "metadata: §x\nold:\n", 'the text "x", expected the metadata with the keys'),
    "no categories": (
        SMALL[SMALL.index("categories:\n") :],
        "categories: §[]\n",
        '"categories" has 0 items, expected 1 to 20',
    ),
    "category id": (
        "id: garden",
        "id: §my garden",
        '"my garden" for "id", expected letters, digits, - _ and . only',
    ),
    "no category id": ("- id: garden\n    name", "- §name", 'a category without "id", expected it here'),
    "second category": (
        "id: interfaces",
        "id: §garden",
        'a second category has the id "garden", expected its own',
    ),
    "order": ("order: 2", "order: §last", 'last for "order", expected a whole number from 0 to 99999'),
    "no question": (
        "- id: interfaces\n    name: Counter\n    order: 1\n    questions:",
        "- §id: interfaces\n    name: Counter\n    order: 1\n    old:",
        'a category without "questions", expected it here',
    ),
    "second question": ("id: 2\n", "id: §1\n", 'a second question has the id "garden_1", expected its own'),
    "second field": ("field_name:\n", "field_name: §garden_1\n", 'a second question has the id "garden_1"'),
    "question id": ("id: 2\n", "id: §a b\n", '"a b" for "id", expected letters'),
    "field name": ("interfaces_1", "§'&v'", '"&v" for "field_name", expected letters'),
    "no question id": ("- id: 2\n        text", "- §text", 'a question without "id", expected it here'),
    "no text": (
        "- id: 2\n        text: Who waters them?\n",
        "- §id: 2\n",
        'a question without "text", expected it here',
    ),
    "only html": ("level: In pots", "level: §<br>", '"level" is nothing but HTML, expected a text'),
    "no label": (
        "{value: 3, level: In pots}",
        "§{value: 3, label: In pots}",
        'an option without "level", expected it here',
    ),
    "no options": (
        "options:",
        "options: §none\n        old:",
        'the text "none" for "options", expected a list',
    ),
    "one option": (
        "- {value: 1, level: Nowhere, description: They are bought.}\n          - {value: 3",
        "§- {value: 3",
        '"options" has 1 items, expected 2 to 4',
    ),
    "too high": (
        "value: 3, level: In",
        "value: §5, level: In",
        '5 for "value", expected a whole number from 1 to 4',
    ),
    "no number": (
        "value: 3, level: In",
        "value: §many, level: In",
        'many for "value", expected a whole number',
    ),
    "half a number": (
        "value: 3, level: In",
        'value: §"3.0", level: In',
        '3.0 for "value", expected a whole number',
    ),
    "no value": (
        "{value: 3, level: In pots}",
        "§{level: In pots}",
        'an option without "value", expected it here',
    ),
    "second value": ('value: "4"', "value: §2", "a second option has the value 2, expected its own"),
    "key twice": (
        "name: Counter",
        "name: Counter\n    §name: Bar",
        'the key "name" stands here a second time',
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_once_and_in_its_place(tmp_path, old, new, message):
    """Whatever is scored is read strictly: file, line, column, and what is expected."""
    _, [(line, column)] = with_edits((old, new))
    path = edited(tmp_path, (old, new))
    faults = read_or_faults(path)
    assert isinstance(faults, list)
    assert [(fault.file, fault.line, fault.column) for fault in faults] == [(str(path), line, column)]
    assert faults[0].message.startswith(message)


def test_all_faults_are_told_at_once(tmp_path):
    """Several in one file come in one go, in the order of the file."""
    kinds = ("category id", "order", "too high", "question id", "second value", "field name")
    edits = [FAULTS[kind][:2] for kind in kinds]
    faults = read_or_faults(edited(tmp_path, *edits))
    assert isinstance(faults, list)
    assert [(fault.line, fault.column) for fault in faults] == with_edits(*edits)[1]


@pytest.mark.parametrize("key", ["format: pemm-model/1\n", "format: x\n"])
def test_a_file_with_a_format_is_one_of_ours(key: str, tmp_path: Path) -> None:
    """The format decides; its errors are those of our own."""
    faults = read_or_faults(edited(tmp_path, ("metadata:\n", key + "metadata:\n")))
    assert isinstance(faults, list)
    assert any("pemm-model/1" in fault.message or "unknown here" in fault.message for fault in faults)


def test_it_is_loaded_by_its_path_alone(tmp_path, monkeypatch):
    """It has no id of its own, so no folder lists it."""
    monkeypatch.setenv("PEMM_MODELS", str(MODELS))
    assert {place.id for place in library.available(MODELS)} == {library.DEFAULT, "garden"}
    place = library.find(str(MODELS / "community-pt.yaml"))
    assert library.languages(place) == ["pt"]
    assert library.load(place, "en").language == "pt"


@given(st.data())
@settings(database=None, deadline=None, max_examples=60)
def test_a_damaged_file_is_read_or_refused(tmp_path_factory, data):
    """With any text in place of any part of it, there is a whole model or a list of faults."""
    start = data.draw(st.integers(0, len(SMALL)))
    stop = start + data.draw(st.integers(0, 60))
    noise = data.draw(
        st.sampled_from(["", "x", "\n", "- ", "[]", "{a: b}", "null", ": ", "9", "<b>", "&amp;"])
        | st.text(max_size=8)
    )
    path = tmp_path_factory.getbasetemp() / "damaged-community.yaml"
    path.write_text(SMALL[:start] + noise + SMALL[stop:], encoding="utf-8", newline="")
    found = read_or_faults(path)
    assert found
    if isinstance(found, dict):
        assert from_plain(found).questions
