"""One round of killing: pemm is started, typed at, killed, and what it leaves is looked at."""

from __future__ import annotations

import json
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import jsonschema
from killed_typing import PLAIN, SCREEN, Step, T, Typist, held, said, shows, the_model
from pseudoterminal import Terminal

import pemm
from pemm.assessment import Assessment, load, new
from pemm.questionnaire import conversation as talk
from pemm.questionnaire.conversation import Conversation

SCHEMA = Path(pemm.__file__).parent / "schemas" / "assessment.schema.json"
PATIENCE = 20.0  # seconds until something that does not appear is a fault
DROPPED = 4.0  # seconds after which a key was dropped: it came before its question stood


class Lost(AssertionError):
    """Something confirmed is not there, or something else is wrong after a kill."""


class TimeUp(Exception):
    """The moment to kill has come."""


@dataclass
class Figures:
    """What a number of rounds came to."""

    rounds: int = 0  # runs that were killed
    confirmed: int = 0  # answers, notes and evidence that the screen confirmed before its kill
    lost: int = 0
    resumed: int = 0  # runs that were seen to stand where the file does
    temporaries: int = 0  # kills that left a temporary file behind: within a save
    unconfirmed: int = 0  # kills after a save, before its confirmation stood on the screen
    finished: int = 0  # runs that came to the report before their kill
    phases: Counter[str] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        said = [
            f"{self.rounds} rounds: {self.confirmed} answers and notes confirmed, {self.lost} lost",
            f"  {self.resumed} runs seen to go on at the right question",
            f"  {self.temporaries} killed within a save (it left a temporary file, removed later)",
            f"  {self.unconfirmed} killed after a save, before it was confirmed",
            f"  {self.finished} more runs came to their end first",
        ]
        return "\n".join([*said, *(f"  {n:5} {phase}" for phase, n in sorted(self.phases.items()))])


