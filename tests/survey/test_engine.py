"""The engine and Python read the same files, and must come to the same survey."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pemm.model import Model
from pemm.survey import countsfile, engine, largefiles, parallel, sources
from pemm.survey.engine import NotOrdinary

sys.path.insert(0, str(Path(__file__).parent))
from respondents import (
    rows,
    survey_of,
    write_csv,
    write_folder,
    write_ndjson,
    write_parquet,
)

needs_engine = pytest.mark.skipif(not engine.is_installed(), reason="the extra 'survey' is not installed")
SIZES = [2_000, pytest.param(100_000, marks=pytest.mark.slow)]


@pytest.fixture
def by_engine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads with the engine, whatever the size; fails where it left the file to Python, unless that is meant."""

    def read(path: Path, model: Model, *, is_ordinary: bool = True, **rules: Any) -> Any:
        left: list[str] = []
        known = NotOrdinary.__init__

        def told(self: NotOrdinary, *reason: object) -> None:
            left.append(str(reason))
            known(self, *reason)

        with monkeypatch.context() as patch:
            patch.setattr(sources, "LARGE", 0)
            patch.setattr(NotOrdinary, "__init__", told)
            found = survey_of(path, model, **rules)
        assert bool(left) != is_ordinary, left
        return found

    return read


@needs_engine
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(
    "by",
    ["role", "sector", *(pytest.param(each, marks=pytest.mark.slow) for each in (None, "month", "language"))],
)
def test_every_form_of_the_same_respondents_gives_the_same_survey(
    tmp_path: Path, model: Model, by_engine: Any, monkeypatch: pytest.MonkeyPatch, n: int, by: str | None
) -> None:
    """NDJSON, CSV, Parquet and single files, by the engine and by Python, to the last digit."""
    given = rows(model, n)
    lines = write_ndjson(tmp_path / "rows.ndjson", given)
    table = write_csv(tmp_path / "rows.csv", given, model)
    stored = write_parquet(tmp_path / "rows.parquet", given, model)
    folder = write_folder(tmp_path / "rows", given)
    expected = survey_of(lines, model, by=by)
    assert json.loads(expected[0])["total"]["respondents"] == n
    assert expected[1] == []
    assert survey_of(table, model, by=by) == expected
    assert by_engine(lines, model, by=by) == expected
    assert by_engine(table, model, by=by) == expected
    assert by_engine(stored, model, by=by) == expected
    assert survey_of(folder, model, by=by) == expected
    monkeypatch.setattr(parallel, "MANY", 100)
    monkeypatch.setattr(parallel, "processes", lambda: 3)
    assert survey_of(folder, model, by=by) == expected


ODD: dict[str, str] = {
    "no answer": '{"investment_1": 9, "investment_2": "perhaps", "role": "leader"}',
    "a half line": '{"investment_1": 2, "role": "lea',
    "a comma too many": '{"investment_1": 2,}',
    "an answer that is not whole": '{"investment_1": 2.5}',
    "a whole number as a fraction": '{"investment_1": 2.0}',
    "true": '{"investment_1": true}',
    "a nested role": '{"investment_1": 2, "role": ["leader"]}',
    "a role that is true": '{"investment_1": 2, "role": true}',
    "languages in a list": '{"investment_1": 2, "language": ["en"], "questions": ["0.9.0"]}',
    "another model": '{"investment_1": 2, "model": "garden"}',
    "a whole assessment": '{"format": "pemm-assessment/1", "answers": {"investment_1": {"value": 2}}}',
    "a reason that is none": '{"format": "pemm-assessment/1", "answers": {"investment_1": {"reason": []}}}',
    "a survey": '{"format": "pemm-survey/1"}',
    "nothing known": '{"colour": "blue"}',
    "nothing": "{}",
    "null": "null",
    "a list": "[1, 2]",
    "NaN": '{"investment_1": NaN, "role": "leader"}',
    "a date of its own": '{"investment_1": 2, "date": "yesterday"}',
    "the same key twice": '{"investment_1": 2, "investment_1": 3}',
    "two on a line": '{"investment_1": 2} {"investment_1": 3}',
    "another spelling of the subject": '{"investment_1": 2, "subject": "PAYMENTS"}',
}


@needs_engine
@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_a_line_that_is_not_ordinary_leaves_the_file_to_python(
    tmp_path: Path, model: Model, by_engine: Any, line: str
) -> None:
    """So each trouble is told with its line, and the survey is the same however large the file is."""
    path = write_ndjson(tmp_path / "rows.ndjson", rows(model, 500))
    path.write_text(f"{path.read_text()}{line}\n")
    assert by_engine(path, model, by="role", is_ordinary=False) == survey_of(path, model, by="role")


