"""Errors hold a key and data; the sentence is made from the texts."""

from __future__ import annotations

import pytest

from pemm.errors import ConditionError, PemmError, UsageError
from pemm.storage import Conflict
from pemm.texts import Texts
from pemm.yamlsource import Fault, FaultyFile


@pytest.mark.parametrize(("kind", "code"), [(PemmError, 1), (UsageError, 2), (ConditionError, 3)])
def test_exit_codes_are_those_of_the_contract(kind, code):
    """1 what takes a file or the system to find out, 2 the command line alone, 3 a condition."""
    error = kind("unknown-level", given="9", known="1 Bare")
    assert error.exit_code == code
    assert isinstance(error, PemmError)
    assert str(error) == 'The model has no level "9". It has: 1 Bare, or stay, or none.'


def test_the_sentence_can_be_said_in_another_language():
    """The same error speaks the language of the texts it is given."""
    texts = Texts("de", {"error.file-missing": "Es gibt keine Datei {path}."})
    assert PemmError("file-missing", path="a.json").sentence(texts) == "Es gibt keine Datei a.json."


def test_data_is_never_taken_for_a_format():
    """Braces in what a person typed stay braces."""
    assert "{path} {0}" in str(PemmError("file-missing", path="{path} {0}"))


def test_errors_of_the_system_and_of_files_exit_with_1(tmp_path):
    """A conflict and a faulty file are found out by reading."""
    assert Conflict(tmp_path / "a", tmp_path / "b").exit_code == 1
    assert FaultyFile([Fault("m.yaml", 3, 1, "x")]).exit_code == 1
    assert str(FaultyFile([Fault("m.yaml", 3, 1, "x")])) == "m.yaml:3:1: x\nOne error."
