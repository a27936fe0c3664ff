"""Where respondents come from: files and folders, each read by the reader that fits it."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple

from pemm.errors import PemmError
from pemm.files import MAX_BYTES, read_bytes, unreadable
from pemm.linkfile import holds_links
from pemm.model import Model
from pemm.strictjson import read_object
from pemm.survey import jsonlines, links, respondentcsv, surveyfile
from pemm.survey.gathering import Gathering, TooManyGroups
from pemm.survey.records import Noted, Reader, Record, Unusable
from pemm.survey.rules import RESPONDENT, Rules
from pemm.survey.survey import Survey, together
from pemm.survey.troubles import Trouble, Troubles
from pemm.survey.walking import content_of, walk

_ID = re.compile(rb'"id": "([^"]{1,64})"')  # of an assessment, which begins with format and id
MOST_REMEMBERED = 200_000  # files, of which copies are found
LARGE = 20_000_000  # bytes of NDJSON, from which on the engine pays for its import; of CSV a fifth


def gather(
    paths: Sequence[str],
    model: Model,
    rules: Rules,
    troubles: Troubles,
    progress: Callable[[int], None] = lambda _: None,
    counts: str | None = None,
    *,
    gathering: Gathering | None = None,
    apart_from: Path | None = None,
) -> Survey:
    """The survey of everything that the paths name: files, folders (with what is in them), `-`.

    `counts` is a file of counts that were made elsewhere.

    `progress` is called with the number of respondents now and then. What cannot be read goes to
    `troubles`, and the rest is used. Raises PemmError for a path that is not there, for a survey file of
    other questions, and where nobody answered at all.

    `apart_from` is the file that the group writes to: in a folder it is passed over, and naming it, or a
    survey, is then refused. `gathering` counts the records, where more is wanted than a survey.
    """
    gatherer = _Gatherer(model, rules, troubles, progress, gathering, apart_from)
    for path in sorted(dict.fromkeys(paths), key=_outermost_first):
        gatherer.take(path)
    if counts is not None:
        gatherer.take_counts(counts)
    if apart_from is not None and (given := gatherer.survey_given):
        raise PemmError("with-survey", path=given)
    return gatherer.survey()


def _outermost_first(path: str) -> tuple[bool, int]:
    """Folders first, and a folder before those inside it: what was read with its folder is not read again."""
    is_folder = path != "-" and Path(path).is_dir()
    return (not is_folder, len(os.path.realpath(path)) if is_folder else 0)


class _Part(NamedTuple):
    gathering: Gathering
    noted: Noted
    troubles: Troubles
    surveys: list[Survey]


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
        self._is_heard = gathering is not None
        self._contents: set[int] = set()
        self._ids: set[int] = set()
        self._apart_from = os.path.realpath(apart_from) if apart_from is not None else None
        self._surveys: list[Survey] = []
        self.survey_given = ""  # the path of the first survey among them
        self._folders: list[str] = []

    def survey(self) -> Survey:
        """The survey of what was taken."""
        left_out = self._troubles.records
        if not self._gathering.seen and not self._surveys:
            raise PemmError("survey-nobody", n=left_out)
        self._reader.unread = self._troubles.cells
        if self._gathering.seen and not self._is_heard:
            self._gathering.check_keys(self._reader)
        parts = [self._gathering.survey(self._reader, left_out)] if self._gathering.seen else []
        return together([*parts, *self._surveys], self._rules, has_respondents=bool(parts))

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
            self._folder([found for found in walk(path) if not self._is_apart(found)])
        elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
            if any(Path(path).resolve().is_relative_to(folder) for folder in self._folders):
                return  # it was read with its folder
            if self._apart_from is not None and os.path.realpath(path) == self._apart_from:
                raise PemmError("with-itself", path=path)
            self._file(path, named=True)
        else:
            raise PemmError("no-regular-file", path=path)

    def _is_apart(self, path: str) -> bool:
        """Whether it is the file that the group writes to."""
        return self._apart_from is not None and os.path.realpath(path) == self._apart_from

    def _folder(self, files: list[str]) -> None:
        """Reads the files of a folder; where there are many, several processes share them."""
        from pemm.survey import parallel

        # Who listens to every record has to hear them all.
        is_many = len(files) >= parallel.MANY and self._rules.one_per is None and not self._is_heard
        shares = parallel.processes() if is_many else 1
        if shares == 1:
            for file in files:
                self._file(file, named=False)
            return
        for part in parallel.shared(files, self._part, shares):
            self._gathering.merge(part.gathering)
            self._reader.add_noted(part.noted)
            self._troubles.merge(part.troubles)
            self._surveys += part.surveys

    def _part(self, files: Sequence[str]) -> _Part:
        """What some files amount to by themselves."""
        gatherer = _Gatherer(self._model, self._rules, Troubles(), self._progress, None, None)
        for file in files:
            gatherer._file(file, named=False)
        return _Part(gatherer._gathering, gatherer._reader.noted, gatherer._troubles, gatherer._surveys)

    def take_counts(self, path: str) -> None:
        """Adds counts that were made elsewhere. Raises PemmError for a file that cannot be right."""
        from pemm.survey import countsfile

        counted, respondents = countsfile.read(path, self._model)
        for group, aspect, pattern, n in counted:
            self._gathering.add_counted(group if self._rules.by else "", aspect, pattern, n)
        self._gathering.add_facts(respondents, (), ())

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
        content = content_of(path)
        if self._was_read(content):
            self._troubles.passed_over.append(Trouble(path, "", Unusable("same-file")))
            return
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
            if error.key == "no-json":
                read_object(content, path)  # which says more of what is wrong, and where
            self._trouble(path, "", error)

    def _was_read(self, content: bytes) -> bool:
        """Whether an assessment of the same bytes was read before: a copy, for each has an id of its own."""
        if b'"pemm-assessment/' not in content[:100]:
            return False
        if len(self._contents) >= MOST_REMEMBERED:
            return False
        if hash(content) in self._contents:
            return True
        self._contents.add(hash(content))
        if found := _ID.search(content, 0, 300):
            if hash(found[1]) in self._ids:
                self._troubles.passed_over.append(Trouble(self._path, "", Unusable("same-id")))
            self._ids.add(hash(found[1]))
        return False

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
            self._parquet(path, file)
            return
        found: Iterable[tuple[int, Record | PemmError]]
        to = self._reader, self._gathering
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            if surveyfile.looks_like_survey(start):
                self._survey_file(path, file.read(MAX_BYTES))
                return
            if self._is_large(file, LARGE) and self._counted(lambda: _large().count_ndjson(path, start, *to)):
                return
            found = jsonlines.records(file, self._reader, with_notes=self._rules.with_notes)
        elif not path.endswith((".csv", ".tsv")) and holds_links(start.decode("utf-8", errors="replace")):
            found = links.records(file, self._reader, self._tell)
        else:
            if self._is_large(file, LARGE / 5) and self._counted(lambda: _large().count_csv(file, path, *to)):
                return
            found = respondentcsv.records(file, path, self._reader, self._tell)
        self._take(path, found)

    def _take(self, path: str, found: Iterable[tuple[int, Record | PemmError]]) -> None:
        """Counts records one by one."""
        for line, each in found:
            try:
                if isinstance(each, PemmError):
                    raise each
                self._add(each)
            except TooManyGroups:
                raise
            except PemmError as error:
                self._trouble(path, str(line), error)

    def _parquet(self, path: str, file: BinaryIO) -> None:
        from pemm.survey.parquet import ParquetFile

        stored = path
        with ExitStack() as stack:
            if isinstance(file, io.BytesIO):  # it came through a pipe, and the engine wants a file
                copy = stack.enter_context(NamedTemporaryFile(prefix="pemm-", suffix=".parquet"))
                copy.write(file.getbuffer())
                copy.flush()
                stored = copy.name
            rows = stack.enter_context(ParquetFile(stored, self._reader))
            if not (self._counts_alone and self._counted(lambda: rows.count(self._gathering))):
                self._take(path, rows.records())

    @property
    def _counts_alone(self) -> bool:
        """Whether the survey needs nothing of a respondent but what can be counted in any order."""
        return self._rules.one_per is None and self._rules.unit == RESPONDENT

    def _is_large(self, file: BinaryIO, limit: float) -> bool:
        """Whether a file is so large that the engine saves more than it costs to import."""
        if isinstance(file, io.BytesIO) or os.fstat(file.fileno()).st_size < limit or not self._counts_alone:
            return False
        from pemm.survey import engine

        return engine.is_installed()

    def _counted(self, count: Callable[[], None]) -> bool:
        """Whether the engine counted a file; where it cannot judge, the rows are read one by one."""
        from pemm.survey.engine import NotOrdinary

        try:
            count()
        except NotOrdinary:
            return False
        self._progress(self._gathering.seen)
        return True

    def _add(self, record: Record) -> None:
        self._gathering.add(record)
        if self._gathering.seen % 5_000 == 0:
            self._progress(self._gathering.seen)

    def _tell(self, line: str, key: str, values: dict[str, Any]) -> None:
        self._troubles.add(self._path, line, Unusable(key, **values), is_record=False)

    def _trouble(self, path: str, line: str, error: PemmError) -> None:
        if error.key == "group":  # as it should be, and nothing to mend
            self._troubles.passed_over.append(Trouble(path, line, error))
            return
        self._troubles.add(path, line, error, is_record=True)


def _large() -> ModuleType:
    """The reader of large files; it is imported only where there is one."""
    from pemm.survey import largefiles

    return largefiles
