"""The app: its options, its streams, and the place where every error ends in a sentence."""

from __future__ import annotations

import os
import sys
from io import StringIO
from pathlib import Path
from typing import Annotated, NoReturn, TextIO, cast

import typer

from pemm import __version__
from pemm.cli.finding import Commands
from pemm.cli.messages import tell
from pemm.errors import PemmError

_USAGE = cast(type[Exception], typer.BadParameter.__base__)  # typer exports no nearer name for it

app = typer.Typer(
    name="pemm",
    cls=Commands,
    rich_markup_mode=None,  # help without rich starts twice as fast
    add_completion=False,  # --install-completion would edit the shell's start-up file unasked
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pemm {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Find out where your internal platform stands in the CNCF Platform Engineering Maturity Model.

    Answers are scored on this machine and kept in a file of yours; nothing leaves it.
    """
    if context.invoked_subcommand is None:
        from pemm.texts import load

        typer.echo("\n".join(load(_error_language()).listed("start")))


def main() -> NoReturn:
    """Runs the command line and leaves with the exit code of the contract."""
    _complete_streams()
    # A stream that cannot show a character shows a stand-in; a report must not break on an accent.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")
    stdout = sys.stdout
    try:
        code = app(prog_name="pemm", standalone_mode=False)
        _leave(code if isinstance(code, int) else 0)
    except SystemExit as leaving:
        # typer leaves with 1, and a stream of its own, where the reader of its help has gone.
        is_done = leaving.code is None or (leaving.code == 1 and sys.stdout is not stdout)
        _leave(0 if is_done else leaving.code if isinstance(leaving.code, int) else 1)
    except typer.Abort:  # so typer calls an input that ended where somebody was asked
        _say(PemmError("system", reason="end of input"))
        _leave(1)
    except _USAGE as error:
        _say_usage(error)
        _leave(2)
    except PemmError as error:
        _say(error)
        _leave(error.exit_code)
    except BrokenPipeError:
        _leave(0)
    except KeyboardInterrupt:
        _leave(130)
    except MemoryError:
        _say(PemmError("memory"))
        _leave(1)
    except OSError as error:
        _say(PemmError("system", reason=error.strerror or str(error)))
        _leave(1)
    except Exception as error:  # a fault of pemm: said in a sentence, with the way to the details
        if os.environ.get("PEMM_DEBUG"):
            raise
        _say(PemmError("fault", kind=type(error).__name__, reason=str(error)))
        _leave(1)
    _leave(0)


def _complete_streams() -> None:
    """Whoever closes a stream (`>&-`) gets one that leads nowhere, and not a fault."""

    def nowhere(mode: str) -> TextIO:
        return cast(TextIO, Path(os.devnull).open(mode, encoding="utf-8"))  # stays open to the end

    sys.stdin = sys.stdin or nowhere("r")
    sys.stdout = sys.stdout or nowhere("w")
    sys.stderr = sys.stderr or nowhere("w")


def _say(error: PemmError) -> None:
    from pemm.texts import load

    tell(error.sentence(load(_error_language())))


def _say_usage(error: Exception) -> None:
    """What typer says of a wrong command line, which quotes it; helps are its lines too, and stay lines."""
    from pemm.cleaning import unseen_escaped

    said = StringIO()
    error.show(said)  # type: ignore[attr-defined]  # every usage error of typer has it
    print(unseen_escaped(said.getvalue(), lambda char: ""), end="", file=sys.stderr)


def _error_language() -> str:
    from pemm.texts import languages

    language = os.environ.get("PEMM_LANG", "en")
    return language if language in languages() else "en"


def _leave(code: int) -> NoReturn:
    """Leaves, flushing first: a reader that has gone away is no error, a full disk is one."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            _say(PemmError("system", reason=error.strerror or str(error)))
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = code or 1
    sys.exit(code)
