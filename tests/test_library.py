"""Models are found built in, in a folder of one's own, and beside the file that names them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pemm import library
from pemm.errors import PemmError
from pemm.library import Place, available, built_in_folder, find, is_path, languages, load
from pemm.yamlsource import FaultyFile

GARDEN = (Path(__file__).parent / "models" / "garden.yaml").read_text(encoding="utf-8")
GERMAN = "format: pemm-texts/1\nmodel: garden\nlanguage: de\nname: Reifegrade eines Gartens\n"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """No test sees a model that another one read."""
    monkeypatch.setattr(library, "_descriptions", {})


@pytest.fixture
def folders(tmp_path, monkeypatch) -> tuple[Path, Path]:
    """The folder PEMM_MODELS, and the one beside the assessment."""
    own, beside = tmp_path / "own", tmp_path / "beside"
    own.mkdir()
    beside.mkdir()
    monkeypatch.setenv("PEMM_MODELS", str(own))
    return own, beside


def put(folder: Path, name: str, id: str) -> Path:
    path = folder / name
    path.write_text(GARDEN.replace("id: garden\n", f"id: {id}\n"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("garden", False),
        ("my.garden-2", False),
        ("garden.yaml", True),
        ("garden.yml", True),
        ("./garden", True),
        ("models/garden", True),
        ("..", False),
        ("garden.yaml.txt", False),
    ],
)
def test_a_path_ends_in_yaml_or_holds_a_separator(reference, expected):
    """Anything else is an id."""
    assert is_path(reference) is expected


def test_a_path_is_taken_as_it_is(folders):
    """A path is not looked up among the ids, and a wrong one is told when it is read."""
    place = find("./garden.yaml", folders[1])
    assert (place.path, place.built_in) == (Path("garden.yaml"), False)
    with pytest.raises(PemmError, match="no file"):
        load(place)


def test_ids_are_looked_up_built_in_then_own_then_beside(folders):
    """The first folder that has the id wins, whatever the files are called."""
    own, beside = folders
    put(own, "copy.yaml", library.DEFAULT)
    mine = put(own, "x.yml", "garden")
    put(beside, "garden.yaml", "garden")
    only = put(beside, "a.yaml", "pond")
    assert find(library.DEFAULT, beside).built_in
    assert find("garden", beside) == Place("garden", mine, built_in=False)
    assert find("pond", beside) == Place("pond", only, built_in=False)
    assert [place.id for place in available(beside)] == [
        library.DEFAULT,
        library.DEFAULT,
        "garden",
        "pond",
        "garden",
    ]
    with pytest.raises(PemmError):
        find("pond")


def test_two_files_of_one_folder_with_the_same_id_are_refused(folders, monkeypatch):
    """Which one is meant cannot be told; a folder that is looked up twice is no rival of itself."""
    beside = folders[1]
    put(beside, "a.yaml", "garden")
    monkeypatch.setenv("PEMM_MODELS", str(beside))
    assert find("garden", beside).path == beside / "a.yaml"
    put(beside, "b.yaml", "garden")
    with pytest.raises(PemmError, match=r'"garden".*a\.yaml, .*b\.yaml'):
        find("garden", beside)


@pytest.mark.parametrize("reference", ["nosuch", "", "gar", "GARDEN"])
def test_an_unknown_id_is_refused_with_what_there_is(folders, reference):
    """The sentence lists every id once, in the order of the look-up."""
    put(folders[0], "x.yaml", "garden")
    put(folders[1], "y.yaml", "garden")
    with pytest.raises(PemmError) as error:
        find(reference, folders[1])
    assert (error.value.key, error.value.data["known"]) == ("unknown-model", "platform-engineering, garden")
    assert reference in str(error.value)


def test_files_that_are_no_models_are_no_obstacle(folders):
    """Other YAML, language files, folders, broken files and a folder that is not there are passed over."""
    own, beside = folders
    (own / "other.yaml").write_text("id: other\nkind: Deployment\n", encoding="utf-8")
    (own / "garden.de.yaml").write_text(GERMAN, encoding="utf-8")
    (own / "binary.yaml").write_bytes(b"\xff\0\xfe")
    (own / "folder.yaml").mkdir()
    if sys.platform != "win32":
        os.mkfifo(own / "pipe.yaml")
        (own / "dangling.yaml").symlink_to("nowhere")
    put(own, "z.yaml", "'garden'  # quoted")
    (own / "crlf.yaml").write_bytes(b"format: pemm-model/1\r\nid: crlf\r\n")
    assert [place.id for place in available(beside / "no")] == [library.DEFAULT, "crlf", "garden"]


def test_languages_are_the_models_own_and_those_beside_it(tmp_path):
    """A language file has the model's name and ending with the language between."""
    place = Place("garden", put(tmp_path, "garden.yaml", "garden"), built_in=False)
    assert languages(place) == ["en"]
    for name in (
        "garden.de.yaml",
        "garden.pt-BR.yaml",
        "garden.fr.yml",
        "gardens.it.yaml",
        "garden.a.b.yaml",
        "xgarden.es.yaml",
    ):
        (tmp_path / name).write_text(GERMAN, encoding="utf-8")
    assert languages(place) == ["de", "en", "pt-BR"]


def test_every_language_that_is_listed_can_be_loaded(tmp_path):
    """With either ending of YAML, what is listed is found again."""
    for ending in ("yaml", "yml"):
        place = Place("garden", put(tmp_path, f"garden.{ending}", "garden"), built_in=False)
        (tmp_path / f"garden.de.{ending}").write_text(GERMAN, encoding="utf-8")
        assert load(place, "de").name == "Reifegrade eines Gartens"
        assert load(place).name == load(place, "en").name == load(place, "fr").name == "Garden Maturity Model"


def test_a_faulty_language_file_is_told(tmp_path):
    """Its faults name the language file, not the model."""
    place = Place("garden", put(tmp_path, "garden.yaml", "garden"), built_in=False)
    (tmp_path / "garden.de.yaml").write_text(GERMAN + "air: x\n", encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"garden\.de\.yaml:5:1: "):
        load(place, "de")


def test_a_relative_path_means_the_folder_one_is_in(tmp_path, monkeypatch):
    """Two folders' models of the same relative name are two models."""
    for id in ("one", "two"):
        (tmp_path / id).mkdir()
        put(tmp_path / id, "m.yaml", id)
        monkeypatch.chdir(tmp_path / id)
        assert load(find("m.yaml")).id == id


def test_the_built_in_folder_holds_the_default():
    """In a checkout it is model/, in the package a copy of it."""
    assert (built_in_folder() / f"{library.DEFAULT}.yaml").is_file()


def test_a_twin_is_read_instead_of_the_yaml_of_a_built_in_model(tmp_path):
    """The build's JSON twin is believed for a built-in model, and never for one of a person's own."""
    import json

    from pemm.modelfile import read_model

    path = put(tmp_path, "garden.yaml", "garden")
    plain = read_model(path)
    plain["name"] = "From the twin"
    path.with_suffix(".json").write_text(json.dumps(plain), encoding="utf-8")
    assert load(Place("garden", path, built_in=False)).name == "Garden Maturity Model"
    library._descriptions.clear()
    assert load(Place("garden", path, built_in=True)).name == "From the twin"
    (tmp_path / "garden.de.yaml").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "garden.de.json").write_text('{"language": "de", "name": "Zwilling"}', encoding="utf-8")
    assert load(Place("garden", path, built_in=True), "de").name == "Zwilling"
    assert load(Place("garden", path, built_in=False), "de").name == "Reifegrade eines Gartens"
