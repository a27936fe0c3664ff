"""CSV, read back by other programs than the one that wrote it."""

from __future__ import annotations

import csv as csv_reader
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import MEGABYTE, hostile
from support import SAMPLES

from pemm.assessment import load
from pemm.model import Model
from pemm.report import result as result_report
from pemm.report.formats import csv
from pemm.scoring import score
from pemm.texts import load as load_texts

OFFICE = shutil.which("soffice")


def written(model: Model) -> bytes:
    bad = score(hostile(load(SAMPLES / "payments-2026.json")[0]), model)
    return csv.write(result_report.report(bad, model, load_texts("en"), every_answer=True, notes=True), "csv")


def test_every_row_has_every_cell(model: Model) -> None:
    """Quotes, commas and lines in notes move no cell into another column."""
    rows = list(csv_reader.reader(io.StringIO(written(model).decode(), newline="")))
    assert {len(row) for row in rows} == {8}
    assert len(rows) == 1 + len(model.questions)


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
def test_libreoffice_opens_it_without_a_formula(model: Model, tmp_path: Path) -> None:
    """A spreadsheet that opens the file has a row per question, the notes as text, and nothing to compute."""
    assert OFFICE is not None
    table = tmp_path / "hostile.csv"
    table.write_bytes(written(model))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path, table],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with zipfile.ZipFile(tmp_path / "hostile.ods") as opened:
        content = opened.read("content.xml").decode()
    assert "table:formula" not in content
    assert "=cmd|" in content
    assert content.count(">answered<") == 19


def test_a_megabyte_stays_in_its_cell(model: Model) -> None:
    """A long note is one cell."""
    sample = load(SAMPLES / "payments-2026.json")[0]
    answers = dict(sample.answers)
    answers["investment_4"] = replace(answers["investment_4"], note=MEGABYTE)
    report = result_report.report(
        score(replace(sample, answers=answers), model), model, load_texts("en"), every_answer=True, notes=True
    )
    limit = csv_reader.field_size_limit(2_000_000)
    try:
        rows = list(csv_reader.reader(io.StringIO(csv.write(report, "csv").decode(), newline="")))
    finally:
        csv_reader.field_size_limit(limit)
    assert rows[4][6] == MEGABYTE
