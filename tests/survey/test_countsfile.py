"""Counts that were made elsewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support import HERE, Run

from pemm.errors import PemmError
from pemm.model import Model
from pemm.survey import countsfile, engine

sys.path.insert(0, str(Path(__file__).parent))
from respondents import rows, survey_of, write_csv

GOOD = "group,aspect,pattern,n\n" + "".join(
    f"builder,{aspect},12u.,6\n"
    for aspect in ("investment", "adoption", "interfaces", "operations", "measurement")
)
PAGE = HERE.parent / "docs" / "survey-scale.md"


@pytest.mark.skipif(not engine.is_installed(), reason="the extra 'survey' is not installed")
@pytest.mark.parametrize("n", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_the_documented_query_gives_the_survey_of_the_rows(tmp_path: Path, model: Model, n: int) -> None:
    """The one GROUP BY of the docs, run on a table of flat rows, against the rows themselves."""
    import duckdb

    given = rows(model, n)
    for row in given:
        row.pop("date"), row.pop("subject")
        row["questions"], row["language"] = model.questions_version, "en"
    table = write_csv(tmp_path / "rows.csv", given, model)
    query = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    with duckdb.connect() as connected:
        connected.execute(f"CREATE TABLE respondents AS FROM read_csv('{table}', all_varchar = true)")
        target = tmp_path / "counts.csv"
        connected.execute(f"COPY ({query.rstrip().rstrip(';')}) TO '{target}' (FORMAT csv, HEADER)")
    assert survey_of(table, model, counts=target, by="role") == survey_of(table, model, by="role")
    assert survey_of(table, model, counts=target) == survey_of(table, model)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("group,aspect,pattern,n", "aspect,pattern,count", "its first row must be group,aspect,pattern,n"),
        (",investment,12u.", ",money,12u.", 'row 2: "money" is no aspect'),
        ("adoption,12u.", "adoption,12u", 'row 3: "12u" is no pattern of adoption'),
        ("adoption,12u.", "adoption,125.", 'row 3: "125." is no pattern'),
        ("interfaces,12u.,6", "interfaces,12u.,0", 'row 4: n is a whole number from 1, not "0"'),
        ("interfaces,12u.,6", "interfaces,12u.,6.0", 'not "6.0"'),
        ("interfaces,12u.,6", "interfaces,12u.,6,7", "row 4: 5 cells instead of 4"),
        ("measurement,12u.,6", "measurement,12u.,5", "measurement counts 5 respondents and investment 6"),
        ("builder,measurement,12u.,6\n", "", "measurement counts 0 respondents"),
        ("builder,operations", '"builder"x,operations', "row 5"),
        (GOOD[23:], "", "counts nobody"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_their_row(
    tmp_path: Path, model: Model, old: str, new: str, said: str
) -> None:
    """Nobody sees the rows behind them, so they are checked strictly."""
    assert old in GOOD
    path = tmp_path / "counts.csv"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(PemmError) as caught:
        countsfile.read(str(path), model)
    assert said in str(caught.value)


def test_counts_stand_alone_or_beside_sources(tmp_path: Path, run: Run) -> None:
    """SOURCE is not needed with --counts; without both there is nothing to read."""
    counts, more = tmp_path / "counts.csv", tmp_path / "more.ndjson"
    counts.write_text(GOOD)
    more.write_text('{"investment_1": 1, "role": "builder"}\n')
    assert '"respondents": 6' in run("survey", "--counts", str(counts), "--json", "--by", "role").out
    assert '"respondents": 7' in run("survey", str(more), "--counts", str(counts), "--json").out
    alone = run("survey")
    assert (alone.code, "Name what to read" in alone.err) == (2, True)
    persons = run("survey", "--counts", str(counts), "--unit", "subject")
    assert (persons.code, "no respondents in it" in persons.err) == (2, True)


def test_the_group_may_be_left_out(tmp_path: Path, model: Model) -> None:
    """Then all are of one."""
    path = tmp_path / "counts.csv"
    path.write_text(GOOD.replace("group,", "").replace("builder,", ""))
    counted, n = countsfile.read(str(path), model)
    assert n == 6
    assert {each.group for each in counted} == {""}
