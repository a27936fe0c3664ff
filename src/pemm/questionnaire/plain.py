"""The conversation in plain lines: for a screen reader, a dumb terminal, a pipe.

Everything is printed once, from top to bottom, and every answer is a line. The state machine is the
same as for the screen.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill
from typing import TextIO

from pemm.questionnaire import conversation as talk
from pemm.questionnaire.conversation import LINES, Conversation, Outcome, Stage
from pemm.questionnaire.keeper import Keeper
from pemm.questionnaire.spread import hidden, line_title, offer, place_in_words, sentences
from pemm.texts import Texts
from pemm.wording import answer, clean, dissent_in_words

WIDTH = 76
_ASKING = (Stage.QUESTION, Stage.VOTES, Stage.LIST)
_SPOKEN = (Stage.VOTES, Stage.DISSENT)  # lines after which nothing was answered that could be echoed


def hold(now: Conversation, keeper: Keeper, texts: Texts, *, input: TextIO, output: TextIO) -> Conversation:
    """Holds the conversation to its end and returns the last state; saves after every answer.

    The end of `input` leaves it, as `q` does. Raises `pemm.storage.Conflict` where the file was
    changed by something else.
    """
    return _Holder(now, keeper, texts, input, output).run()


class _Holder:
    def __init__(
        self, now: Conversation, keeper: Keeper, texts: Texts, input: TextIO, output: TextIO
    ) -> None:
        self.now = now
        self.keeper = keeper
        self.texts = texts
        self.input = input
        self.output = output

    def run(self) -> Conversation:
        self._keep()
        if self.now.first:
            self._say(*self.texts.listed("ask.how"), "")
        self._show()
        while self.now.outcome is None:
            line = self._read()
            before = self.now
            if line is None:
                self.now = replace(self.now, outcome=Outcome.LEFT)
                break
            self._take(line)
            self._keep()
            self._tell(before)
        return self.now

    def _take(self, line: str) -> None:
        time = self.keeper.clock()
        if self.now.stage in _SPOKEN:
            self.now = talk.type_line(self.now, line, time)
        elif self.now.stage in LINES:
            self._take_text(line, time)
        elif self.now.stage is Stage.LIST and line.isdecimal():
            for digit in line:
                self.now = talk.press(self.now, digit, time)
            if self.now.typed:
                self.now = talk.press(self.now, talk.ENTER, time)
        elif self.now.stage is Stage.LIST or line:
            self.now = talk.press(self.now, line or talk.ENTER, time)
        elif self.now.state_of(self.now.question) != "unanswered" or self.now.last_time:
            self.now = talk.press(self.now, talk.ENTER, time)

    def _take_text(self, line: str, time: str) -> None:
        """An empty line keeps what is there, a dash removes it; evidence is added to."""
        if not line:
            self.now = talk.press(self.now, talk.ESCAPE, time)
            return
        if line == "-":
            line = ""
        elif self.now.stage is Stage.EVIDENCE:
            line = f"{self.now.draft} {line}"
        self.now = talk.type_line(self.now, line, time)

    def _tell(self, before: Conversation) -> None:
        now = self.now
        if now.notice:
            self._say(now.notice.sentence(self.texts))
        elif now.echo and now.assessment is not before.assessment and before.stage not in _SPOKEN:
            self._say(self._echoed(now.echo), *([said] if (said := offer(now, self.texts)) else []), "")
        if self.keeper.trouble:
            self._say(self.texts("ask.trouble", what=self.keeper.trouble.sentence(self.texts)))
        if now.stage is Stage.HELP:
            self._help()
            self.now = talk.press(now, talk.ESCAPE, self.keeper.clock())
        elif now.stage is Stage.SPREAD:
            self._spread()
            self.now = talk.press(now, talk.ESCAPE, self.keeper.clock())
        elif now.stage is Stage.DISSENT and before.stage is not Stage.DISSENT:
            self._dissent()
        elif now.outcome is None and now.notice is None and now.stage in _ASKING:
            if self._has_moved(before):
                self._show()
            elif now.assessment is not before.assessment:
                self._say(self.texts("ask.plain.kept"))

    def _has_moved(self, before: Conversation) -> bool:
        """Whether something else is asked: not after a line about the same question, nor before its hands."""
        if self.now.place != before.place:
            return True
        to_hands = self.now.stage is Stage.VOTES and before.stage is Stage.QUESTION
        return self.now.stage != before.stage and before.stage not in LINES and not to_hands

    def _echoed(self, id: str) -> str:
        given = self.now.assessment.answers[id]
        if given.value is None:
            return self.texts("ask.echo-none", state=self.texts(f"state.{given.state}"))
        return self.texts("ask.echo", label=clean(given.answer or ""), value=given.value)

    def _show(self) -> None:
        if self.now.stage is Stage.LIST:
            self._list()
        else:
            self._question()

    def _question(self) -> None:
        now = self.now
        question, given = now.question, now.given
        self._say(f"{place_in_words(now, self.texts)}.", question.text)
        for option in question.options:
            end = "" if option.label.endswith((".", "?", "!")) else "."
            self._say(f"{option.value}  {option.label}{end} {option.description}".rstrip(), indent="   ")
        if now.changes:
            self._say(self.texts("ask.changed", what=" ".join(now.changes)))
            shown = now.last_time or given
            if shown and shown.question and shown.question != question.text:
                self._say(self.texts("ask.was-asked", question=clean(shown.question)))
        last = now.last_time
        if last and last.state != "unanswered":
            self._say(self.texts("ask.last-time", answer=answer(self.texts, last)))
        elif given and given.state != "unanswered":
            key = "ask.to-confirm" if now.to_confirm(question) else "ask.plain.so-far"
            self._say(self.texts(key, answer=answer(self.texts, given)))
        for each in given.standing_dissent if given else ():
            said = dissent_in_words(each, now.model, question, self.texts)
            self._say(self.texts("ask.dissent.there", dissent=said))
        if now.note:
            self._say(self.texts("ask.note-there", note=clean(now.note)))
        for link in now.evidence:
            self._say(self.texts("ask.evidence-there", link=clean(link)))

        if spread := hidden(now, self.texts):
            self._say(spread)

    def _spread(self) -> None:
        for sentence, below in sentences(self.now, self.texts):
            self._say(sentence)
            for each in below:
                self._say(each, indent="   ")

    def _dissent(self) -> None:
        now = self.now
        question = now.model.question(now.dissenting or "")
        given = now.assessment.answers.get(now.dissenting or "")
        if question is None or given is None:
            return
        self._say(question.text, self.texts("ask.dissent.agreed", answer=answer(self.texts, given)))
        for each in given.standing_dissent:
            self._say(dissent_in_words(each, now.model, question, self.texts), indent="   ")

    def _help(self) -> None:
        now = self.now
        if now.question.help:
            self._say(now.question.help, "")
        self._say(self.texts("ask.levels-of", aspect=now.aspect.name))
        for level in now.model.levels:
            cell = now.aspect.level(level.value)
            self._say(
                self.texts("ask.level", value=level.value, name=level.name, title=cell.title), cell.summary
            )

    def _list(self) -> None:
        now = self.now
        open_questions = sum(now.state_of(question) == "unanswered" for question in now.model.questions)
        self._say(self.texts("ask.list-open" if open_questions else "ask.list-complete", n=open_questions))
        for number, question in enumerate(now.model.questions, start=1):
            given = now.assessment.answers.get(question.id)
            state = self.texts(f"state.{now.state_of(question)}")
            said = answer(self.texts, given) if given and given.value else state
            self._say(f"{number}. {question.text} {said}.")

    def _prompt(self) -> str:
        now = self.now
        if now.stage is Stage.NOTE:
            return self.texts("ask.plain.note")
        if now.stage is Stage.EVIDENCE:
            return self.texts("ask.plain.evidence")
        if now.stage is Stage.LIST:
            return self.texts("ask.plain.list")
        if now.stage in LINES:
            return line_title(now, self.texts, plain=True)
        values = now.question.values
        key = "ask.plain.keys"
        if now.workshop is not None:
            key = "ask.plain.keys-votes" if now.workshop.takes_votes else "ask.plain.keys-workshop"
        return self.texts(key, values=f"{values[0]}-{values[-1]}")

    def _read(self) -> str | None:
        """The next line without its blanks; None at the end of the input."""
        self.output.write(f"{self._prompt()} ")
        self.output.flush()
        line = self.input.readline()
        if not line:
            self.output.write("\n")
            return None
        return line.strip()

    def _say(self, *paragraphs: str, indent: str = "") -> None:
        for text in paragraphs:
            filled = fill(
                text, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * 3 if indent else ""
            )
            self.output.write(filled + "\n")

    def _keep(self) -> None:
        self.keeper.keep(self.now.assessment)
