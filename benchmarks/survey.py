"""How long `pemm survey` takes, and how much memory, beside what one would write by hand.

    python benchmarks/survey.py [--runs 5] [--quick] [--folder DIR]

Whole processes are measured, from start to end. Each round runs every command once, so that a slow moment
of the machine falls on all of them; figures are medians over the rounds, times in multiples of `wc -l` of
the flat rows of that size. Rivals that are not installed are said to be missing. Run it with pemm installed
from its wheel, and with the extra `survey`. The targets are what we build for.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import surveydata
from surveydata import ASPECTS, IDS

PEMM = "from pemm.cli import main; main()"
STREAM = "import pemm.survey.sources as s; s.LARGE = float('inf'); from pemm.cli import main; main()"

GIVEN = f"import sys; ids = {IDS}; aspects = {ASPECTS}; path = sys.argv[1]"
READ = """
import duckdb
columns = "{" + ", ".join(f"'{each}': 'VARCHAR'" for each in ["role", *ids]) + "}"
source = f"read_ndjson('{path}', columns = {columns})" if path.endswith("json") else f"'{path}'"
def character(id):
    return (f"CASE {id} WHEN '1' THEN '1' WHEN '2' THEN '2' WHEN '3' THEN '3' WHEN '4' THEN '4' "
            f"WHEN 'unsure' THEN 'u' WHEN 'na' THEN 'x' ELSE '.' END")
"""
HISTOGRAM = (
    READ
    + """
patterns = ["||".join(character(f"{aspect}_{n}") for n in range(1, 5)) for aspect in aspects]
columns = ", ".join(f"histogram({pattern})" for pattern in patterns)
print(len(duckdb.sql(f"SELECT role, count(*), {columns} FROM {source} GROUP BY role").fetchall()))
"""
)
FILTERS = (
    READ
    + """
columns = ", ".join(
    ", ".join(f"count(*) FILTER ({id} = '{level}')" for level in range(1, 5))
    + f", median(try_cast({id} AS TINYINT))" for id in ids)
print(len(duckdb.sql(f"SELECT role, count(*), {columns} FROM {source} GROUP BY role").fetchall()))
"""
)
COUNTING = """
from collections import Counter
counts = Counter()
"""
MSGSPEC = (
    COUNTING
    + """
import msgspec
Row = msgspec.defstruct("Row", [("role", str | None, None), *((id, int | str | None, None) for id in ids)])
decode = msgspec.json.Decoder(Row).decode
get = __import__("operator").attrgetter(*ids)
with open(sys.argv[1], "rb") as file:
    for line in file:
        row = decode(line); values = get(row)
        for start in range(0, 20, 4):
            counts[row.role, start, values[start:start + 4]] += 1
print(len(counts))
"""
)
STANDARD = (
    COUNTING
    + """
import json
with open(sys.argv[1]) as file:
    for line in file:
        row = json.loads(line); role = row.get("role")
        for id in ids:
            counts[role, id, row.get(id)] += 1
print(len(counts))
"""
)
POLARS = """
import polars
rows = polars.scan_ndjson(sys.argv[1], schema={"role": polars.String, **{id: polars.String for id in ids}})
print(rows.group_by("role").agg(
    *((polars.col(id) == str(n)).sum().alias(f"{id}{n}") for id in ids for n in range(1, 5)),
    *(polars.col(id).cast(polars.Int8, strict=False).median().alias(id) for id in ids),
).collect(engine="streaming").height)
"""
PANDAS = """
import pandas
rows = pandas.read_json(sys.argv[1], lines=True)
for id in ids:
    rows.groupby("role")[id].value_counts(dropna=False)
    pandas.to_numeric(rows[id], errors="coerce").groupby(rows["role"]).median()
"""
PANDAS_WHOLE = """
import json, pandas
with open(sys.argv[1]) as file:
    rows = pandas.DataFrame([
        {"role": each["respondent"]["role"], **{id: a["value"] for id, a in each["answers"].items()}}
        for each in map(json.loads, file)])
for id in rows.columns[1:]:
    rows.groupby("role")[id].value_counts(dropna=False)
    rows[id].groupby(rows["role"]).median()
