"""The conversation on a terminal: one question a screen, one keystroke an answer.

This is a prompt_toolkit application of our own and not a questionary prompt: the whole screen is
redrawn from the state, so a resized window, a scrolled help page and a note typed under its question
all work, and a key counts only once its question stands on the screen. The line-by-line questions
before it (`pemm.questionnaire.opening`) are questionary's.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.styles import Style

from pemm.errors import PemmError
from pemm.questionnaire import conversation as talk
from pemm.questionnaire import stopping
from pemm.questionnaire.conversation import LINES, Conversation, Stage
from pemm.questionnaire.keeper import Keeper
from pemm.questionnaire.lines import wrap
from pemm.questionnaire.screen import View, draw
from pemm.questionnaire.spread import line_title
from pemm.texts import Texts

_STYLE = Style.from_dict(
    {
        "subject": "bold",
        "quiet": "ansibrightblack",
        "question": "bold",
        "key": "bold ansicyan",
        "label": "bold",
        "chosen": "bold ansigreen",
        "pointed": "bold reverse",
        "here": "bold ansicyan",
        "answered": "ansigreen",
        "unsure": "ansiyellow",
        "unanswered-list": "ansiyellow",
        "notice": "ansiyellow",
        "trouble": "bold ansired",
    }
)
_NAMED = {
    Keys.Enter: talk.ENTER,
    Keys.Left: talk.LEFT,
    Keys.Right: talk.RIGHT,
    Keys.Up: talk.UP,
    Keys.Down: talk.DOWN,
    Keys.Backspace: "backspace",
}
LINE_ROWS = 3  # what a note being typed takes, below its title
PAGES = (Stage.HELP, Stage.LIST, Stage.SPREAD)  # which the space bar turns
_SCROLL = {Keys.PageUp: -10, Keys.PageDown: 10}


@dataclass(slots=True)
class _Scroll:
    """How far the screen is scrolled down, and how far it could be."""

    top: int = 0
    most: int = 0

    def move(self, by: int) -> None:
        self.top = max(0, min(self.top + by, self.most))


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; what was answered is saved."""


class NoScreen(Exception):
    """What looked like a terminal cannot show a screen."""


def hold(
    now: Conversation,
    keeper: Keeper,
    texts: Texts,
    *,
    input: Input | None = None,
    output: Output | None = None,
) -> Conversation:
    """Holds the conversation to its end and returns the last state; saves after every answer.

    `input` and `output` are the terminal unless given. Raises Interrupted on Ctrl-C, NoScreen where
    there is no terminal after all, and `pemm.storage.Conflict` where the file was changed by something else.
    """
    try:
        input = input or create_input(always_prefer_tty=True)
        output = output or create_output(stdout=sys.stderr)
    except Exception as error:  # on Windows an exception of its own kind, that only exists there
        raise NoScreen from error
    holder = _Holder(now, keeper, texts, input, output)
    holder.run()
    return holder.now


