"""Counting in an embedded engine (DuckDB): large files of flat rows, and Parquet.

One pass asks for the rows of each stamp and group, and for a histogram of what stands in an aspect's cells.
What a cell means is then found out here, once for each that occurs, by the reader that would have read the
rows one by one. So the engine need not know what an answer is, and both ways give the same survey: whatever
is not perfectly ordinary raises NotOrdinary before anything is counted, and the file is read row by row,
which says what is wrong with which.

Nothing leaves the machine: what the engine needs is built into it, and it may install nothing.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from pemm.meaning import UNKNOWN
from pemm.survey.counting import UNANSWERED
from pemm.survey.gathering import Gathering
from pemm.survey.records import CHANGED, Reader, Unusable, group_label

MOST_QUESTIONS = 6  # in an aspect; beyond, patterns hardly repeat, and counting them saves nothing
_MEMORY = "2GB"  # far more than it takes, unless every row is a group of its own
_BETWEEN = "\x1f"  # stands between the cells of an aspect
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": _MEMORY,
}
# What JSON calls a value that is no text: as text it would look otherwise here than there.
_NO_TEXT = re.compile(
    r"true|false|-?\d+(?:\.\d+(?:e[-+]?\d+)?|e[-+]?\d+)|[-+]?(?:nan|inf|infinity)|[\[{].*", re.I | re.S
)


class NotOrdinary(Exception):
    """Something that only reading row by row can judge; nothing was counted."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Flat rows, as the engine sees them.

    `source` is what it selects from, `questions` an expression per question of the model (None where there
    is no such column), `fields` an expression per field. All expressions are texts, null where there is
    nothing. `ordinary` is a condition that holds for every ordinary row.
    `read` gives the character of a question's cell under a question set and language, None for no answer.
    `text` is what a field's text amounts to; `role` the same for a role. Both may raise NotOrdinary.
    """

    source: str
    questions: Sequence[str | None]
    fields: Mapping[str, str]
    ordinary: str
    read: Callable[[int, str, str | None, str | None], str | None]
    text: Callable[[str], str]
    role: Callable[[str], str | None] | None = None


@dataclass(slots=True)
class Found:
    """What rows amount to, before it is added to anything; `cells` counts each (question's place, cell)."""

    cells: Counter[tuple[int, str]] = field(default_factory=Counter)
    counted: list[tuple[str, int, str, int]] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
    without_set: int = 0
    respondents: int = 0
    subjects: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


def is_installed() -> bool:
    """Whether the engine can be used; it is not imported to find out."""
    return find_spec("duckdb") is not None


@contextmanager
def connection() -> Iterator[Any]:
    """A connection to an engine in memory, which may spill into the folder for temporary files."""
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix="pemm-") as folder,
        duckdb.connect(config={**_CONFIGURATION, "temp_directory": folder}) as engine,
    ):
        engine.execute("SET TimeZone = 'UTC'")
        yield engine


def find(engine: Any, rows: Rows, reader: Reader) -> Found:
    """What all rows amount to. Raises NotOrdinary."""
    return _found(asked(engine, _query(rows, reader)), rows, reader)


def add(found: Found, reader: Reader, gathering: Gathering) -> None:
    """Counts what was found."""
    for id, n in found.changed.items():
        reader.changed[id] = reader.changed.get(id, 0) + n
    reader.without_set += found.without_set
    gathering.add_facts(found.respondents, found.subjects, found.dates)
    for group, aspect, pattern, n in found.counted:
        gathering.add_counted(group, aspect, pattern, n)


