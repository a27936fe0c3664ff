"""Makes the pictures of the README from the samples: `python docs/pictures.py`."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from pemm import library
from pemm.assessment import load
from pemm.comparison import compare
from pemm.report import card, changes, formats, surveys, terminal, trends
from pemm.report import result as result_report
from pemm.scoring import score
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.troubles import Troubles
from pemm.texts import load as load_texts
from pemm.trend import trend

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"


def main() -> None:
    """Writes the pictures beside this file."""
    model, texts = library.load(library.find(library.DEFAULT)), load_texts("en")
    before, after = (score(load(SAMPLES / f"payments-{year}.json")[0], model) for year in (2025, 2026))

    with open("/dev/null", "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=80, file=nowhere, force_terminal=True, highlight=False)
        document = card.document(after, model, texts, every_answer=False, notes=True)
        terminal.write(document, console)
        svg = console.export_svg(title="pemm show samples/payments-2026.json", theme=SVG_EXPORT_THEME)
    # The reader's own monospace font does as well as one from the web.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (HERE / "report-card.svg").write_text(svg, encoding="utf-8")

    report = result_report.report(after, model, texts, every_answer=False, notes=True)
    (HERE / "radar.png").write_bytes(formats.write(report, "png"))
    compared = changes.report(compare(before, after, model), model, texts, notes=True)
    (HERE / "compared.png").write_bytes(formats.write(compared, "png"))
    all_four = [score(load(path)[0], model) for path in sorted(SAMPLES.glob("payments-*.json"))]
    over_time = trends.report(trend(all_four, model), model, texts)
    (HERE / "trend.png").write_bytes(formats.write(over_time, "png"))
    asked = gather([str(SAMPLES / "team")], model, Rules(), Troubles())
    (HERE / "survey.png").write_bytes(formats.write(surveys.report(asked, model, texts, top=6), "png"))


if __name__ == "__main__":
    main()
