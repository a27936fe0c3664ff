"""What most tests begin with: the built-in model, a small model of another shape, and assessments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pemm import library
from pemm.assessment import Answer, Assessment, new
from pemm.model import Model
from pemm.model import load as load_model

HERE = Path(__file__).parent
NOW = "2026-10-02T14:02:11Z"

Make = Callable[..., Assessment]


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the machine's language, colours, width or models."""
    for name in ("PEMM_LANG", "PEMM_MODELS", "PEMM_DEBUG", "FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("_TYPER_FORCE_DISABLE_TERMINAL", "1")


@pytest.fixture(scope="session")
def model() -> Model:
    """The built-in model."""
    return library.load(library.find(library.DEFAULT))


@pytest.fixture(scope="session")
def small_model() -> Model:
    """A model of another shape: three aspects, five levels, and questions with fewer options than levels."""
    return load_model(HERE / "models" / "garden.yaml")


@pytest.fixture
def make(model: Model) -> Make:
    """Makes assessments: `make({"investment_1": 2, "investment_2": "unsure"}, subject="X")`."""

    def make(answers: Mapping[str, int | str], *, of: Model = model, **fields: object) -> Assessment:
        given = {}
        for id, value in answers.items():
            question = of.question(id)
            stamp = of.asked(question) if question else None
            if isinstance(value, int):
                given[id] = Answer(value, asked=stamp)
            else:
                given[id] = Answer(None, value, asked=stamp)
        base = replace(new(of, NOW), id="0123456789abcdef", assessed=NOW, answers=given)
        return replace(base, **fields)  # type: ignore[arg-type]  # the fields of Assessment, by name

    return make
