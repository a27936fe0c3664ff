"""Names for files, and the assessments that wait in a folder."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pemm.assessment import Answer, save
from pemm.filenames import free_name, slug, unfinished

NOW = "2026-10-02T14:02:11Z"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Payments platform", "payments-platform"),
        ("  A/B\\C: the (new) one!  ", "a-b-c-the-new-one"),
        ("../../etc/passwd", "etc-passwd"),
        ("...", "assessment"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("snake_case", "snake-case"),
        ("Größe Süd", "größe-süd"),
        ("Gro\u0308\u00dfe", "gr\u00f6\u00dfe"),
        ("支付平台", "支付平台"),
        ("ＦＵＬＬ１", "full1"),
        ("🚀", "assessment"),
        ("", "assessment"),
        (None, "assessment"),
        ("a\0b\nc\x1b", "a-b-c"),
        ("x" * 300, "x" * 60),
        ("x" * 59 + " y", "x" * 59),
        ("支" * 300, "支" * 50),
        ("支" * 49 + " 支" * 10, "支" * 49),
    ],
)
def test_slugs_are_short_readable_file_names(subject, expected):
    """Letters and digits of any script, in lower case, with a dash between words."""
    assert slug(subject) == expected


@given(st.text(st.characters(), max_size=200))
@settings(database=None, deadline=None, max_examples=200)
def test_any_subject_gives_a_safe_name(subject):
    """Never empty, never a path, never hidden, never too long for a file system."""
    name = slug(subject)
    assert re.fullmatch(r"[^\W_]+(-[^\W_]+)*", name)
    assert len(name.encode()) <= 150


def test_a_free_name_is_numbered_from_2(tmp_path):
    """The name without a number first, then -2 and -3, each only when the one before is taken."""
    names = []
    for _ in range(3):
        path = free_name(tmp_path, "Payments", "2026-10-02")
        path.write_text("", encoding="utf-8")
        names.append(path.name)
    assert names == ["payments-2026-10-02.json", "payments-2026-10-02-2.json", "payments-2026-10-02-3.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_to_nowhere_is_not_free(tmp_path):
    """Writing to it would create a file somewhere else."""
    (tmp_path / "a-2026.json").symlink_to("/nowhere/a.json")
    assert free_name(tmp_path, "a", "2026").name == "a-2026-2.json"


def test_unfinished_assessments_come_latest_first(tmp_path, model, make):
    """Those of this model with open questions, by the time they were last written."""
    for name, updated in [("a", "2026-10-01"), ("b", "2026-10-03"), ("c", "2026-10-02")]:
        save(make({"investment_1": 2}, updated=updated), tmp_path / f"{name}.json", None, NOW)
    found = unfinished(tmp_path, model)
    assert [path.name for path, _ in found] == ["b.json", "c.json", "a.json"]
    assert found[0][1].answers["investment_1"].value == 2


def test_what_cannot_be_gone_on_with_is_not_offered(tmp_path, model, small_model, make):
    """Finished ones, other models, other files, broken ones, values that are no options: none is an error."""
    full = {question.id: "unsure" for question in model.questions}
    save(make(full), tmp_path / "finished.json", None, NOW)
    save(make({}, of=small_model), tmp_path / "garden.json", None, NOW)
    wrong = replace(make({}), answers={"investment_1": Answer(9)})
    save(wrong, tmp_path / "value.json", None, NOW)
    (tmp_path / "broken.json").write_text('{"format": "pemm-assessment/1", ', encoding="utf-8")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff" * 100)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "large.json").write_bytes(b'{"format": "pemm-assessment/1"' + b" " * 1_000_000)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.json")
        (tmp_path / "dangling.json").symlink_to("nowhere")
    assert unfinished(tmp_path, model) == []
    assert unfinished(tmp_path / "nowhere", model) == []
