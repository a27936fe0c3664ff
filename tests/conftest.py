"""What most tests begin with: the built-in model, a small model of another shape, and assessments."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from support import HERE, NOW, SAMPLES, Make, Ran, Run

from pemm import library
from pemm.assessment import Answer, Assessment, new
from pemm.cli import main
from pemm.model import Model
from pemm.model import load as load_model


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


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`run("show", path)` in an empty folder: its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["pemm", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        code = leaving.value.code
        assert isinstance(code, int)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ran(code, out, err)

    return run


@pytest.fixture
def before() -> Path:
    return SAMPLES / "payments-2025.json"


@pytest.fixture
def after() -> Path:
    return SAMPLES / "payments-2026.json"
