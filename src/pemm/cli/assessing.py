"""What `pemm assess` does: finds or begins the file, records or holds the conversation, and takes leave."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from pemm import library, recording, voices
from pemm.assessment import Assessment, again, load, new
from pemm.cli import meeting
from pemm.cli.messages import tell
from pemm.cli.opening import Shown, model_option, open_model
from pemm.errors import PemmError, UsageError
from pemm.filenames import free_name, unfinished
from pemm.questionnaire.keeper import Keeper, rescued_at_the_end, utc_now
from pemm.quick import is_quick
from pemm.scoring import score
from pemm.storage import Conflict
from pemm.texts import Texts

if TYPE_CHECKING:
    from pemm.questionnaire.conversation import Conversation
    from pemm.questionnaire.opening import Asker
    from pemm.survey.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command, as they were given."""

    file: Path | None
    old: Path | None
    quick: bool
    set: tuple[str, ...]
    answers: Path | None
    targets: tuple[str, ...]
    asks_targets: bool
    aspect_notes: tuple[str, ...]
    subject: str | None
    name: str | None
    role: str | None
    about: tuple[str, ...]
    no_input: bool
    plain: bool
    model: str | None
    language: str | None
    others: tuple[str, ...] = ()
    is_room: bool = False
    votes: bool = False
    dissents: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()

    @property
    def records(self) -> bool:
        """Whether answers are given here, so that nothing is asked."""
        spoken = self.dissents or self.hands
        return bool(self.set or self.answers is not None or self.targets or self.aspect_notes or spoken)


def run(wanted: Wanted) -> None:
    """Runs the command. Raises PemmError for what is wrong, typer.Exit to leave with a code."""
    _refuse_contradictions(wanted)
    set_answers = recording.pairs(wanted.set, "bad-set")
    about = recording.pairs(wanted.about, "bad-about")
    dissents = recording.listed_pairs(wanted.dissents, "bad-dissent")
    hands = list(recording.pairs(wanted.hands, "bad-vote").items())
    asks = not (wanted.records or wanted.no_input)

    old = load(wanted.old)[0] if wanted.old is not None else None
    offers = wanted.file is None and asks and old is None
    path = _offered(wanted) if offers else wanted.file
    if path is not None and wanted.old is not None and _same(path, wanted.old):
        raise PemmError("from-itself", path=path)
    found = _found(path, wanted) if path is not None else None
    if found is not None:
        stored, digest, shown = found
        assessment = stored
    else:
        stored, digest = None, None
        beside = path.parent if path else Path()
        shown = open_model(wanted.model, wanted.language, used=old, beside=beside, is_quick=wanted.quick)
        assessment = new(shown.model, utc_now())
        if old is not None:
            assessment = again(assessment, old)
    assessment = _described(assessment, wanted, shown, about)
    if old is not None and is_quick(old.model.questions) != is_quick(shown.model.questions_version):
        raise PemmError("from-quick")
    if old is not None:
        score(old, shown.model)  # refuses another model, and values that are no options
    workshop = meeting.opened(path, wanted.others, shown, votes=wanted.votes, is_room=wanted.is_room)
    assessment = meeting.described(assessment, workshop)
    if stored is None and asks and old is None:
        assessment = _introduced(assessment, wanted, shown, is_group=workshop is not None)
    if wanted.model is not None:
        _warn_of_place(wanted.model, path, shown)
    path = path or free_name(Path(), assessment.subject, datetime.now().strftime("%Y-%m-%d"))

    keeper = Keeper(path, digest, stored)
    if asks and not wanted.asks_targets:
        _converse(assessment, keeper, wanted, shown, old, workshop)
        return
    if wanted.records or not asks:
        assessment = _record(assessment, keeper, wanted, shown, set_answers, dissents, hands)
    if wanted.asks_targets:
        _ask_targets(assessment, keeper, wanted, shown)


def _refuse_contradictions(wanted: Wanted) -> None:
    """Raises UsageError for what cannot be meant, before anything is read."""
    if wanted.file is not None and str(wanted.file) == "-":
        raise UsageError("assess-stdin")
    if wanted.asks_targets and wanted.file is None:
        raise UsageError("targets-file")
    if wanted.asks_targets and wanted.no_input:
        raise UsageError("targets-no-input")
    meeting.refuse_contradictions(
        file=wanted.file,
        others=wanted.others,
        votes=wanted.votes,
        is_room=wanted.is_room,
        silent=_silent(wanted),
    )
    recording.target_pairs(wanted.targets)


def _silent(wanted: Wanted) -> str | None:
    """The option because of which the questions are not asked."""
    given = {
        "--set": wanted.set,
        "--answers": wanted.answers,
        "--target": wanted.targets,
        "--aspect-note": wanted.aspect_notes,
        "--dissent": wanted.dissents,
        "--vote": wanted.hands,
        "--targets": wanted.asks_targets,
        "--no-input": wanted.no_input,
    }
    return next((option for option, value in given.items() if value), None)


def _same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)


