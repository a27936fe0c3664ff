"""Two at one file: whoever is slower loses nothing, and takes nothing away from the faster one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pemm import wholefile
from pemm.assessment import load
from pemm.storage import Conflict, digest_of, read, write

if sys.platform == "win32":
    pytest.skip("needs a POSIX file system", allow_module_level=True)

from pseudoterminal import Terminal

NOW = "2026-10-02T14:02:11Z"
Change = Callable[[Path, bytes], None]


def renamed_over(path: Path, content: bytes) -> None:
    """As most editors save, and git."""
    other = path.with_name("their-temporary-file")
    other.write_bytes(content)
    other.replace(path)


def in_place(path: Path, content: bytes) -> None:
    """As simple editors save, and `>`."""
    path.write_bytes(content)


def removed(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)


def begun(folder: Path, answers: int = 2) -> Path:
    """A file in which the first questions are answered."""
    path = folder / "a.json"
    given = [f"--set=investment_{number}=1" for number in range(1, answers + 1)]
    subprocess.run(
        [sys.executable, "-m", "pemm", "assess", path, *given], check=True, capture_output=True, timeout=60
    )
    return path


def beside(path: Path) -> Path:
    (found,) = path.parent.glob("*.conflict-*.json")
    return found


def values(path: Path) -> dict[str, int | None]:
    return {id: each.value for id, each in load(path)[0].answers.items()}


def at_question(number: int, path: Path, *arguments: str) -> Terminal:
    terminal = Terminal(["assess", path.name, *arguments], path.parent, height=50)
    terminal.see(f"question {number} of 20")
    return terminal


@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["screen", "plain"])
def test_two_people_in_one_file(plain: list[str], tmp_path: Path) -> None:
    """The first to save has the file, and goes on; the other's answers stand beside it."""
    path = begun(tmp_path)
    enter = "\n" if plain else ""
    one, two = at_question(3, path, *plain), at_question(3, path, *plain)
    one.press("2" + enter)
    one.see("question 4 of 20")
    two.press("3" + enter)
    assert two.code() == 1
    assert "".join(str(beside(path)).split()) in "".join(two.said.decode().split())
    one.press("4" + enter)
    one.see("question 5 of 20")
    one.press("q" + enter)
    assert one.code() == 0
    both = {"investment_1": 1, "investment_2": 1}
    assert values(path) == {**both, "investment_3": 2, "investment_4": 4}
    assert values(beside(path)) == {**both, "investment_3": 3}
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("change", [renamed_over, in_place, removed])
def test_an_editor_saves_while_the_conversation_runs(change: Change, tmp_path: Path) -> None:
    """What was edited stays as it was saved; everything typed in the sitting stands beside it."""
    path = begun(tmp_path)
    terminal = at_question(3, path)
    terminal.press("2")
    terminal.see("question 4 of 20")
    edited = path.read_bytes().replace(b'"subject": null', b'"subject": "Edited"')
    change(path, edited)
    terminal.press("3")
    assert terminal.code() == 1
    assert values(beside(path)) == {
        "investment_1": 1,
        "investment_2": 1,
        "investment_3": 2,
        "investment_4": 3,
    }
    assert (path.read_bytes() == edited) if change is not removed else not path.exists()


def test_git_takes_the_file_back_while_the_conversation_runs(tmp_path: Path) -> None:
    """checkout and stash bring an old file; what was typed since stands beside it. Brought back, it is gone
    on with as if nothing had been."""
    path = begun(tmp_path)

    def git(*arguments: str) -> None:
        ours = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(
            ["git", *who, *arguments], cwd=tmp_path, env=ours, check=True, capture_output=True, timeout=60
        )

    git("init")
    git("add", "a.json")
    git("commit", "-m", "Begin")
    committed = path.read_bytes()
    terminal = at_question(3, path)
    terminal.press("2")
    terminal.see("question 4 of 20")
    git("stash")
    assert path.read_bytes() == committed
    git("stash", "pop")
    terminal.press("3")
    terminal.see("question 5 of 20")
    for number, take_back in enumerate((["stash"], ["checkout", "--", "a.json"])):
        saved = values(path)
        git(*take_back)
        terminal.press("4")
        assert terminal.code() == 1
        assert path.read_bytes() == committed
        assert saved.items() <= values(beside(path)).items()
        assert len(values(beside(path))) == len(saved) + 1
        beside(path).unlink()
        if number == 0:
            terminal = at_question(3, path)
            terminal.press("1")
            terminal.see("question 4 of 20")