"""


class Rival(NamedTuple):
    """A command: name, library it needs, code (or `$` and a shell line), file, arguments."""

    name: str
    needs: str
    code: str
    source: str
    arguments: tuple[str, ...] = ()


def commands(size: int) -> dict[str, list[Rival]]:
    """What is measured for so many respondents, by kind of source; in each, pemm comes first."""
    ours = ("survey", "--json", "--by", "role")
    found = {
        "flat rows, NDJSON": [
            Rival("wc -l", "", "$ wc -l {}", "rows.ndjson"),
            Rival("pemm survey", "", PEMM, "rows.ndjson", ours),
            Rival("pemm survey, without the engine", "", STREAM, "rows.ndjson", ours),
            Rival("DuckDB, 80 filters and medians", "duckdb", FILTERS, "rows.ndjson"),
            Rival("DuckDB, histogram", "duckdb", HISTOGRAM, "rows.ndjson"),
            Rival("msgspec, typed structs", "msgspec", MSGSPEC, "rows.ndjson"),
            Rival("standard json", "", STANDARD, "rows.ndjson"),
            Rival("polars, streaming", "polars", POLARS, "rows.ndjson"),
            Rival("pandas", "pandas", PANDAS, "rows.ndjson"),
        ],
        "flat rows, CSV": [
            Rival("pemm survey", "", PEMM, "rows.csv", ours),
            Rival("pemm survey, without the engine", "", STREAM, "rows.csv", ours),
        ],
        "flat rows, Parquet": [
            Rival("pemm survey", "duckdb", PEMM, "rows.parquet", ours),
            Rival("DuckDB, histogram", "duckdb", HISTOGRAM, "rows.parquet"),
        ],
    }
    if size <= 100_000:
        found |= {
            "flat rows, a file each": [
                Rival("pemm survey", "", PEMM, "rows", ours),
                Rival("find, xargs cat", "", "$ find {} -type f -print0 | xargs -0 cat", "rows"),
            ],
            "whole assessments, NDJSON": [
                Rival("pemm survey", "", PEMM, "whole.ndjson", ours),
                Rival("pandas over json", "pandas", PANDAS_WHOLE, "whole.ndjson"),
            ],
            "whole assessments, a file each": [
                Rival("pemm survey", "", PEMM, "whole", ours),
                Rival("find, xargs cat", "", "$ find {} -type f -print0 | xargs -0 cat", "whole"),
            ],
        }
    return found


def make(folder: Path, size: int) -> None:
    """Writes the data where it is not there yet."""
    folder.mkdir(exist_ok=True)
    forms = {"rows.ndjson": surveydata.ndjson, "rows.csv": surveydata.table}
    if size <= 100_000:
        forms |= {
            "rows": surveydata.folder,
            "whole.ndjson": surveydata.whole_ndjson,
            "whole": surveydata.whole_folder,
        }
    for name, write in forms.items():
        if not (folder / name).exists():
            write(folder / name, size)
    if find_spec("duckdb") and not (folder / "rows.parquet").exists():
        source, target = folder / "rows.csv", folder / "rows.parquet"
        copy = f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}'"
        # In a process of its own: what this one holds would count as memory of those it starts.
        subprocess.run([sys.executable, "-c", f"import duckdb; duckdb.execute({copy!r})"], check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="10,000 respondents only, three runs")
    parser.add_argument("--folder", type=Path, help="where the data is kept; else a temporary folder")
    given = parser.parse_args()
    sizes, runs = ([10_000], 3) if given.quick else ([10_000, 100_000, 1_000_000], given.runs)
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            folder = (given.folder or Path(temporary)) / str(size)
            make(folder, size)
            show(size, measure_all(folder, commands(size), runs, is_warm=size < 1_000_000))


Measured = dict[tuple[str, str], tuple[list[float], list[float], int]]


def measure_all(folder: Path, kinds: dict[str, list[Rival]], runs: int, *, is_warm: bool) -> Measured:
    """Seconds, seconds of processor and peak memory (kilobytes) of each command, by kind and name."""
    found: Measured = {}
    for round_ in range(0 if is_warm else 1, runs + 1):
        for kind, rivals in kinds.items():
            for rival in rivals:
                if rival.needs and not find_spec(rival.needs):
                    continue
                took, worked, peak = measure(rival, folder / rival.source)
                if round_:  # the first round fills caches
                    times, work, _ = found.setdefault((kind, rival.name), ([], [], 0))
                    times.append(took)
                    work.append(worked)
                    found[kind, rival.name] = times, work, max(peak, found[kind, rival.name][2])
    for kind, rivals in kinds.items():
        for rival in rivals:
            if (kind, rival.name) not in found:
                print(f"{rival.name} is missing: {rival.needs} is not installed", file=sys.stderr)
    return found


def show(size: int, found: Measured) -> None:
    """Prints a table in Markdown; the last column is pemm's time over that of the rival, of paired runs."""
    base = found["flat rows, NDJSON", "wc -l"][0]
    print(f"\n| {size:,} respondents | time | processor | memory | pemm takes |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for (kind, name), (times, work, peak) in found.items():
        ratio = statistics.median(each / one for each, one in zip(times, base, strict=True))
        worked = statistics.median(each / one for each, one in zip(work, base, strict=True))
        ours = found.get((kind, "pemm survey"))
        beside = (
            ""
            if name.startswith("pemm") or name == "wc -l" or ours is None
            else (f"{statistics.median(our / each for our, each in zip(ours[0], times, strict=True)):.2f}")
        )
        print(f"| {kind}: {name} | {ratio:.0f} | {worked:.0f} | {peak // 1024} MiB | {beside} |", flush=True)


def measure(rival: Rival, source: Path) -> tuple[float, float, int]:
    """Seconds from start to end, seconds of processor, and peak memory in kilobytes, of one run."""
    if rival.code.startswith("$ "):
        command = ["sh", "-c", rival.code[2:].format(source)]
    else:
        command = [sys.executable, "-c", f"{GIVEN}\n{rival.code}", *rival.arguments, str(source)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{rival.name} of {source.name} failed")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


if __name__ == "__main__":
    main()
