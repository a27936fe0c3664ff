"""pemm compare."""

from __future__ import annotations

import json
from pathlib import Path

from support import Run


def test_compare_prints_what_changed(run: Run, before: Path, after: Path) -> None:
    """Changes per aspect, and each answer that changed."""
    ran = run("compare", before, after)
    assert ran.code == 0
    assert "Interfaces      1.50    2.50    +1.00     4 of 4" in ran.out
    assert "6 October 2025 to 2 October 2026" in ran.out


def test_compare_writes_every_format(run: Run, before: Path, after: Path) -> None:
    """Files in one go."""
    assert run("compare", before, after, "-o", "c.json", "-o", "c.md", "-o", "c.csv", "-o", "c.svg").code == 0
    assert json.loads(Path("c.json").read_text())["format"] == "pemm-comparison/1"
    assert Path("c.csv").read_text().startswith("aspect,question,before,after,state\n")


def test_fail_on_drop(run: Run, before: Path, after: Path) -> None:
    """3 for a drop, 0 for none, 1 where nothing can be compared."""
    assert run("compare", before, after, "--fail-on-drop").code == 0
    ran = run("compare", after, before, "--fail-on-drop")
    assert ran.code == 3
    assert "interfaces -1.00" in ran.err
    run("assess", "empty.json", "--no-input")
    assert run("compare", before, "empty.json", "--fail-on-drop").code == 1
    assert run("compare", before, "empty.json").code == 0


def test_different_models_are_refused(run: Run, before: Path) -> None:
    """In a sentence that names both."""
    garden = Path(__file__).parents[1] / "models" / "garden.yaml"
    Path("garden.yaml").write_bytes(garden.read_bytes())
    run("assess", "g.json", "--model", "garden", "--no-input")
    ran = run("compare", before, "g.json")
    assert ran.code == 1
    assert "platform-engineering" in ran.err
    assert "garden" in ran.err


def test_a_changed_meaning_is_not_compared(run: Run, after: Path) -> None:
    """interfaces_1 meant something else before 0.9.0: no change is computed for it, and that is said."""
    data = json.loads(after.read_text(encoding="utf-8"))
    data["answers"]["interfaces_1"]["asked"] = "0.8.0/community/en"
    Path("old.json").write_text(json.dumps(data))
    comparison = json.loads(run("compare", "old.json", after, "--json").out)
    interfaces = comparison["aspects"][2]
    assert interfaces["changed_meaning"] == ["interfaces_1"]
    assert "interfaces_1" not in interfaces["comparable"]


def test_it_is_written_as_html_with_a_title_page(run: Run, before: Path, after: Path) -> None:
    """The comparison is a page too, with for whom and by whom it was made."""
    assert run("compare", before, after, "--client", "The board", "-o", "c.html").code == 0
    page = Path("c.html").read_text(encoding="utf-8")
    assert "The board" in page
    assert page.count("<svg") == 1