def asked(engine: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows that answer a query. Raises NotOrdinary for whatever the engine does not like."""
    import duckdb

    try:
        return list(engine.execute(query).fetchall())
    except duckdb.Error as error:
        raise NotOrdinary(str(error)) from None


def _query(rows: Rows, reader: Reader) -> str:
    """One pass over the rows: a line per stamp and group."""
    aspects = _aspects(reader)
    if max(end - start for start, end in aspects) > MOST_QUESTIONS:
        raise NotOrdinary("patterns")
    fields = rows.fields
    nothing = "NULL::VARCHAR"
    date, subject = fields.get("date", nothing), fields.get("subject", nothing)
    by = {None: nothing, "month": f"left({date}, 7)"}.get(reader.by) or fields.get(reader.by or "", nothing)
    keys = [by, *(fields.get(name, nothing) for name in ("model", "questions", "language"))]
    keys.append(fields.get("role", nothing) if rows.role else nothing)
    some = [f"nullif(trim({each}), '')" for each in rows.questions if each]
    between = f", {literal(_BETWEEN)}, "
    texts = [each or literal("") for each in rows.questions]
    cells = [f"concat({between.join(texts[start:end])})" for start, end in aspects]
    columns = [
        *(f"{key} AS k{place}" for place, key in enumerate(keys)),
        "count(*)",
        f"count(coalesce({', '.join(some)}))",
        *(f"{what}(nullif({each}, ''))" for each in (subject, date) for what in ("min", "max")),
        f"bool_and({rows.ordinary})",
        *(f"histogram({each})" for each in cells),
    ]
    # What is the same in every row need not be grouped by, which would cost a fifth of the time.
    various = [f"k{place}" for place, key in enumerate(keys) if key != nothing and not key.startswith("'")]
    grouped = f" GROUP BY {', '.join(various)}" if various else ""
    return f"SELECT {', '.join(columns)} FROM {rows.source}{grouped} HAVING count(*) > 0"


def _found(lines: Sequence[tuple[Any, ...]], rows: Rows, reader: Reader) -> Found:
    found = Found()
    subjects: set[str] = set()
    for by, model, questions, language, role, n, some, first, last, early, late, is_ordinary, *cells in lines:
        if some != n or not is_ordinary:  # a row without any answer, or what its reader said
            raise NotOrdinary("row")
        try:
            reader.check_model(_plain(rows, model))
        except Unusable:
            raise NotOrdinary("model") from None
        given = _plain(rows, role)
        if rows.role and given:
            given = rows.role(given)
        stamp = _plain(rows, questions), _plain(rows, language)
        group = (
            ""
            if reader.by is None
            else group_label(given if rows.role and reader.by == "role" else _plain(rows, by))
        )
        subjects |= {first, last} - {None}
        found.dates += [each for each in (early, late) if each]
        found.respondents += n
        found.without_set += n if stamp[0] in (None, "", UNKNOWN) else 0
        _add_patterns(found, cells, group, stamp, rows, reader)
    found.subjects = _subjects(subjects, rows)
    return found


def _add_patterns(
    found: Found,
    cells: Sequence[Mapping[str, int]],
    group: str,
    stamp: tuple[str | None, str | None],
    rows: Rows,
    reader: Reader,
) -> None:
    known: dict[tuple[int, str], str] = {}
    for aspect, (histogram, (start, end)) in enumerate(zip(cells, _aspects(reader), strict=True)):
        for joined, n in histogram.items():
            texts = joined.split(_BETWEEN)
            if len(texts) != end - start:
                raise NotOrdinary("cell")
            characters = []
            for place, cell in enumerate(texts, start):
                found.cells[place, cell] += n
                character = known.get((place, cell))
                if character is None:
                    character = known[place, cell] = _character(rows, place, cell, stamp)
                if character == CHANGED:
                    found.changed[reader.ids[place]] += n
                    character = UNANSWERED
                characters.append(character)
            found.counted.append((group, aspect, "".join(characters), n))


def _character(rows: Rows, place: int, cell: str, stamp: tuple[str | None, str | None]) -> str:
    if not cell:
        return UNANSWERED
    character = rows.read(place, cell, *stamp) if cell.strip() else None
    if character is None:
        raise NotOrdinary("cell")
    return character


def _plain(rows: Rows, text: str | None) -> str | None:
    return (rows.text(text) or None) if text else None


def _subjects(found: set[str], rows: Rows) -> list[str]:
    """One subject, or two if there are more; of one that is written in several ways only the rows tell
    which comes first.
    """
    if len(found) < 2:
        return [subject for each in found if (subject := _plain(rows, each))]
    first, last = (_plain(rows, each) for each in (min(found), max(found)))
    if not first or not last or first.casefold() == last.casefold():
        raise NotOrdinary("subject")
    return [first, last]


def _aspects(reader: Reader) -> list[tuple[int, int]]:
    places, start = [], 0
    for aspect in reader.model.aspects:
        places.append((start, start + len(aspect.questions)))
        start += len(aspect.questions)
    return places


def text_of_json(text: str) -> str:
    """A text out of JSON, where what looks like a number or an object may have been one."""
    if _NO_TEXT.fullmatch(text):
        raise NotOrdinary("text")
    return text


def literal(text: str) -> str:
    """A text in a query."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A column's name in a query."""
    return '"' + text.replace('"', '""') + '"'
