"""What `pemm import` and `pemm link` do: other people's files in, share links out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pemm import assessment as assessments
from pemm import library, recording, sharelink
from pemm.assessment import Assessment
from pemm.assessmentfile import dump
from pemm.cli.messages import tell
from pemm.cli.opening import Shown, open_model
from pemm.errors import PemmError
from pemm.filenames import free_name, slug
from pemm.files import read_bytes
from pemm.linkfile import LinkLine, holds_links, read_links
from pemm.meaning import UNKNOWN
from pemm.model import Model
from pemm.questionnaire.keeper import utc_now
from pemm.scoring import score
from pemm.sharelink import MAX_NAMED, Parameter, SharedAnswers
from pemm.storage import write_new
from pemm.wording import remarks

LINES = (".ndjson", ".jsonl")  # endings of a file with an assessment a line


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command, as they were given."""

    source: str
    output: Path | None
    output_text: str
    skip_invalid: bool
    force: bool
    subject: str | None
    name: str | None
    role: str | None
    about: tuple[str, ...]
    columns: tuple[str, ...]
    model: str | None
    language: str | None

    @property
    def to_folder(self) -> bool:
        """Whether the output is named as a folder: with a slash behind it, which a Path forgets."""
        return self.output_text.endswith(("/", "\\"))


def run(wanted: Wanted) -> None:
    """Imports what the command names. All or nothing: an error leaves no file behind."""
    about = recording.pairs(wanted.about, "bad-about")
    columns = recording.pairs(wanted.columns, "bad-column")
    shown = open_model(wanted.model, wanted.language, beside=Path())
    role = recording.role(wanted.role, shown.model) if wanted.role is not None else None
    found, single = _read(wanted, shown, columns)

    def described(each: Assessment) -> Assessment:
        # What the source says of itself stands; the options say the rest.
        respondent = replace(
            each.respondent,
            name=each.respondent.name or wanted.name,
            role=each.respondent.role or role,
        )
        subject = each.subject or wanted.subject
        return replace(each, subject=subject, respondent=respondent, about={**each.about, **about})

    found = [described(each) for each in found]
    target = wanted.output
    if target is not None and target.suffix.lower() not in ("", ".json", *LINES):
        raise PemmError("import-ending", path=target)
    is_folder = target is not None and (target.is_dir() or wanted.to_folder)
    one_file = len(found) == 1 and not is_folder and (single or (target is not None and target.suffix))
    if one_file and (target is None or target.suffix.lower() not in LINES):
        _write_one(found[0], wanted, shown)
    else:
        _write_many(found, wanted, shown)
    _tell_remarks(found, shown)


def _tell_remarks(found: list[Assessment], shown: Shown) -> None:
    """What has to be known of the answers before they are relied on."""
    if len(found) == 1:
        for sentence in remarks(shown.texts, score(found[0], shown.model).remarks):
            tell(sentence)
        return
    doubtful = sum(
        any(remark.key == "meaning-changed" for remark in score(each, shown.model).remarks) for each in found
    )
    if doubtful:
        tell(shown.texts("import.doubtful", n=doubtful))


def _read(wanted: Wanted, shown: Shown, columns: dict[str, str]) -> tuple[list[Assessment], bool]:
    """The assessments of the source, and whether it is one link rather than a list of any length."""
    source, now = wanted.source, utc_now()
    if sharelink.looks_like_link(source) and not _is_file(source):
        where = shown.texts("import.the-link")
        lines = read_links(source, where, shown.model)  # a list of links may be pasted as well
    else:
        content = read_bytes(Path(source))
        _refuse_assessment(content, source)
        if Path(source).suffix.lower() in (".csv", ".tsv") or not holds_links(_decoded(content[:100_000])):
            return _from_responses(content, wanted, shown, columns, now), False
        where = source
        lines = read_links(_text(content, source), source, shown.model)
    if columns:
        raise PemmError("columns-of-links")
    single = len(lines) == 1
    if not single:
        _refuse_together(lines, where, wanted)
    found = []
    for line in lines:
        place = where if single else f"{where}:{line.number}"
        assessment = _from_link(line.shared, place, wanted, shown, now)
        found.append(replace(assessment, respondent=replace(assessment.respondent, role=line.role)))
    return found, single


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a link may be longer than a name can be
        return False


def _refuse_assessment(content: bytes, source: str) -> None:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        raise PemmError("import-json", path=source)


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def _text(content: bytes, name: str) -> str:
    text = _decoded(content)
    if "\ufffd" in text:
        raise PemmError("not-utf8", path=name, line=text.count("\n", 0, text.index("\ufffd")) + 1)
    return text


def _refuse_together(lines: Sequence[LinkLine], source: str, wanted: Wanted) -> None:
    """Names the refused answers of all lines in one error."""
    refused = [(line.number, line.shared.refused) for line in lines if line.shared.refused]
    if refused and not wanted.skip_invalid:
        listed = "; ".join(f"line {number}: {_named(parameters)}" for number, parameters in refused)
        raise PemmError("link-values", where=source, parameters=listed)


def _from_link(shared: SharedAnswers, where: str, wanted: Wanted, shown: Shown, now: str) -> Assessment:
    if shared.refused and not wanted.skip_invalid:
        raise PemmError("link-values", where=where, parameters=_named(shared.refused))
    texts = shown.texts
    if shared.refused:
        tell(texts("import.skipped", where=where, parameters=_named(shared.refused)))
    if shared.ignored:
        tell(texts("import.ignored", where=where, parameters=_named(shared.ignored)))
    return sharelink.assessment_of(shared, shown.model, now)