@pytest.mark.parametrize("change", [renamed_over, in_place, removed])
def test_a_change_while_the_new_content_is_flushed_is_seen(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing and flushing take their time; the file is looked at again just before it is replaced."""
    path = tmp_path / "a.json"
    path.write_bytes(b"one")
    meanwhile(lambda: change(path, b"theirs"), monkeypatch)
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours", digest_of(b"one"), NOW)
    assert conflict.value.beside.read_bytes() == b"ours"
    assert path.exists() == (change is not removed)
    assert change is removed or path.read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1 + path.exists()


def test_a_file_that_appears_while_it_is_created_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that begin one file, the second stands beside the first."""
    path = tmp_path / "a.json"
    meanwhile(lambda: in_place(path, b"theirs"), monkeypatch)
    with pytest.raises(Conflict) as conflict:
        write(path, b"ours", None, NOW)
    assert (path.read_bytes(), conflict.value.beside.read_bytes()) == (b"theirs", b"ours")


def meanwhile(change: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the change happen while the next file is flushed to the disk, as late as can be had."""
    real = os.fsync

    def slow(descriptor: int) -> None:
        real(descriptor)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            monkeypatch.setattr(os, "fsync", real)
            change()

    monkeypatch.setattr(os, "fsync", slow)


WRITER = """
import sys
from pathlib import Path
from pemm.storage import Conflict, read, write
path, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(times):
    content, digest = read(path)
    try:
        write(path, content + f"{name}-{number}\\n".encode(), digest, "2026-10-02T14:02:11Z")
    except Conflict:
        pass
"""


def hammered(path: Path, writers: int, times: int) -> tuple[set[str], int]:
    """What stands in the file and beside it after writers, each for itself, added lines to it; and in how
    many files beside."""
    path.write_bytes(b"")
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, f"w{number}", str(times)])
        for number in range(writers)
    ]
    assert [each.wait(timeout=120) for each in processes] == [0] * writers
    files = list(path.parent.glob("*.json"))
    return {line for each in files for line in each.read_text().splitlines()}, len(files) - 1


@pytest.mark.parametrize("times", [25, pytest.param(400, marks=pytest.mark.slow)])
def test_no_save_of_several_processes_is_lost(times: int, tmp_path: Path) -> None:
    """All at one file as fast as they can: each line stands in the file, or beside it, and nothing else."""
    there, conflicts = hammered(tmp_path / "a.json", 4, times)
    assert there == {f"w{writer}-{number}" for writer in range(4) for number in range(times)}
    assert conflicts  # else they were never at it at once
    assert not list(tmp_path.glob(".pemm-*"))


SLOW_WRITER = """
import os, sys, time
from pathlib import Path
from pemm.storage import digest_of, write
real, path = os.replace, Path(sys.argv[1])
def slow(*names):
    print("looked", flush=True)
    time.sleep(0.5)
    real(*names)
os.replace = slow
write(path, b"slow", digest_of(b"one"), "now")
"""


def test_a_save_between_the_last_look_and_the_last_step_has_to_wait(tmp_path: Path) -> None:
    """A process that was stopped there does not replace what another one saved meanwhile."""
    path = tmp_path / "a.json"
    path.write_bytes(b"one")
    command = [sys.executable, "-c", SLOW_WRITER, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as slow:
        assert slow.stdout is not None
        assert slow.stdout.readline() == "looked\n"
        with pytest.raises(Conflict) as conflict:
            write(path, b"quick", digest_of(b"one"), NOW)
    assert slow.returncode == 0
    assert (path.read_bytes(), conflict.value.beside.read_bytes()) == (b"slow", b"quick")


def test_a_lock_is_no_file_and_goes_with_its_process(tmp_path: Path) -> None:
    """Killed while it held off the others, a process holds off nobody."""
    holding = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pemm.wholefile import alone\n"
        "with alone(Path(sys.argv[1])) as it:\n    assert it\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", holding, tmp_path], check=False).returncode == -9
    assert list(tmp_path.iterdir()) == []
    with wholefile.alone(tmp_path) as is_alone:
        assert is_alone


def test_saving_waits_for_no_lock_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the folder and does not let go does not keep anybody from saving."""
    monkeypatch.setattr(wholefile, "_PATIENCE", 0.02)
    with wholefile.alone(tmp_path) as first, wholefile.alone(tmp_path) as second:
        assert (first, second) == (True, False)
        digest = write(tmp_path / "a.json", b"one", None, NOW)
        write(tmp_path / "a.json", b"two", digest, NOW)
    assert (tmp_path / "a.json").read_bytes() == b"two"


class TwoWriters(RuleBasedStateMachine):
    """Any order of loading, saving and changes by others; `alive` is what nobody took away knowingly."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.json"
        self.known: list[bytes | None] = [None, None]  # what each of the two has loaded or saved last
        self.alive: set[bytes] = set()
        self.beside: bytes | None = None  # what the last save put beside the file
        self.count = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    def fresh(self, who: str) -> bytes:
        self.count += 1
        return f"{who} {self.count}\n".encode()

    def there(self) -> bytes | None:
        return self.path.read_bytes() if self.path.exists() else None

    def change(self, how: Change) -> None:
        """Somebody else's hand: what it replaces is its own affair."""
        before, content = self.there(), self.fresh("other")
        how(self.path, content)
        if before is not None:
            self.alive.discard(before)
        if how is not removed:
            self.alive.add(content)

    @rule(who=st.sampled_from([0, 1]))
    def load(self, who: int) -> None:
        if self.path.exists():
            self.known[who], _ = read(self.path)

    @rule(how=st.sampled_from([renamed_over, in_place, removed]))
    def another_writes(self, how: Change) -> None:
        self.change(how)

    @rule(
        who=st.sampled_from([0, 1]),
        meanwhile_by=st.sampled_from([None, None, renamed_over, in_place, removed]),
    )
    def save(self, who: int, meanwhile_by: Change | None) -> None:
        content, known = self.fresh(f"writer {who}"), self.known[who]
        with pytest.MonkeyPatch.context() as patch:
            if meanwhile_by is not None:
                meanwhile(lambda: self.change(meanwhile_by), patch)
            try:
                write(self.path, content, None if known is None else digest_of(known), NOW)
            except Conflict as conflict:
                self.beside = conflict.beside.read_bytes()
            else:
                self.beside = None
                assert self.there() == content
                self.known[who] = content
                if known is not None:
                    self.alive.discard(known)  # replaced by somebody who had seen it
        assert self.beside in (None, content)
        self.alive.add(content)

    @invariant()
    def nothing_is_lost(self) -> None:
        files = list(Path(self.folder.name).iterdir())
        assert self.alive <= {each.read_bytes() for each in files}
        assert len({each.read_bytes() for each in files}) == len(files)
        assert not [each for each in files if each.name.startswith(".pemm-")]


TwoWriters.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTwoWriters = TwoWriters.TestCase
