"""Where respondents come from: files and folders, each read by the reader that fits it."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pemm.errors import PemmError
from pemm.files import MAX_BYTES, read_bytes, unreadable
from pemm.linkfile import holds_links
from pemm.model import Model
from pemm.survey import jsonlines, links, respondentcsv, surveyfile
from pemm.survey.gathering import Gathering, Rules, TooManyGroups
from pemm.survey.records import Reader, Record, Unusable
from pemm.survey.survey import Survey, merged

LISTED = 20  # troubles that are named one by one

_ENDINGS = (".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".parquet", ".txt")  # read out of a folder


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be read: the file, the line or row in it (empty for all of it), and why."""

    path: str
    line: str
    error: PemmError


@dataclass(slots=True)
class Troubles:
    """What could not be read: the first LISTED one by one, and how many there were.

    `records` are respondents, or whole files, that were left out; `cells` single answers and fields.
    """

    listed: list[Trouble] = field(default_factory=list)
    records: int = 0
    cells: int = 0
    passed_over: list[Trouble] = field(default_factory=list)

    def add(self, path: str, line: str, error: PemmError, *, is_record: bool) -> None:
        """Notes one; beyond LISTED it is only counted."""
        if is_record:
            self.records += 1
        else:
            self.cells += 1
        if len(self.listed) < LISTED:
            self.listed.append(Trouble(path, line, error))

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.records + self.cells - len(self.listed)


def gather(
    paths: Sequence[str],
    model: Model,
    rules: Rules,
    troubles: Troubles,
    progress: Callable[[int], None] = lambda _: None,
    *,
    gathering: Gathering | None = None,
    apart_from: Path | None = None,
) -> Survey:
    """The survey of everything that the paths name: files, folders (with what is in them), `-`.

    `progress` is called with the number of respondents now and then. What cannot be read goes to
    `troubles`, and the rest is used. Raises PemmError for a path that is not there, for a survey file of
    other questions, and where nobody answered at all.

    `apart_from` is the file that the group writes to: in a folder it is passed over, and naming it, or a
    survey, is then refused. `gathering` counts the records, where more is wanted than a survey.
    """
    gatherer = _Gatherer(model, rules, troubles, progress, gathering, apart_from)
    for path in sorted(dict.fromkeys(paths), key=_outermost_first):
        gatherer.take(path)
    if apart_from is not None and (given := gatherer.survey_given):
        raise PemmError("with-survey", path=given)
    return gatherer.survey()


def _outermost_first(path: str) -> tuple[bool, int]:
    """Folders first, and a folder before those inside it: what was read with its folder is not read again."""
    is_folder = path != "-" and Path(path).is_dir()
    return (not is_folder, len(os.path.realpath(path)) if is_folder else 0)


