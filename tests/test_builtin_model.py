"""The built-in model is whole: every text is there, and ids and values are those of the share links."""

from __future__ import annotations

from itertools import product

import pytest

from pemm import library
from pemm.modelfile import read_description

ASPECTS = ["investment", "adoption", "interfaces", "operations", "measurement"]
# The stages of question-facts.md that nobody should aim at.
STAGES = {("measurement_1", 2), ("adoption_2", 2), ("adoption_3", 2), ("operations_2", 2)}


@pytest.fixture(scope="module")
def options(model):
    """Every option with its question."""
    return [(question, option) for question in model.questions for option in question.options]


def test_it_has_no_faults_and_neither_have_its_languages():
    """The file, and every language file beside it, passes the check."""
    paths = sorted(library.built_in_folder().glob("*.yaml"))
    assert f"{library.DEFAULT}.yaml" in [path.name for path in paths]
    for path in paths:
        assert read_description(path)["language"]


def test_ids_and_values_are_those_of_the_share_links(model):
    """Five aspects, four levels, and twenty questions <aspect>_<n> with the values 1 to 4."""
    assert [aspect.id for aspect in model.aspects] == ASPECTS
    assert [question.id for question in model.questions] == [
        f"{a}_{n}" for a, n in product(ASPECTS, range(1, 5))
    ]
    assert {question.values for question in model.questions} == {(1, 2, 3, 4)}
    assert (model.retired, model.top) == ((), 4)


def test_versions_and_address(model):
    """Model 1.0, question set 0.9.0, pemm's own texts, and the address that share links open."""
    assert (model.id, model.version, model.language) == ("platform-engineering", "1.0", "en")
    assert (model.questions_version, model.texts_version) == ("0.9.0", "pemm-1")
    assert model.share_links == "https://cloud-native-platform-engineering.github.io/pemm-assessment/"
    assert model.source.address.startswith("https://")
    assert model.source.licence == "Apache-2.0"


def test_the_official_names(model):
    """Levels, aspects and the titles of their levels are the official ones."""
    assert [level.name for level in model.levels] == ["Provisional", "Operational", "Scalable", "Optimizing"]
    assert [aspect.name.lower() for aspect in model.aspects] == ASPECTS
    assert [[level.title for level in aspect.levels] for aspect in model.aspects] == [
        ["Voluntary or temporary", "Dedicated team", "As product", "Enabled ecosystem"],
        ["Erratic", "Extrinsic push", "Intrinsic pull", "Participatory"],
        ["Custom processes", "Standard tooling", "Self-service solutions", "Integrated services"],
        ["By request", "Centrally tracked", "Centrally enabled", "Managed services"],
        ["Ad hoc", "Consistent collection", "Insights", "Quantitative and qualitative"],
    ]


def test_the_roles_are_those_of_the_contract(model):
    """Role ids stand in files, so they are for ever."""
    roles = ["builder", "enabler", "consumer", "end-user", "service-provider", "leader"]
    assert [role.id for role in model.roles] == roles
    assert all(role.name and role.summary for role in model.roles)


def test_every_cell_of_the_table_is_written(model):
    """Each aspect at each level has a summary, three or four characteristics, a scenario, gain and cost."""
    cells = [level for aspect in model.aspects for level in aspect.levels]
    assert len(cells) == 20
    for cell in cells:
        assert cell.summary, cell.title
        assert len(cell.characteristics) in (3, 4), cell.title
        assert min(len(cell.example), len(cell.brings), len(cell.costs)) > 30, cell.title
    assert len({cell.example for cell in cells}) == 20
    assert all(aspect.question and aspect.summary for aspect in model.aspects)
    assert all(level.summary for level in model.levels)


def test_every_question_and_option_is_written(model, options):
    """Each question has a text that asks and a help; each option a label and a sentence."""
    assert all(question.text.endswith("?") and len(question.help) > 60 for question in model.questions)
    assert all(option.label and option.description.endswith(".") for _, option in options)
    assert len({question.text for question in model.questions}) == 20
    assert len({option.description for _, option in options}) == 80


def test_texts_fit_on_the_screen(model, options):
    """Labels take one short line, descriptions two, questions two, titles of improvements one."""
    assert [option.label for _, option in options if len(option.label) > 26] == []
    assert [option.description for _, option in options if len(option.description) > 115] == []
    assert [question.text for question in model.questions if len(question.text) > 100] == []
    assert [option.title for _, option in options if len(option.title) > 60] == []


def test_no_two_options_of_a_question_share_a_label(model):
    """Two options can be told apart by their labels."""
    for question in model.questions:
        assert len({option.label.casefold() for option in question.options}) == 4, question.id


def test_every_goal_says_how_to_get_there_and_when_one_is(options):
    """Each goal above the first has a title, two or three steps and a sign that it is reached."""
    for question, option in options:
        place = f"{question.id}={option.value}"
        if option.goal and option.value > 1:
            assert option.title, place
            assert len(option.steps) in (2, 3), place
            assert option.done_when, place
        else:
            assert (option.title, option.steps, option.done_when) == ("", (), ""), place


def test_the_stages_nobody_should_aim_at(options):
    """Four options are stages and no goals, and the highest option is always a goal."""
    assert {(question.id, option.value) for question, option in options if not option.goal} == STAGES


def test_needs_are_reasoned_and_point_to_other_aspects(model):
    """What one aspect needs is of another aspect, above the first level, and has a reason."""
    assert model.needs
    for need in model.needs:
        assert need.aspect != need.needed
        assert min(need.level, need.needed_level) > 1
        assert need.why.endswith(".")
    assert {need.aspect for need in model.needs} == set(ASPECTS)


def test_the_history_holds_the_known_changes_of_meaning(model):
    """interfaces_1 before 0.9.0, and the drift of the community's Chinese and Portuguese texts."""
    assert {(c.question, c.version, c.language, c.texts, c.options) for c in model.history} == {
        ("interfaces_1", "0.9.0", None, None, (3, 4)),
        ("interfaces_1", None, "zh", "community", (3, 4)),
        ("interfaces_1", None, "pt", "community", ()),
        ("interfaces_2", None, "pt", "community", ()),
        ("interfaces_3", None, "pt", "community", ()),
    }
    assert all(change.what for change in model.history)