class Round:
    """One run of pemm on the file of a chain, from its start to its kill."""

    def __init__(self, path: Path, random: Random, figures: Figures) -> None:
        self.path = path
        self.random = random
        self.figures = figures
        self.mode = self.random.choice((SCREEN, PLAIN))
        self.typist = Typist(self.random, self.mode)
        self.left_before = self._temporaries()
        self.is_new = not self.path.exists()
        stored = new(the_model(), T) if self.is_new else load(self.path)[0]
        self.now = talk.begin(stored, the_model())  # what the screen confirmed
        self.steps: list[Step] = []  # keys of which it is not yet known whether they arrived
        self.phase = "while starting"
        self.confirmed = 0
        self.saves = 0  # confirmed in this run
        self.since = 0  # where in all that was said the answer to the last key begins

    def run(self) -> None:
        arguments = ["assess", self.path.name, *(["--plain"] if self.mode == PLAIN else [])]
        opens = self.is_new and self.random.random() < 0.3
        if self.is_new and not opens:
            arguments += ["--subject", "X", "--role", "leader"]
            self.now = talk.begin(_described(self.now.assessment), the_model())
        # Half of the kills come at a moment of their own, the others right after a key.
        by_time = self.random.random() < 0.5
        self.end = time.monotonic() + self.random.uniform(0, 2.0) if by_time else None
        last = self.random.randrange(12)
        self.terminal = Terminal(arguments, self.path.parent, height=50)
        self.terminal.child.delaybeforesend = None
        finished = False
        try:
            self._hold(opens, None if by_time else last)
            finished = True
        except TimeUp:
            self.terminal.child.kill(signal.SIGKILL)
        code = self.terminal.code()
        if finished or code == 0:
            assert code == 0, f"ended with {code}:\n{self.terminal.text}"
            finished = True
        self._verify(finished)

    # Typing

    def _hold(self, opens: bool, last: int | None) -> None:
        if last == 0:
            self.end = time.monotonic() + self.random.uniform(0, 0.8)
        if opens:
            self._open()
        self._wait(lambda: self._shows(self.now), "does not stand where the file does")
        self.figures.resumed += not self.is_new
        self.phase = "between two keys"
        count = 0
        while self.now.outcome is None:
            for step in self.typist.something(self.now):
                count += 1
                self._type(step, is_last=last is not None and count >= last)
        self._wait(lambda: not self.terminal.child.isalive(), "does not end")

    def _open(self) -> None:
        self.phase = "at the opening questions"
        self._wait(lambda: said("ask.opening.subject") in self._text(), "asks no subject")
        self.terminal.press("X\r" if self.mode == SCREEN else "X\n")
        self._wait(lambda: said("ask.opening.role") in self._text(), "asks no role")
        leader = [role.id for role in the_model().roles].index("leader") + 1
        self.terminal.press(f"{leader}" if self.mode == SCREEN else f"{leader}\n")
        self.now = talk.begin(_described(self.now.assessment), the_model())

    def _type(self, step: Step, *, is_last: bool) -> None:
        while self.terminal.read(0.03):  # a key counts only when all of its question stands there
            self._look_at_the_clock()
        before = self._text()
        self.since = len(self.terminal.said)
        self.steps, self.phase = [step], step.phase
        self.terminal.press(step.keys + ("\n" if self.mode == PLAIN else ""))
        if is_last:
            self.end = time.monotonic() + self.random.choice((0.0, 0.003, 0.01, 0.03)) * self.random.random()
        if step.after.outcome is None:
            again = (now := time.monotonic()) + DROPPED
            while not self._wait(lambda: self._shows(step.after), "does not appear", until=again):
                assert again < now + PATIENCE, (
                    f"{self.mode}: {self._wanted()} does not appear\n{self._text()}"
                )
                if self._text() == before:
                    self.terminal.press(step.keys + ("\n" if self.mode == PLAIN else ""))
                again += DROPPED
            self._arrived()
            self.phase = "between two keys"
        else:
            self.now = step.after
            if self.end is None and self.random.random() < 0.8:
                self.end = time.monotonic() + self.random.uniform(0, 0.6)

    def _arrived(self) -> None:
        (step,) = self.steps
        if held(step.after.assessment) != held(self.now.assessment):
            self.confirmed += 1
        self.saves += step.after.assessment is not self.now.assessment
        self.now, self.steps = step.after, []

    def _wait(self, condition: Callable[[], bool], fault: str, until: float | None = None) -> bool:
        """Waits for the condition; False where `until` came first. Raises TimeUp when it is."""
        patience = time.monotonic() + PATIENCE
        while True:
            now = self._look_at_the_clock()
            if condition():
                return True
            if until is not None and now >= until:
                return False
            assert now < patience, f"{self.mode}: {fault}, {self._wanted()}\n{self._text()}"
            self.terminal.read(min(0.02, max(0.0, self.end - now)) if self.end is not None else 0.02)

    def _look_at_the_clock(self) -> float:
        now = time.monotonic()
        if self.end is not None and now >= self.end:
            raise TimeUp
        return now

    def _wanted(self) -> str:
        state = self.steps[0].after if self.steps else self.now
        return f"{state.stage} question {state.place + 1}, keys {[step.keys for step in self.steps]}"

    # What stands there

    def _text(self) -> str:
        if self.mode == SCREEN:
            return " ".join(self.terminal.text.split())
        return " ".join(self.terminal.said[self.since :].decode(errors="replace").split())

    def _shows(self, state: Conversation) -> bool:
        return shows(self._text(), state, self.now, self.mode)

    # After the kill

    def _verify(self, finished: bool) -> None:
        arrived = False
        if self.steps and self.steps[0].after.outcome is None and self._shows(self.steps[0].after):
            arrived = True  # what was on its way to the screen counts as confirmed
        maybe = [step.after.assessment for step in self.steps]
        if arrived:
            self._arrived()
        self.figures.finished += finished
        self.figures.rounds += not finished
        if not finished:
            self.figures.phases[f"{self.mode}, {self.phase}"] += 1
        self.figures.confirmed += self.confirmed
        left = self._temporaries()
        self.figures.temporaries += len(left - self.left_before)
        if self.path.exists():
            self._verify_file([] if arrived else maybe)
        else:
            assert self.is_new, "the file is gone"
            assert not self.saves, f"nothing was saved, {self.saves} times confirmed"
        others = {each.name for each in self.path.parent.iterdir()} - left - {self.path.name}
        assert not others, f"{others} should not be there"
        if self.saves > 1 or (self.saves and not self.is_new):
            assert not left & self.left_before, f"{left & self.left_before} were left by an earlier kill"
        assert len(left) <= len(self.left_before) + 1, f"{left}: one run leaves one at most"
        if finished:
            self.path.unlink()
            for name in left:
                (self.path.parent / name).unlink()

    def _verify_file(self, maybe: list[Assessment]) -> None:
        stored, _ = load(self.path)
        jsonschema.validate(json.loads(self.path.read_bytes()), json.loads(SCHEMA.read_bytes()))
        there, sure = held(stored), held(self.now.assessment)
        if there == sure:
            return
        if any(there == held(each) for each in maybe):
            self.figures.unconfirmed += 1
            return
        gone = {id: (sure[id], there.get(id)) for id in sure if there.get(id) != sure[id]}
        raise Lost(f"{self.mode}, {self.phase}: confirmed, and what is there: {gone}; all of it: {there}")

    def _temporaries(self) -> set[str]:
        names = {each.name for each in self.path.parent.iterdir()}
        return {name for name in names if re.fullmatch(r"\.pemm-[0-9a-f]{8}-[0-9a-f]{8}\.tmp", name)}


def _described(assessment: Assessment) -> Assessment:
    return replace(assessment, subject="X", respondent=replace(assessment.respondent, role="leader"))
