"""The JSON twins of packaged YAML files."""

from __future__ import annotations

import json
from pathlib import Path

from pemm import texts
from pemm.compiled import twin


def test_a_twin_stands_beside_its_file_under_the_same_name(tmp_path):
    """`x.de.yaml` has the twin `x.de.json`, whether or not the YAML is there."""
    (tmp_path / "x.de.json").write_text('{"ü": [1]}', encoding="utf-8")
    assert twin(tmp_path / "x.de.yaml") == {"ü": [1]}


def test_no_twin_is_none(tmp_path):
    """A checkout has none and reads the YAML."""
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    assert twin(tmp_path / "x.de.yaml") is None


def test_the_twin_of_the_interface_texts_says_the_same():
    """What the build stores of the texts is, through JSON, what reading their YAML gives."""
    entries = texts.parse(Path(texts.__file__).with_name("en.yaml"))
    assert json.loads(json.dumps(entries, ensure_ascii=False)) == entries
    assert texts.Texts("en", entries)("state.unsure") == "unsure"