def _named(parameters: Sequence[Parameter]) -> str:
    """Parameters as they stood in the link, cut to a length that can be read."""
    shown = [f"{_cut(each.name)}={_cut(each.value)}" for each in parameters[:MAX_NAMED]]
    more = len(parameters) - len(shown)
    return ", ".join(shown) + (f", … (+{more})" if more else "")


def _cut(text: str) -> str:
    if not text.isprintable():
        text = repr(text)  # a newline that makes the difference has to be seen
    return text if len(text) <= 30 else text[:29] + "…"


def _from_responses(
    content: bytes, wanted: Wanted, shown: Shown, columns: dict[str, str], now: str
) -> list[Assessment]:
    from pemm import responses

    read = responses.read(
        content, wanted.source, shown.model, now, columns=columns, others=_other_models(shown)
    )
    if read.ignored:
        tell(shown.texts("import.columns-ignored", columns=", ".join(map(_cut, read.ignored))))
    if read.unread:
        lines = [
            shown.texts(
                "import.unread",
                row=each.row,
                column=_cut(each.column),
                found=_cut(each.found),
                hint=each.hint_in(shown.texts),
            )
            for each in read.unread[:100]
        ]
        more = len(read.unread) - len(lines)
        if more:
            lines.append(shown.texts("import.unread-more", n=more))
        listed = "\n".join(lines)
        if not wanted.skip_invalid:
            raise PemmError("responses-unread", path=wanted.source, cells=listed)
        tell(listed)
    return list(read.assessments)


def _other_models(shown: Shown) -> list[Model]:
    """The other models and languages here, of which one may have the wording that did not match."""
    others = []
    for place in library.available(Path()):
        try:
            for language in library.languages(place):
                model = library.load(place, language)
                if (model.id, model.language) != (shown.model.id, shown.model.language):
                    others.append(model)
        except PemmError:
            continue
    return others


def _write_one(assessment: Assessment, wanted: Wanted, shown: Shown) -> None:
    day = datetime.now().strftime("%Y-%m-%d")
    path = wanted.output or free_name(Path(), assessment.subject, day)
    _check_new(path, wanted)
    write_new(path, dump(assessment).encode(errors="replace"))
    result = score(assessment, shown.model)
    tell(shown.texts("import.wrote-one", path=path, answered=result.answered, asked=result.asked))


def _check_new(path: Path, wanted: Wanted) -> None:
    if path.is_dir():
        raise PemmError("output-is-folder", path=path)
    if not path.parent.is_dir():
        raise PemmError("output-folder", path=path, folder=path.parent)
    if path.exists() and not wanted.force:
        raise PemmError("output-exists", path=path)


def _write_many(found: list[Assessment], wanted: Wanted, shown: Shown) -> None:
    """Into one NDJSON file, or a file each into a folder: every path is checked before any is written."""
    source = "imported" if wanted.source == "-" else Path(wanted.source).stem
    target = wanted.output or Path(slug(source))
    if target.suffix.lower() in LINES:
        _check_new(target, wanted)
        lines = [json.dumps(json.loads(dump(each)), ensure_ascii=False) for each in found]
        write_new(target, ("\n".join(lines) + "\n").encode(errors="replace"))
    else:
        if target.suffix.lower() == ".json" or (target.exists() and not target.is_dir()):
            raise PemmError("output-no-folder", path=target)
        if not target.parent.is_dir():
            raise PemmError("output-folder", path=target, folder=target.parent)
        digits = max(2, len(str(len(found))))
        paths = [target / _name(each, number, digits) for number, each in enumerate(found, start=1)]
        for path in paths:
            if path.exists() and not wanted.force:
                raise PemmError("output-exists", path=path)
        target.mkdir(exist_ok=True)
        for path, each in zip(paths, found, strict=True):
            write_new(path, dump(each).encode(errors="replace"))
    tell(shown.texts("import.wrote-many", n=len(found), path=target))


def _name(assessment: Assessment, number: int, digits: int) -> str:
    """`03-builder.json`: the place in the source, and who it was as far as that is known."""
    who = assessment.respondent.name or assessment.respondent.role or assessment.subject
    return f"{number:0{digits}d}-{slug(who)}.json" if who else f"{number:0{digits}d}.json"


def print_link(file: Path, reference: str | None, language: str | None) -> None:
    """Prints the share link of an assessment; what it cannot carry is said on standard error."""
    assessment, _ = assessments.load(file)
    beside = None if str(file) == "-" else file.parent
    shown = open_model(reference, language, used=assessment, beside=beside)
    if assessment.model.id != shown.model.id:
        raise PemmError("other-model", found=assessment.model.id, expected=shown.model.id)
    link = sharelink.write(assessment, shown.model)
    print(link.address)
    texts = shown.texts
    say: Callable[[str], None] = tell
    if link.unsure:
        say(texts("link.unsure", n=len(link.unsure), ids=", ".join(link.unsure)))
    if link.not_applicable:
        say(texts("link.not-applicable", n=len(link.not_applicable), ids=", ".join(link.not_applicable)))
    if link.notes:
        say(texts("link.notes", n=link.notes))
    if link.dissent:
        say(texts("link.dissent", n=link.dissent))
    if link.unknown:
        say(texts("link.unknown", n=len(link.unknown), ids=", ".join(link.unknown)))
    if UNKNOWN in link.versions:
        say(texts("link.no-version"))
    elif len(link.versions) > 1:
        say(texts("link.versions", versions=", ".join(link.versions)))
    if link.language_left_out:
        say(texts("link.language", language=link.language_left_out))