@needs_engine
@pytest.mark.parametrize(
    "more",
    [
        {"investment_9": 2},
        {"investment_9": None, "team": "a_b"},
        {"investment_2": None},
        {"team_1": "x", "subject": "pay_ments"},
        {"investment_1": " Unsure "},
        {"role": 'a\'b "c" \u2028'},
    ],
)
def test_ids_that_the_model_does_not_have_are_told_by_both(
    tmp_path: Path, model: Model, by_engine: Any, more: dict[str, Any]
) -> None:
    """A misspelt id would lose answers unseen; an underscore elsewhere, or a null, is no such id."""
    given = rows(model, 400)
    path = write_ndjson(tmp_path / "rows.ndjson", [*given, given[0] | more])
    found = by_engine(path, model, by="role")
    assert found == survey_of(path, model, by="role")
    unknown = [key for key in more if key in ("investment_9", "team_1")]
    assert all(key in found[0] for key in unknown)


def test_an_unknown_id_is_told_in_a_row_with_few_answers(tmp_path: Path, model: Model) -> None:
    """Where a row has fewer keys than the model has questions, too."""
    path = tmp_path / "rows.ndjson"
    path.write_text('{"investment_1": 2, "investment_9": 3}\n')
    assert "This model has no investment_9" in survey_of(path, model)[0]


CELLS = {
    "no answer": ("investment_1", "perhaps"),
    "an unknown role": ("role", "jester"),
    "a day that is none": ("date", "2026-02-31"),
    "a day of another order": ("date", "13/02/2026"),
    "another model": ("model", "garden"),
    "blanks for an answer": ("investment_1", "  "),
    "a line break": ("sector", "a\nb"),
    "a quote": ("sector", 'a"b'),
}


@needs_engine
@pytest.mark.parametrize(("column", "cell"), CELLS.values(), ids=CELLS)
def test_a_cell_of_a_csv_means_the_same_to_both(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch, column: str, cell: str
) -> None:
    """Whether the engine can judge it or leaves the file to Python."""
    given = rows(model, 300)
    path = write_csv(tmp_path / "rows.csv", [*given, given[0] | {column: cell}], model)
    expected = survey_of(path, model, by="sector")
    monkeypatch.setattr(sources, "LARGE", 0)
    assert survey_of(path, model, by="sector") == expected


