"""Respondents in Parquet: a row each, counted by the engine, or read row by row where that cannot judge."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pemm.errors import PemmError
from pemm.survey import engine
from pemm.survey.engine import NotOrdinary, Rows, literal, name
from pemm.survey.gathering import Gathering
from pemm.survey.largefiles import JSON_DATE, reads_plainly
from pemm.survey.records import FIELDS, Reader, Record, Unusable, short

MAGIC = b"PAR1"
_DATES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")
_CONSTANT = ("model", "questions", "language", "subject", "date")  # often the same in every row
_ROWS = 2_000  # that are fetched at once


class ParquetFile:
    """A Parquet file whose columns are question ids, fields, and keys of `about`.

    Use it in a `with`. Raises PemmError without the engine, and for a file that is no such table.
    """

    def __init__(self, path: str, reader: Reader) -> None:
        if not engine.is_installed():
            raise PemmError("survey-parquet", path=path)
        self._path, self._reader = path, reader

    def __enter__(self) -> ParquetFile:
        with ExitStack() as stack:
            self._engine = stack.enter_context(engine.connection())
            self._source = f"read_parquet({_file(self._path, stack)}, hive_partitioning = false)"
            try:
                described = engine.asked(self._engine, f"DESCRIBE SELECT * FROM {self._source}")
            except NotOrdinary as error:
                raise PemmError("survey-parquet-broken", path=self._path, reason=short(error)) from None
            self._types = {column: str(kind) for column, kind, *_ in described}
            if not self._types.keys() & set(self._reader.ids):
                found = ", ".join([short(each) for each in self._types][:8])
                raise PemmError(
                    "survey-parquet-columns", path=self._path, example=self._reader.ids[0], found=found
                )
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def count(self, gathering: Gathering) -> None:
        """Counts all rows at once. Raises NotOrdinary, and then has counted nothing."""
        reader = self._reader
        expressions = {column: self._text(column) for column in self._types} | self._constants()
        date = self._types.get("date")
        is_date = f'"date" IS NULL OR "date" = \'\' OR regexp_full_match("date", {literal(JSON_DATE)})'
        rows = Rows(
            self._source,
            [expressions.get(id) for id in reader.ids],
            {each: expressions[each] for each in (*FIELDS, str(reader.by)) if each in expressions},
            "true" if date is None or date in _DATES else is_date,
            reads_plainly(reader),
            str,
        )
        found = engine.find(self._engine, rows, reader)
        reader.note_keys(self._types)
        engine.add(found, reader, gathering)

    def _constants(self) -> dict[str, str]:
        """The fields that say the same in every row; the file itself tells, without its rows being read."""
        columns = [each for each in _CONSTANT if self._types.get(each) == "VARCHAR"]
        asked = ", ".join(f"count({name(each)}), min({name(each)}), max({name(each)})" for each in columns)
        if not columns:
            return {}
        query = f"SELECT count(*), {asked} FROM {self._source}"
        ((n, *found),) = engine.asked(self._engine, query)
        return {
            column: literal(found[3 * place + 1])
            for place, column in enumerate(columns)
            if n and found[3 * place] == n and found[3 * place + 1] == found[3 * place + 2]
        }

    def records(self) -> Iterator[tuple[int, Record | PemmError]]:
        """The records of the rows; one that is none comes with its number and why."""
        columns = ", ".join(f"{self._text(column)} AS {name(column)}" for column in self._types)
        self._engine.execute(f"SELECT {columns} FROM {self._source}")
        number = 0
        while rows := self._engine.fetchmany(_ROWS):
            for cells in rows:
                number += 1
                try:
                    yield number, self._reader.flat(dict(zip(self._types, cells, strict=True)), f"{number}")
                except Unusable as error:
                    yield number, error

    def _text(self, column: str) -> str:
        """A column as text: 2.0 is 2, and NaN is what tables call a number that is not there."""
        quoted, kind = name(column), self._types[column]
        if kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
            number = f"{quoted}::DOUBLE"
            is_whole = f"{number} = trunc({number}) AND abs({number}) < 1e15"
            return (
                f"CASE WHEN isnan({number}) THEN NULL WHEN {is_whole} "
                f"THEN ({number}::BIGINT)::VARCHAR ELSE {quoted}::VARCHAR END"
            )
        return quoted if kind == "VARCHAR" else f"{quoted}::VARCHAR"


def _file(path: str, stack: ExitStack) -> str:
    """A path in a query; the engine would take some characters in it for a pattern of names."""
    full = os.path.realpath(path)
    if any(character in full for character in "*?[]{}"):
        link = Path(stack.enter_context(TemporaryDirectory(prefix="pemm-"))) / "rows.parquet"
        link.symlink_to(full)
        full = str(link)
    return literal(full)
