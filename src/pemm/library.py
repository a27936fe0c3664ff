"""Where models are found: built in, in a folder of one's own, beside the file that names them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pemm.compiled import twin
from pemm.errors import PemmError
from pemm.model import Model, from_plain

DEFAULT = "platform-engineering"
FOLDER_VARIABLE = "PEMM_MODELS"

_ENDINGS = (".yaml", ".yml")
_ID_LINE = re.compile(rb"^id:[ \t]*[\"']?([A-Za-z0-9_.-]+)[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_FORMAT_LINE = re.compile(rb"^format:[ \t]*[\"']?pemm-model/", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """A model that was found: its id, its file, and whether it is built in."""

    id: str
    path: Path
    built_in: bool


def built_in_folder() -> Path:
    """The folder of the models that come with pemm: in the package, or in the checkout it runs from."""
    here = Path(__file__).parent
    packaged = here / "_models"
    return packaged if packaged.is_dir() else here.parents[1] / "model"


def is_path(reference: str) -> bool:
    """Whether what was given as `--model` is a path rather than an id."""
    separators = {os.sep, os.altsep or os.sep, "/"}
    return reference.endswith(_ENDINGS) or any(separator in reference for separator in separators)


def find(reference: str, beside: Path | None = None) -> Place:
    """The model that a path or an id stands for.

    An id is looked up among the built-in models, in the folder PEMM_MODELS, then in the folder
    `beside`. Raises PemmError, with the list of what there is, for an unknown id.
    """
    if is_path(reference):
        return Place("", Path(reference), built_in=False)
    return find_id(reference, beside)


def find_id(reference: str, beside: Path | None = None) -> Place:
    """The model with this id, and no path whatever it looks like: a stranger's file may name it.

    Raises PemmError, with the list of what there is, for an unknown id.
    """
    default = built_in_folder() / f"{reference}.yaml"
    if reference == DEFAULT and default.is_file():  # without reading any other file
        return Place(reference, default, built_in=True)
    places = available(beside)
    for place in places:
        if place.id == reference:
            rivals = [each.path for each in places if each.id == reference]
            rivals = [path for path in dict.fromkeys(rivals) if path.parent == place.path.parent]
            if len(rivals) > 1:
                raise PemmError("ambiguous-model", id=reference, paths=", ".join(map(str, rivals)))
            return place
    raise PemmError(
        "unknown-model", id=reference, known=", ".join(dict.fromkeys(place.id for place in places))
    )


def available(beside: Path | None = None) -> list[Place]:
    """All models that can be named by id, in the order in which they are looked up."""
    places = list(_models_in(built_in_folder(), built_in=True))
    own = os.environ.get(FOLDER_VARIABLE)
    for folder in [Path(own)] if own else []:
        places += _models_in(folder, built_in=False)
    if beside is not None:
        places += _models_in(beside, built_in=False)
    return places


def _models_in(folder: Path, *, built_in: bool) -> Iterable[Place]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_ENDINGS))
    except OSError:
        return
    for name in names[:500]:
        path = folder / name
        try:
            if not path.is_file():  # opening a pipe would wait for ever
                continue
            with open(path, "rb") as file:
                head = file.read(20_000)
        except OSError:
            continue
        id_line = _ID_LINE.search(head)
        if id_line and _FORMAT_LINE.search(head):
            yield Place(id_line[1].decode(), path, built_in)


def languages(place: Place) -> list[str]:
    """The languages a model can be read in: its own, and those of the language files beside it."""
    stem, ending = re.escape(place.path.stem), re.escape(place.path.suffix)
    pattern = re.compile(rf"{stem}\.([A-Za-z0-9-]+){ending}")
    try:
        names = os.listdir(place.path.parent)
    except OSError:
        names = []
    others = {match[1] for name in names if (match := pattern.fullmatch(name))}
    return sorted({_description(place)["language"], *others})


def load(place: Place, language: str | None = None) -> Model:
    """The model of a place, in `language` if it has texts in it, else in its own.

    Raises FaultyFile or PemmError where the file, or the language file, is wrong.
    """
    plain = _description(place)
    if language is not None and language != plain["language"] and language in languages(place):
        plain = _translated(place, plain, language)
    return from_plain(plain)


_descriptions: dict[Path, dict[str, Any]] = {}  # a command asks for the same file two or three times


def _description(place: Place) -> dict[str, Any]:
    key = place.path.absolute()
    if key not in _descriptions:
        content = twin(place.path) if place.built_in else None
        if content is None:
            from pemm.modelfile import read_model

            content = read_model(place.path)
        _descriptions[key] = content
    return _descriptions[key]


def _translated(place: Place, plain: dict[str, Any], language: str) -> dict[str, Any]:
    from pemm.translation import read_texts, translated

    path = place.path.with_name(f"{place.path.stem}.{language}{place.path.suffix}")
    content = twin(path) if place.built_in else None
    return translated(plain, content or read_texts(path, plain))