@needs_engine
@pytest.mark.parametrize("ending", ["\n,,,\n", "\nx,y\n", "\n\n\n", "\n" + "," * 40 + "z\n", '\n"a"b,\n'])
def test_rows_of_another_shape_mean_the_same_to_both(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Short, long, empty and broken rows."""
    path = write_csv(tmp_path / "rows.csv", rows(model, 300), model)
    path.write_text(path.read_text() + ending.removeprefix("\n"))
    expected = survey_of(path, model)
    monkeypatch.setattr(sources, "LARGE", 0)
    assert survey_of(path, model) == expected


@needs_engine
def test_a_number_column_of_parquet_may_have_nan_and_2_5(tmp_path: Path, model: Model) -> None:
    """NaN is what tables call nothing, 2.0 is 2, and 2.5 is told with its row."""
    import duckdb

    path = tmp_path / "a[1].parquet"
    plain = tmp_path / "plain.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES (2.0::DOUBLE, 3, DATE '2026-02-03', 'leader'), "
        "('nan'::DOUBLE, 1, NULL, 'leader'), (2.5, 4, NULL, 'leader')) "
        f"t(investment_1, investment_2, date, role)) TO '{plain}' (FORMAT parquet)"
    )
    plain.rename(path)
    written, troubles = survey_of(path, model)
    first, second = json.loads(written)["total"]["questions"][:2]
    assert (first["counts"]["2"], first["unanswered"]) == (1, 2)
    assert (second["counts"]["3"], second["counts"]["4"], second["unanswered"]) == (1, 1, 0)
    assert json.loads(written)["first"] == "2026-02"
    assert troubles == [
        ("3", 'investment_1: "2.5" is no answer. Answers are 1, 2, 3, 4, unsure, na, or nothing.')
    ]


@needs_engine
def test_parquet_rows_are_read_one_by_one_where_persons_matter(tmp_path: Path, model: Model) -> None:
    """With --one-per and --unit subject the same as from NDJSON."""
    given = rows(model, 300)
    for number, row in enumerate(given):
        row["subject"] = f"S{number % 7}"
    lines = write_ndjson(tmp_path / "rows.ndjson", given)
    stored = write_parquet(tmp_path / "rows.parquet", given, model)
    for rules in ({"one_per": "subject"}, {"unit": "subject"}):
        assert survey_of(stored, model, **rules) == survey_of(lines, model, **rules)


@needs_engine
def test_parquet_that_is_no_table_of_respondents_is_refused(tmp_path: Path, model: Model) -> None:
    """With a sentence: half a file, and columns without a question."""
    import duckdb

    path = tmp_path / "rows.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS colour) TO '{path}' (FORMAT parquet)")
    content = path.read_bytes()
    _, troubles = _with_one_more(path, model)
    assert "no column that is the id of a question, like investment_1" in troubles[0][1]
    path.write_bytes(content[: len(content) // 2])
    _, troubles = _with_one_more(path, model)
    assert "cannot be read as Parquet" in troubles[0][1]


def _with_one_more(path: Path, model: Model) -> Any:
    folder = path.parent
    (folder / "one.ndjson").write_text('{"investment_1": 2}\n')
    return survey_of(folder, model)


def test_without_the_engine_parquet_says_how_to_get_it(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And large files are read by Python."""
    monkeypatch.setattr(engine, "is_installed", lambda: False)
    monkeypatch.setattr(sources, "LARGE", 0)
    (tmp_path / "rows.parquet").write_bytes(b"PAR1" + bytes(100))
    written, troubles = _with_one_more(tmp_path / "rows.parquet", model)
    assert json.loads(written)["total"]["respondents"] == 1
    assert "pip install 'pemm[survey]'" in troubles[0][1]


@needs_engine
def test_the_engine_may_fetch_nothing_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No extension is installed over a network, and its folder is gone afterwards."""
    monkeypatch.chdir(tmp_path)
    with engine.connection() as connected:
        settings = dict(connected.execute("SELECT name, value FROM duckdb_settings()").fetchall())
        assert settings["autoinstall_known_extensions"] == "false"
        assert settings["autoload_known_extensions"] == "false"
        assert Path(settings["temp_directory"]).is_dir()
    assert not Path(settings["temp_directory"]).exists()
    assert list(tmp_path.iterdir()) == []


def test_processes_that_die_leave_their_files_to_the_first(tmp_path: Path) -> None:
    """What a process does not bring back is done again."""
    import os

    here = os.getpid()

    def work(items: Any) -> list[int]:
        if os.getpid() != here and 5 in items:
            os._exit(9)
        return [item * 2 for item in items]

    assert parallel.shared(range(9), work, 3) == [[0, 2, 4], [6, 8, 10], [12, 14, 16]]


def test_folders_shared_among_processes_list_the_same_troubles(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same order, the first twenty, notes too."""
    folder = write_folder(tmp_path / "rows", rows(model, 60))
    for number in range(3, 60, 2):
        (folder / f"{number:06}.json").write_text(
            '{"investment_1": 9, "investment_9": 1' + "}" * (number % 4)
        )
    alone = survey_of(folder, model)
    monkeypatch.setattr(parallel, "MANY", 2)
    monkeypatch.setattr(parallel, "processes", lambda: 4)
    assert survey_of(folder, model) == alone
    assert len(alone[1]) == 20


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the peak of a process without its parent's"
)
def test_the_memory_of_the_stream_does_not_grow_with_respondents(tmp_path: Path, model: Model) -> None:
    """Below 64 MiB, and flat."""
    code = (
        "import re, sys, pemm.survey.sources as s; s.LARGE = float('inf')\n"
        "from pemm.cli import main\n"
        "try: main()\n"
        "finally: print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr)"
    )
    peaks = []
    given = write_ndjson(tmp_path / "rows.ndjson", rows(model, 10_000)).read_text()
    for times in (1, 20):
        path = tmp_path / f"{times}.ndjson"
        path.write_text(given * times)
        command = [sys.executable, "-c", code, "survey", str(path), "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        assert '"respondents": ' + str(10_000 * times) in ran.stdout
        peaks.append(int(ran.stderr.split()[-1]) / 1024)
    assert peaks[1] < 64
    assert peaks[1] < peaks[0] + 4


def test_the_engine_is_not_imported_for_small_files(tmp_path: Path, model: Model) -> None:
    """It costs more than it saves below a hundred thousand rows."""
    path = write_ndjson(tmp_path / "rows.ndjson", rows(model, 20))
    code = "import sys; from pemm.cli import main\ntry: main()\nfinally: assert 'duckdb' not in sys.modules"
    command = [sys.executable, "-c", code, "survey", str(path), "--json"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_modules_of_the_engine_are_read_without_it() -> None:
    """Importing them imports no engine."""
    assert largefiles.JSON_DATE
    assert countsfile.COLUMNS == ("group", "aspect", "pattern", "n")
