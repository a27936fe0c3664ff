"""pemm trend."""

from __future__ import annotations

import json
from pathlib import Path

from support import SAMPLES, Run

FOUR = [SAMPLES / f"payments-{when}.json" for when in ("2026", "2024", "2026-spring", "2025")]


def test_trend_prints_the_aspects_over_time(run: Run) -> None:
    """The files stand in the order of their dates, whatever order they were named in."""
    ran = run("trend", *FOUR)
    assert ran.code == 0
    assert "Interfaces    ▂▂▃▅      1.25     1.50     2.00     2.50      +0.50   4/4" in ran.out
    assert ran.out == run("trend", *sorted(FOUR)).out


def test_trend_writes_every_format(run: Run) -> None:
    """Files in one go."""
    names = ("t.json", "t.md", "t.csv", "t.svg", "t.png", "t.pdf", "t.html")
    assert run("trend", *FOUR, *(part for name in names for part in ("-o", name))).code == 0
    assert json.loads(Path("t.json").read_text())["format"] == "pemm-trend/1"
    assert Path("t.csv").read_text().startswith("aspect,assessed,average,comparable\n")
    assert all(Path(name).stat().st_size for name in names)
    assert run("trend", *FOUR, "-o", "t.md").code == 1
    assert run("trend", *FOUR, "-o", "t.md", "--force").code == 0


def test_fail_below_looks_at_the_latest(run: Run) -> None:
    """3 where the latest average is lower, or there is none; its own average, not the comparable one."""
    assert run("trend", *FOUR, "--fail-below", "interfaces=2.5").code == 0
    ran = run("trend", *FOUR, "--fail-below", "investment=2")
    assert ran.code == 3
    assert "investment 1.50 from 4 of 4 < 2.00" in ran.err
    assert "Interfaces" in ran.out
    # 1.33 on the three comparable questions, 1.25 on all four it answered
    assert run("trend", *FOUR, "--fail-below", "measurement=1.3").code == 3
    assert run("trend", *FOUR, "--fail-below", "nonsense=1").code == 1
    assert run("trend", *FOUR, "--fail-below", "nonsense").code == 2


def test_a_file_without_a_date_is_refused(run: Run) -> None:
    """With the file's name, and how to give it one."""
    run("import", "?investment_1=2&v=0.9.0", "-o", "link.json")
    ran = run("trend", FOUR[0], "link.json")
    assert ran.code == 1
    assert "link.json does not say when it was assessed" in ran.err
    assert '"assessed": "2026-10-02T14:02:11Z"' in ran.err


def test_the_same_file_twice_is_refused(run: Run) -> None:
    """Under its own or another name: it would look like two assessments. Standard input is read once."""
    Path("again.json").symlink_to(FOUR[0])
    for other in (FOUR[0], "again.json"):
        ran = run("trend", FOUR[0], other)
        assert (ran.code, "a second time" in ran.err) == (1, True)
    assert run("trend", "-", "-").code == 2


def test_different_models_are_refused(run: Run) -> None:
    """In a sentence that names both, in whatever order."""
    garden = Path(__file__).parents[1] / "models" / "garden.yaml"
    Path("garden.yaml").write_bytes(garden.read_bytes())
    run("assess", "g.json", "--model", "garden", "--no-input", "--set", "soil_1=1")
    for files in ((FOUR[0], "g.json"), ("g.json", FOUR[0])):
        ran = run("trend", *files)
        assert ran.code == 1
        assert "platform-engineering" in ran.err
        assert "garden" in ran.err


def test_the_latest_assessment_chooses_the_language(run: Run) -> None:
    """It concerns the reader most, wherever it stands on the command line; one without texts is told."""
    data = json.loads(FOUR[0].read_text(encoding="utf-8"))
    data |= {"language": "pt", "assessed": "2027-10-01T10:00:00Z", "id": "0123456789abcdef"}
    Path("pt.json").write_text(json.dumps(data), encoding="utf-8")
    one, other = run("trend", "pt.json", FOUR[1]), run("trend", FOUR[1], "pt.json")
    assert (one.code, one.out) == (0, other.out)


def test_missing_and_no_files(run: Run) -> None:
    """A name that leads nowhere is 1, no name at all is 2."""
    assert run("trend", FOUR[0], "nowhere.json").code == 1
    assert run("trend").code == 2


def test_one_file_is_a_trend_of_one_point(run: Run) -> None:
    """The first of a series is no error."""
    ran = run("trend", FOUR[1])
    assert ran.code == 0
    assert "Adoption 1.25 4/4" in " ".join(ran.out.split())
