"""pemm link."""

from __future__ import annotations

from pathlib import Path

from support import Run


def test_the_link_is_all_that_is_on_standard_output(run: Run, after: Path) -> None:
    """What it cannot carry is said on standard error."""
    ran = run("link", after)
    assert ran.code == 0
    assert ran.out.startswith(
        "https://cloud-native-platform-engineering.github.io/pemm-assessment/?investment_1=2&"
    )
    assert ran.out.endswith("&v=0.9.0&view=results\n")
    assert "unsure: operations_3" in ran.err
    assert "notes and evidence" in ran.err


def test_a_link_goes_in_and_out(run: Run, after: Path) -> None:
    """Importing the link and linking again gives the same link."""
    link = run("link", after).out.strip()
    assert run("import", link, "-o", "a.json").code == 0
    assert run("link", "a.json").out.strip() == link


def test_a_model_without_an_address_refuses(run: Run) -> None:
    """Links are the community's; another model has none."""
    garden = Path(__file__).parents[1] / "models" / "garden.yaml"
    Path("garden.yaml").write_bytes(garden.read_bytes())
    run("assess", "g.json", "--model", "garden", "--no-input")
    ran = run("link", "g.json")
    assert (ran.code, ran.out) == (1, "")
    assert "no address for share links" in ran.err