def _found(path: Path, wanted: Wanted) -> tuple[Assessment, str, Shown] | None:
    """The assessment of a file that is there, its digest, and its model; None for a file to be made."""
    if path.exists() or path.is_symlink():
        assessment, digest = load(path)
        empty = not assessment.answers
        shown = open_model(
            wanted.model,
            wanted.language,
            used=assessment,
            beside=path.parent,
            is_quick=wanted.quick and empty,
        )
        score(assessment, shown.model)  # refuses another model, and values that are no options
        if wanted.quick and not is_quick(assessment.model.questions) and assessment.answers:
            raise PemmError("not-quick", path=path)
        return assessment, digest, shown
    if not path.parent.is_dir():
        raise PemmError("output-folder", path=path, folder=path.parent)
    return None


def _warn_of_place(reference: str, path: Path | None, shown: Shown) -> None:
    """Says so where the assessment's own id will not lead back to the model that it is answered in."""
    given = library.find(reference, path.parent if path else Path())
    try:
        found = library.find_id(shown.model.id, path.parent if path else Path())
    except PemmError:
        found = None
    if found is None or not _same(found.path, given.path):
        tell(shown.texts("ask.model-elsewhere", model=shown.model.id, path=given.path))


def _described(assessment: Assessment, wanted: Wanted, shown: Shown, about: dict[str, str]) -> Assessment:
    """The assessment with what the options say of subject and respondent."""
    respondent = assessment.respondent
    if wanted.name is not None:
        respondent = replace(respondent, name=wanted.name or None)
    if wanted.role is not None:
        respondent = replace(respondent, role=recording.role(wanted.role, shown.model))
    if wanted.hands or wanted.dissents:  # nobody votes, or dissents, alone
        respondent = replace(respondent, is_group=True)
    subject = wanted.subject if wanted.subject is not None else assessment.subject
    described = replace(
        assessment, subject=subject or None, respondent=respondent, about={**assessment.about, **about}
    )
    return assessment if described == assessment else replace(described, updated=utc_now())


def _record(
    assessment: Assessment,
    keeper: Keeper,
    wanted: Wanted,
    shown: Shown,
    set_answers: dict[str, str],
    dissents: list[tuple[str, str]],
    hands: list[tuple[str, str]],
) -> Assessment:
    """Records what the options give, all or nothing, and says so."""
    given = recording.answers_file(wanted.answers, shown.model) if wanted.answers is not None else {}
    given |= {id: recording.word(id, text, shown.model) for id, text in set_answers.items()}
    targets = recording.targets(wanted.targets, shown.model)
    own_words = recording.aspect_notes(wanted.aspect_notes, shown.model)
    now = keeper.clock()
    assessment = recording.record(assessment, shown.model, given, now)
    assessment = voices.record(assessment, shown.model, dissents, hands, now)
    assessment = recording.with_targets(assessment, targets, now)
    assessment = recording.with_aspect_notes(assessment, own_words, now)
    result = score(assessment, shown.model)
    keeper.keep(assessment)
    if keeper.trouble:
        raise keeper.trouble
    tell(shown.texts("ask.recorded", file=keeper.path, answered=result.answered, asked=result.asked))
    if targets:
        from pemm.planning import lower_remarks
        from pemm.wording import remarks

        for sentence in remarks(shown.texts, lower_remarks(result, shown.model)):
            tell(sentence)
    return assessment


def _ask_targets(assessment: Assessment, keeper: Keeper, wanted: Wanted, shown: Shown) -> None:
    """Asks which levels are wanted; each is saved at once."""
    from pemm.questionnaire import targets

    name = quote(str(keeper.path))
    keeper.keep(assessment)
    if keeper.trouble:
        raise keeper.trouble
    try:
        asker = _asker(wanted, shown.texts)
        targets.ask(assessment, keeper, shown.model, shown.texts, asker, sys.stderr)
    except (KeyboardInterrupt, EOFError):
        if _is_plain(wanted):
            tell("")  # behind the prompt that was left
        _rescue(keeper)
        tell(shown.texts("ask.targets.left", file=keeper.path, command=f"pemm assess {name} --targets"))
        raise typer.Exit(130) from None
    _rescue(keeper)
    tell(shown.texts("ask.targets.saved", file=keeper.path, command=f"pemm plan {name}"))


def _offered(wanted: Wanted) -> Path | None:
    """An unfinished assessment of this folder, if there is one and the person wants to go on with it."""
    from pemm.questionnaire.opening import Choice
    from pemm.wording import clean

    shown = open_model(wanted.model, wanted.language, beside=Path())
    waiting = unfinished(Path(), shown.model)
    if not waiting:
        return None
    choices = []
    for path, assessment in waiting[:8]:
        result = score(assessment, shown.model)
        subject = clean(assessment.subject or "") or shown.texts("card.untitled")
        title = shown.texts(
            "ask.opening.continue-with",
            file=clean(path.name),
            subject=subject,
            answered=result.answered,
            asked=result.asked,
        )
        choices.append(Choice(str(path), title))
    choices.append(Choice("", shown.texts("ask.opening.begin-new")))
    asker = _asker(wanted, shown.texts)
    try:
        chosen = asker.choice(shown.texts("ask.opening.continue"), choices)
    except (KeyboardInterrupt, EOFError):
        raise typer.Exit(130) from None
    return Path(chosen) if chosen else None


