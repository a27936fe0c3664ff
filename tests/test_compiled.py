"""The JSON twins of packaged YAML files."""

from __future__ import annotations

import json

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
    """What the build stores of the texts is what reading their YAML gives."""
    from pemm import texts

    stored = json.loads(json.dumps(texts.parse(texts._FOLDER / "en.yaml"), ensure_ascii=False))
    built = texts.Texts("en", stored)
    assert built._entries == texts.load("en")._entries