class _Holder:
    def __init__(self, now: Conversation, keeper: Keeper, texts: Texts, input: Input, output: Output) -> None:
        self.now = now
        self.keeper = keeper
        self.texts = texts
        self.scroll = _Scroll()
        self.shown: Conversation | None = None  # the state that stands on the screen
        self.ended_by: BaseException | None = None
        self.buffer = Buffer(multiline=False, accept_handler=self._accept)
        self.ascii = not _can_encode(output.encoding())
        self.input = input
        self.app: Application[None] = Application(
            layout=self._layout(),
            key_bindings=self._keys(),
            style=_STYLE,
            full_screen=True,
            input=input,
            output=output,
            after_render=self._after_render,
            enable_page_navigation_bindings=False,
            erase_when_done=True,
        )
        self.app.ttimeoutlen = 0.1  # Esc alone shall not wait for the rest of a sequence

    def run(self) -> None:
        self._keep(self.now)
        if self._typing():
            self._begin_line()
        if self.ended_by is None:
            self.app.run(pre_run=lambda: stopping.watch(self.app))
        if self.ended_by is not None:
            raise self.ended_by

    # What is shown

    def _layout(self) -> Layout:
        typing = Condition(self._typing)
        line = HSplit(
            [
                Window(
                    FormattedTextControl(lambda: "\n".join(self._line_title())),
                    height=lambda: len(self._line_title()),
                    style="class:label",
                ),
                Window(BufferControl(self.buffer), height=self._line_room, wrap_lines=True),
            ]
        )
        body = Window(FormattedTextControl(self._body, show_cursor=False), always_hide_cursor=True)
        return Layout(HSplit([body, ConditionalContainer(line, typing)]))

    def _typing(self) -> bool:
        return self.now.stage in LINES

    def _line_room(self) -> int:
        """The rows for what is typed: a show of hands is short, and the options above it are read out."""
        return 1 if self.now.stage is Stage.VOTES else LINE_ROWS

    def _line_title(self) -> list[str]:
        return wrap(line_title(self.now, self.texts), self.app.output.get_size().columns)

    def _body(self) -> StyleAndTextTuples:
        size = self.app.output.get_size()
        height = size.rows - (len(self._line_title()) + self._line_room() if self._typing() else 0)
        screen = draw(self.now, self._view(), size.columns, height)
        room = max(1, height - len(screen.foot))
        self.scroll.most = max(0, len(screen.body) - room)
        self.scroll.move(0)
        shown = screen.body[self.scroll.top : self.scroll.top + room]
        if self.scroll.top < self.scroll.most:
            shown[-1] = [("class:quiet", self.texts("ask.more-below"))]
        pieces: StyleAndTextTuples = []
        for line in [*shown, *screen.foot]:
            pieces += [*line, ("", "\n")]
        return pieces[:-1]

    def _view(self) -> View:
        trouble, saved_at = self.keeper.trouble, self.keeper.saved_at
        return View(
            texts=self.texts,
            file=str(self.keeper.path),
            saved=saved_at.strftime("%H:%M") if saved_at else "",
            trouble=self.texts("ask.trouble", what=trouble.sentence(self.texts)) if trouble else "",
            ascii=self.ascii,
        )

    def _after_render(self, app: Application[None]) -> None:
        """From here on keys are for what stands on the screen; those typed before it are dropped."""
        if not self._stands():
            _drop_typed_ahead(self.input)
        self.shown = self.now

    def _stands(self) -> bool:
        """Whether what a key would answer is what stands on the screen."""
        shown, now = self.shown, self.now
        return shown is not None and (shown.place, shown.stage) == (now.place, now.stage)

    # What is typed

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        typing = Condition(self._typing)

        @keys.add(Keys.Any, filter=~typing)
        def _any(event: KeyPressEvent) -> None:
            self._press(event.data)

        for key, name in _NAMED.items():
            keys.add(key, filter=~typing)(self._presses(name))
        for key, by in _SCROLL.items():
            keys.add(key)(self._scrolls(by))
        keys.add(" ", filter=Condition(lambda: self.now.stage in PAGES))(self._scrolls(10))

        before_hands = Condition(lambda: self.now.stage is Stage.VOTES and not self.buffer.text)
        for letter in talk.BESIDE_HANDS:
            keys.add(letter, filter=before_hands, eager=True)(self._types(letter))

        @keys.add(Keys.BracketedPaste, filter=~typing)
        def _pasted(event: KeyPressEvent) -> None:
            """Pasted text is no answer."""

        @keys.add(Keys.Escape, eager=True)
        def _escape(event: KeyPressEvent) -> None:
            self._press(talk.ESCAPE)

        @keys.add("c-c")
        def _interrupt(event: KeyPressEvent) -> None:
            self._keep_line()
            self._end(Interrupted())

        @keys.add("c-d")
        def _end_of_input(event: KeyPressEvent) -> None:
            self._keep_line()
            self._end(None)

        @keys.add("c-z")
        def _suspend(event: KeyPressEvent) -> None:
            stopping.stop(event.app)

        @keys.add("c-l")
        def _redraw(event: KeyPressEvent) -> None:
            event.app.renderer.clear()

        return keys

    def _presses(self, name: str) -> Callable[[KeyPressEvent], None]:
        return lambda event: self._press(name)

    def _types(self, line: str) -> Callable[[KeyPressEvent], None]:
        return lambda event: self._type(line)

    def _scrolls(self, by: int) -> Callable[[KeyPressEvent], None]:
        return lambda event: self.scroll.move(by)

    def _press(self, key: str) -> None:
        if not self._stands():
            return  # typed before this question stood on the screen
        if key in (talk.UP, talk.DOWN) and self._scrolls_first(key):
            self.scroll.move(1 if key == talk.DOWN else -1)
            return
        self._become(talk.press(self.now, key, self.keeper.clock()))

    def _type(self, line: str) -> None:
        if self._stands():
            self._become(talk.type_line(self.now, line, self.keeper.clock()))

    def _scrolls_first(self, key: str) -> bool:
        """Whether an arrow scrolls: on a page always, on a question until its end stands on the screen."""
        if self.now.stage is not Stage.QUESTION:
            return True
        hidden = self.scroll.top < self.scroll.most if key == talk.DOWN else self.scroll.top > 0
        return hidden and self.now.pointed is None

    def _accept(self, buffer: Buffer) -> bool:
        before = self.now
        self._become(talk.type_line(self.now, buffer.text, self.keeper.clock()))
        # A refused line stays to be mended; one that a next question begins with is its own.
        return self._typing() and (self.now.place, self.now.stage) == (before.place, before.stage)

    def _become(self, now: Conversation) -> None:
        if now.place != self.now.place or now.stage != self.now.stage:
            self.scroll.top = 0
        begins_line = now.stage in LINES and (now.place, now.stage) != (self.now.place, self.now.stage)
        self.now = now
        if begins_line:
            self._begin_line()
        self._keep(now)
        if now.outcome is not None and self.ended_by is None:
            self._end(None)

    def _begin_line(self) -> None:
        self.buffer.text = self.now.draft
        self.buffer.cursor_position = len(self.now.draft)
        self.app.layout.focus(self.buffer)

    def _keep(self, now: Conversation) -> None:
        try:
            self.keeper.keep(now.assessment)
        except PemmError as conflict:
            self._end(conflict)

    def _keep_line(self) -> None:
        """A note that is being typed is not lost by leaving."""
        if self.now.stage in (Stage.NOTE, Stage.DISSENT) and self.buffer.text.strip():
            self.now = talk.type_line(self.now, self.buffer.text, self.keeper.clock())
            self._keep(self.now)

    def _end(self, reason: BaseException | None) -> None:
        if reason is not None:
            self.ended_by = self.ended_by or reason
        if self.now.outcome is None:
            self.now = replace(self.now, outcome=talk.Outcome.LEFT)
        if self.app.is_running:
            self.app.exit()


def _can_encode(encoding: str) -> bool:
    try:
        "●○◉".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _drop_typed_ahead(input: Input) -> None:
    """Empties the terminal's own queue of keys, where there is one."""
    with contextlib.suppress(Exception):  # no terminal, or Windows: nothing to drop
        import termios

        termios.tcflush(input.fileno(), termios.TCIFLUSH)