def _introduced(assessment: Assessment, wanted: Wanted, shown: Shown, *, is_group: bool) -> Assessment:
    """A new assessment with subject and role asked for, where nothing gave them; a group has no one role."""
    from pemm.questionnaire.opening import Choice

    texts = shown.texts
    asker = _asker(wanted, texts)
    try:
        if wanted.subject is None and assessment.subject is None:
            assessment = replace(assessment, subject=asker.line(texts("ask.opening.subject")) or None)
        if wanted.role is None and shown.model.roles and not is_group:
            choices = [Choice("", texts("ask.opening.no-role"))]
            choices += [
                Choice(role.id, texts("ask.opening.role-choice", name=role.name, summary=role.summary))
                for role in shown.model.roles
            ]
            role = asker.choice(texts("ask.opening.role"), choices, first=0) or None
            assessment = replace(assessment, respondent=replace(assessment.respondent, role=role))
    except (KeyboardInterrupt, EOFError):
        raise typer.Exit(130) from None
    return assessment


def _asker(wanted: Wanted, texts: Texts) -> Asker:
    from pemm.questionnaire.opening import PlainAsker, TerminalAsker

    return PlainAsker(sys.stdin, sys.stderr) if _is_plain(wanted) else TerminalAsker(texts)


def _is_plain(wanted: Wanted) -> bool:
    """Whether the conversation is held in lines: asked for, or the terminal cannot show a screen."""
    if wanted.plain or os.environ.get("TERM", "") in ("dumb", "unknown"):
        return True
    return not (sys.stdin.isatty() and sys.stderr.isatty())


def _converse(
    assessment: Assessment,
    keeper: Keeper,
    wanted: Wanted,
    shown: Shown,
    old: Assessment | None,
    workshop: Workshop | None,
) -> None:
    from pemm.questionnaire import conversation

    now = conversation.begin(assessment, shown.model, old.answers if old else None, workshop)
    try:
        with rescued_at_the_end(keeper):
            now = _held(now, keeper, wanted, shown)
    except Conflict:
        raise
    except KeyboardInterrupt:
        if _is_plain(wanted):
            tell("")
        _rescue(keeper)
        tell(_leave_taking(keeper, keeper.saved or assessment, shown, wanted))
        raise typer.Exit(130) from None
    except Exception:  # such as a terminal that is gone: what is in memory only shall not go with it
        _rescue(keeper)
        raise
    _rescue(keeper)
    if now.outcome is conversation.Outcome.REPORT:
        tell(shown.texts("ask.done", file=keeper.path) + "\n")
        _show_card(now.assessment, keeper.path, shown, wanted)
    else:
        tell(_leave_taking(keeper, now.assessment, shown, wanted))


def _held(now: Conversation, keeper: Keeper, wanted: Wanted, shown: Shown) -> Conversation:
    """The conversation, held on the screen where there is one, else in lines."""
    if not _is_plain(wanted):
        from pemm.questionnaire import fullscreen

        try:
            return fullscreen.hold(now, keeper, shown.texts)
        except fullscreen.NoScreen:
            pass  # a console that only looks like a terminal, such as Git Bash on Windows
    from pemm.questionnaire import plain

    return plain.hold(now, keeper, shown.texts, input=sys.stdin, output=sys.stderr)


def _leave_taking(keeper: Keeper, assessment: Assessment, shown: Shown, wanted: Wanted) -> str:
    result = score(assessment, shown.model)
    command = f"pemm assess {quote(str(keeper.path))}{model_option(wanted.model)}"
    if wanted.old is not None:
        command += f" --from {quote(str(wanted.old))}"
    command += meeting.options(wanted.others, votes=wanted.votes, is_room=wanted.is_room)
    counts = {"answered": result.answered, "asked": result.asked}
    return shown.texts("ask.left", file=keeper.path, command=command, **counts)


def _rescue(keeper: Keeper) -> None:
    """The last attempt to keep what could not be saved, if there is any: once more, then anywhere else."""
    if keeper.unsaved is None:
        return
    keeper.keep(keeper.unsaved)
    if keeper.trouble is None or keeper.unsaved is None:
        return
    rescue = keeper.rescue(keeper.unsaved)
    if rescue is None:
        missing = ", ".join(keeper.missing()) or "-"
        reason = keeper.trouble.data.get("reason", "")
        raise PemmError("not-kept", file=keeper.path, reason=reason, missing=missing)
    raise PemmError("rescued", file=keeper.path, rescue=rescue)


def _show_card(assessment: Assessment, path: Path, shown: Shown, wanted: Wanted) -> None:
    from pemm.report import card, terminal

    result = score(assessment, shown.model)
    more = card.commands(path, shown.model, shown.texts, options=model_option(wanted.model))
    document = card.document(result, shown.model, shown.texts, every_answer=False, notes=True, more=more)
    terminal.write(document, terminal.console_for(sys.stdout), plain=wanted.plain)