class _Gatherer:
    def __init__(
        self,
        model: Model,
        rules: Rules,
        troubles: Troubles,
        progress: Callable[[int], None],
        gathering: Gathering | None,
        apart_from: Path | None,
    ) -> None:
        self._model, self._rules, self._troubles, self._progress = model, rules, troubles, progress
        self._path = ""
        self._reader = Reader(model, self._tell, rules.by, rules.one_per)
        self._gathering = gathering or Gathering(model, rules)
        self._apart_from = os.path.realpath(apart_from) if apart_from is not None else None
        self._surveys: list[Survey] = []
        self.survey_given = ""  # the path of the first survey among them
        self._folders: list[str] = []

    def survey(self) -> Survey:
        """The survey of what was taken."""
        left_out = self._troubles.records
        if not self._gathering.seen and not self._surveys:
            raise PemmError("survey-nobody", n=left_out)
        parts = [self._gathering.survey(self._reader, left_out)] if self._gathering.seen else []
        first, *others = [*parts, *self._surveys]
        for other in others:
            first = merged(first, other)
        return first

    def take(self, path: str) -> None:
        """Reads what one argument names."""
        if path == "-":
            self._stream(path, io.BytesIO(read_bytes(Path(path))))
            return
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            raise unreadable(Path(path), error) from None
        except ValueError:  # a NUL in the name
            raise PemmError("file-missing", path=path) from None
        if stat.S_ISDIR(mode):
            folder = os.path.realpath(path)
            if any(Path(folder).is_relative_to(outer) for outer in self._folders):
                return
            self._folders.append(folder)
            for found in walk(path):
                if self._apart_from is None or os.path.realpath(found) != self._apart_from:
                    self._file(found, named=False)
        elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
            if any(Path(path).resolve().is_relative_to(folder) for folder in self._folders):
                return  # it was read with its folder
            if self._apart_from is not None and os.path.realpath(path) == self._apart_from:
                raise PemmError("with-itself", path=path)
            self._file(path, named=True)
        else:
            raise PemmError("no-regular-file", path=path)

    def _file(self, path: str, *, named: bool) -> None:
        self._path = path
        try:
            if path.endswith(".json"):
                self._json(path, named=named)
                return
            with open(path, "rb") as file:
                self._stream(path, file)
        except OSError as error:
            self._trouble(path, "", unreadable(Path(path), error))
        except TooManyGroups:
            raise
        except PemmError as error:
            self._trouble(path, "", error)

    def _json(self, path: str, *, named: bool) -> None:
        content = _content(path)
        if surveyfile.looks_like_survey(content):
            if named:
                self._survey_file(path, content)
            else:  # it may well have been made of the files beside it
                self._troubles.passed_over.append(Trouble(path, "", Unusable("in-folder")))
            return
        try:
            text = content.decode("utf-8-sig")
            if not text.strip():
                raise Unusable("empty-record")
            self._add(self._reader.record(jsonlines.parse(text), "", with_notes=self._rules.with_notes))
        except UnicodeDecodeError:
            self._trouble(path, "", Unusable("encoding"))
        except Unusable as error:
            self._trouble(path, "", error)

    def _survey_file(self, path: str, content: bytes) -> None:
        self.survey_given = self.survey_given or path
        survey = surveyfile.parse(content, path, self._model)
        surveyfile.check_addable(survey, path, self._model)
        self._surveys.append(survey)

    def _stream(self, path: str, file: BinaryIO) -> None:
        """Reads a file of many respondents; its beginning tells what it holds."""
        self._path = path
        start = file.read(100_000)
        if not file.seekable():  # a pipe: what was read has to be read again
            rest = file.read(MAX_BYTES + 1)
            if len(rest) > MAX_BYTES:
                raise PemmError("file-too-large", path=path, limit=MAX_BYTES // 1_000_000)
            file = io.BytesIO(start + rest)
        file.seek(0)
        if start.startswith(b"PAR1"):
            raise PemmError("survey-parquet", path=path)
        found: Iterable[tuple[int, Record | PemmError]]
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            if surveyfile.looks_like_survey(start):
                self._survey_file(path, file.read(MAX_BYTES))
                return
            found = jsonlines.records(file, self._reader, with_notes=self._rules.with_notes)
        elif not path.endswith((".csv", ".tsv")) and holds_links(start.decode("utf-8", errors="replace")):
            found = links.records(file, self._reader)
        else:
            found = respondentcsv.records(file, path, self._reader, self._tell)
        for line, each in found:
            try:
                if isinstance(each, PemmError):
                    raise each
                self._add(each)
            except TooManyGroups:
                raise
            except PemmError as error:
                self._trouble(path, str(line), error)

    def _add(self, record: Record) -> None:
        self._gathering.add(record)
        if self._gathering.seen % 5_000 == 0:
            self._progress(self._gathering.seen)

    def _tell(self, line: str, key: str, values: dict[str, Any]) -> None:
        self._troubles.add(self._path, line, Unusable(key, **values), is_record=False)

    def _trouble(self, path: str, line: str, error: PemmError) -> None:
        self._troubles.add(path, line, error, is_record=True)


def _content(path: str) -> bytes:
    """The bytes of a file, by the shortest way: there may be a hundred thousand of them."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        content = os.read(number, 1 << 20)
        if len(content) < 1 << 20:
            return content
        with open(number, "rb", closefd=False) as file:
            content += file.read(MAX_BYTES + 1)
    finally:
        os.close(number)
    if len(content) > MAX_BYTES:
        raise PemmError("file-too-large", path=path, limit=MAX_BYTES // 1_000_000)
    return content


def walk(folder: str) -> Iterator[str]:
    """The files under a folder that may hold respondents, in the order of their names.

    What is hidden is passed over, copies that were saved beside a conflict as well; links to folders are
    not followed. Raises PemmError for a folder that cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(Path(folder), error) from None
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path)
        elif entry.name.endswith(_ENDINGS) and ".conflict-" not in entry.name and entry.is_file():
            yield entry.path


def standard_error_is_terminal() -> bool:
    """Whether anybody sees progress."""
    return sys.stderr is not None and sys.stderr.isatty()
