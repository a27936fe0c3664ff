"""Disks that fail, as real as they can be had: one sentence, the file whole, nothing typed is lost.

Each trouble comes while pemm runs, goes, and comes again. Where root runs the tests, pemm runs without root's
rights over everybody's files, so that permissions hold for it as for anybody; mounts need root. fsync fails by a small library that is compiled here and loaded before the
system's own.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pemm.assessment import load

if sys.platform != "linux":
    pytest.skip("these ways to make a disk fail are Linux's", allow_module_level=True)

import resource

from pseudoterminal import Terminal

NOBODY = 65534
LIBC = ctypes.CDLL(None)
PR_CAPBSET_DROP, CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER = (
    24,
    0,
    1,
    2,
    3,
)  # of linux/prctl.h and capability.h
ROOT = os.geteuid() == 0
FAILING_FSYNC = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int fsync(int fd) {
    const char *flag = getenv("FSYNC_FAILS_WHILE"), *folder = getenv("FSYNC_FAILS_BELOW");
    if (flag && folder && access(flag, F_OK) == 0) {
        char link[64], name[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, name, sizeof name - 1);
        name[length < 0 ? 0 : length] = 0;
        if (strncmp(name, folder, strlen(folder)) == 0) { errno = EIO; return -1; }
    }
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd);
}
"""


class Disk:
    """A file of two answers in a folder, and what makes saving it fail."""

    reason = ""  # what the system says
    holds_everywhere = False  # whether no other place takes what this one does not

    def __init__(self, top: Path) -> None:
        self.top = top
        self.folder = top / "folder"
        self.home = top / "home"
        self.file = self.folder / "a.json"
        for each in (self.folder, self.home):
            each.mkdir()
        self.env = {**os.environ, "HOME": str(self.home), "TMPDIR": str(self.home)}
        self.prepare()
        self.pemm("assess", self.file, "--set", "investment_1=2", "--set", "investment_2=unsure", check=True)
        self.before = self.file.read_bytes()

    def prepare(self) -> None:
        """Called before there is a file."""

    def fail(self, pid: int | None = None) -> None:
        """Lets saving fail from now on, in the process if there is one."""

    def mend(self, pid: int | None = None) -> None:
        """Lets it succeed again."""

    def close(self) -> None:
        """Takes away what would stand in the way of cleaning up."""

    def become(self) -> None:
        """Called in each new process: root's rights over everybody's files are given up."""
        if ROOT:
            for right in (CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER):
                LIBC.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)

    def pemm(self, *arguments: object, check: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pemm", *map(str, arguments)],
            cwd=self.home,
            env=self.env,
            preexec_fn=None if check else self.become,
            capture_output=True,
            text=True,
            check=check,
        )

    def is_whole(self) -> bool:
        return self.file.read_bytes() == self.before

    def left(self) -> list[str]:
        """Temporary files, wherever they could be."""
        return [path.name for path in self.top.rglob(".pemm-*")]


class FileSizeLimit(Disk):
    reason = "File too large"
    holds_everywhere = True

    def fail(self, pid: int | None = None) -> None:
        self._limit(pid, len(self.before))

    def mend(self, pid: int | None = None) -> None:
        self._limit(pid, resource.RLIM_INFINITY)

    def _limit(self, pid: int | None, size: int) -> None:
        if pid is not None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        self.size = size

    def become(self) -> None:
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (getattr(self, "size", resource.RLIM_INFINITY), resource.RLIM_INFINITY)
        )


class SmallDisk(Disk):
    """A tmpfs of a few pages."""

    reason = "No space left on device"

    def prepare(self) -> None:
        if not ROOT:
            pytest.skip("only root may mount")
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=32k", "none", self.folder], check=False, capture_output=True
        )
        if mounted.returncode:
            pytest.skip("mounting is not possible here")

    def fail(self, pid: int | None = None) -> None:
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass

    def mend(self, pid: int | None = None) -> None:
        (self.folder / "filler").unlink()

    def close(self) -> None:
        subprocess.run(["umount", self.folder], check=False)


class ReadOnlyDisk(SmallDisk):
    reason = "Read-only file system"

    def fail(self, pid: int | None = None) -> None:
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)

    def mend(self, pid: int | None = None) -> None:
        subprocess.run(["mount", "-o", "remount,rw", self.folder], check=True)


class PermissionWithdrawn(Disk):
    reason = "Permission denied"

    def fail(self, pid: int | None = None) -> None:
        self.folder.chmod(0o500)

    def mend(self, pid: int | None = None) -> None:
        self.folder.chmod(0o700)

    def close(self) -> None:
        self.folder.chmod(0o700)


class FileMadeReadOnly(Disk):
    reason = "Permission denied"

    def fail(self, pid: int | None = None) -> None:
        self.file.chmod(0o444)

    def mend(self, pid: int | None = None) -> None:
        self.file.chmod(0o644)


class RenameFails(Disk):
    """In a folder with the sticky bit everybody may create files, and nobody replace another's."""

    reason = "Operation not permitted"

    def prepare(self) -> None:
        if not ROOT:
            pytest.skip("only root can make files of two users")

    def fail(self, pid: int | None = None) -> None:
        self.file.chmod(0o666)
        self.folder.chmod(0o1777)
        os.chown(self.file, NOBODY, NOBODY)
        os.chown(self.folder, NOBODY, NOBODY)

    def mend(self, pid: int | None = None) -> None:
        self.folder.chmod(0o777)


class FsyncFails(Disk):
    reason = "Input/output error"

    def prepare(self) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            pytest.skip("needs a C compiler")
        source, library = self.top / "fsync.c", self.top / "fsync.so"
        source.write_text(FAILING_FSYNC)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        self.flag = self.top / "flag"
        self.env |= {
            "LD_PRELOAD": str(library),
            "FSYNC_FAILS_WHILE": str(self.flag),
            "FSYNC_FAILS_BELOW": str(self.folder),
        }

    def fail(self, pid: int | None = None) -> None:
        self.flag.touch()

    def mend(self, pid: int | None = None) -> None:
        self.flag.unlink()


class FolderInPlaceOfTheFile(Disk):
    reason = "is a folder"

    def fail(self, pid: int | None = None) -> None:
        self.file.rename(self.file.with_name("kept.json"))
        self.file.mkdir()

    def mend(self, pid: int | None = None) -> None:
        self.file.rmdir()
        self.file.with_name("kept.json").rename(self.file)

    def is_whole(self) -> bool:
        return self.file.is_dir() or super().is_whole()


class FolderRemoved(Disk):
    """Moved away, in truth, so that it can come back with all that was in it."""

    reason = "No such file or directory"

    def fail(self, pid: int | None = None) -> None:
        self.folder.rename(self.top / "away")

    def mend(self, pid: int | None = None) -> None:
        (self.top / "away").rename(self.folder)

    def is_whole(self) -> bool:
        file = self.file if self.folder.exists() else self.top / "away" / "a.json"
        return file.read_bytes() == self.before


TROUBLES = [
    FileSizeLimit,
    SmallDisk,
    ReadOnlyDisk,
    PermissionWithdrawn,
    FileMadeReadOnly,
    RenameFails,
    FsyncFails,
    FolderInPlaceOfTheFile,
    FolderRemoved,
]
USUAL = (
    SmallDisk,
    FileMadeReadOnly,
    FolderRemoved,
)  # the disk, the file, the folder; the others with -m slow
OF_EACH_KIND = [each if each in USUAL else pytest.param(each, marks=pytest.mark.slow) for each in TROUBLES]
every_trouble = pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)


@pytest.fixture
def disk_of(tmp_path: Path) -> Iterator[Callable[[type[Disk]], Disk]]:
    """Makes a disk, and cleans up behind it."""
    made: list[Disk] = []

    def disk_of(trouble: type[Disk]) -> Disk:
        made.append(trouble(tmp_path))
        return made[-1]

    yield disk_of
    for disk in made:
        disk.close()


def one_sentence(disk: Disk, said: str) -> None:
    """The reason is said, in one line, without a trace of pemm's inside."""
    assert disk.reason in said
    assert len(said.strip().splitlines()) == 1, said
    assert "Traceback" not in said


@every_trouble
def test_recording_fails_with_a_sentence(trouble: type[Disk], disk_of: Callable[[type[Disk]], Disk]) -> None:
    """--set says why, leaves with 1, and nothing has changed on the disk; afterwards it works."""
    disk = disk_of(trouble)
    disk.fail()
    ran = disk.pemm("assess", disk.file, "--set", "investment_3=4")
    assert ran.returncode == 1
    if trouble is not FolderRemoved:
        one_sentence(disk, ran.stderr)
    assert str(disk.file) in ran.stderr
    assert disk.is_whole()
    assert disk.left() == []
    disk.mend()
    assert disk.pemm("assess", disk.file, "--set", "investment_3=4").returncode == 0
    assert load(disk.file)[0].answers["investment_3"].value == 4


@pytest.mark.parametrize("trouble", OF_EACH_KIND, ids=lambda trouble: trouble.__name__)
@pytest.mark.parametrize(
    ("plain", "leaving"),
    [
        pytest.param(False, "\x03", id="screen, interrupted"),
        pytest.param(False, "q", id="screen, leaving", marks=pytest.mark.slow),
        pytest.param(True, "\x03", id="plain, interrupted", marks=pytest.mark.slow),
        pytest.param(True, "q", id="plain, leaving", marks=pytest.mark.slow),
    ],
)
def test_what_is_typed_while_a_disk_fails_is_not_lost(
    trouble: type[Disk], plain: bool, leaving: str, disk_of: Callable[[type[Disk]], Disk]
) -> None:
    """It is told, kept, and saved with the next key that can; if none can, it is rescued elsewhere."""
    disk = disk_of(trouble)
    arguments = ["assess", str(disk.file), *(["--plain"] if plain else [])]
    terminal = Terminal(arguments, disk.home, height=50, before=disk.become, **disk.env)
    enter = "\n" if plain else ""
    terminal.see("question 3 of 20")
    disk.fail(terminal.child.pid)
    terminal.press("3" + enter)
    terminal.see("question 4 of 20")
    terminal.see("NOT SAVED")
    assert "".join(disk.reason.split()) in "".join(terminal.text.split())  # a terminal wraps within words
    assert (disk.is_whole(), disk.left()) == (True, [])
    disk.mend(terminal.child.pid)
    terminal.press("u" + enter)
    terminal.see("question 5 of 20")
    if not plain:
        assert "NOT SAVED" not in terminal.text
    answers = load(disk.file)[0].answers
    assert (answers["investment_3"].value, answers["investment_4"].state) == (3, "unsure")

    disk.before = disk.file.read_bytes()
    disk.fail(terminal.child.pid)
    terminal.press("1" + enter)
    terminal.see("question 6 of 20")
    terminal.press(leaving + (enter if leaving == "q" else ""))
    assert terminal.code() == 1
    said = "".join(terminal.said.decode().split())
    assert "Traceback" not in said
    assert (disk.is_whole(), disk.left()) == (True, [])
    if disk.holds_everywhere:
        assert "Writedownwhatisnotinthefile:adoption_1=1" in said
        return
    (rescued,) = (path for path in disk.home.glob("a.rescued-*.json"))
    assert "".join(f"your answers stand in {rescued}".split()) in said
    assert "goonwith:pemmassess" not in said  # the old file is not what to go on with
    assert load(rescued)[0].answers["adoption_1"].value == 1
    assert len(load(rescued)[0].answers) == 5


def test_a_name_that_is_too_long_is_told_at_once(disk_of: Callable[[type[Disk]], Disk]) -> None:
    """Before anything is asked, one sentence; nothing is left."""
    disk = disk_of(FolderRemoved)
    disk.reason = "File name too long"
    for how in (["--set", "investment_1=2"], ["--no-input"], ["--plain"]):
        ran = disk.pemm("assess", disk.folder / ("x" * 252 + ".json"), *how)
        assert ran.returncode == 1
        one_sentence(disk, ran.stderr)
    assert os.listdir(disk.folder) == ["a.json"]


@pytest.mark.parametrize("leaving", ["q", "\x03"], ids=["leaving with q", "interrupted"])
def test_the_folder_that_pemm_runs_in_may_go_away(
    leaving: str, disk_of: Callable[[type[Disk]], Disk]
) -> None:
    """Removed with the file in it, and pemm knows the file by its name alone: the answers go home."""
    disk = disk_of(FolderRemoved)
    terminal = Terminal(["assess", "a.json"], disk.folder, height=50, **disk.env)
    terminal.see("question 3 of 20")
    shutil.rmtree(disk.folder)
    terminal.press("3")
    terminal.see("question 4 of 20")
    terminal.see("NOT SAVED")
    terminal.press(leaving)
    assert terminal.code() == 1
    (rescued,) = disk.home.glob("a.rescued-*.json")
    assert str(rescued) in "".join(terminal.said.decode().split())
    assert len(load(rescued)[0].answers) == 3
    assert disk.left() == []


def test_a_folder_made_anew_gets_the_answers_beside_the_name(
    disk_of: Callable[[type[Disk]], Disk],
) -> None:
    """Whoever removed the file does not want it back; what was typed stands there all the same."""
    disk = disk_of(FolderRemoved)
    terminal = Terminal(["assess", str(disk.file)], disk.home, height=50, **disk.env)
    terminal.see("question 3 of 20")
    shutil.rmtree(disk.folder)
    terminal.press("3")
    terminal.see("NOT SAVED")
    terminal.see("question 4 of 20")
    disk.folder.mkdir()
    terminal.press("u")
    assert terminal.code() == 1
    (beside,) = disk.folder.iterdir()
    assert beside.name.startswith("a.conflict-")
    assert len(load(beside)[0].answers) == 4


def test_targets_that_cannot_be_saved_are_kept_and_rescued(disk_of: Callable[[type[Disk]], Disk]) -> None:
    """A level that was chosen is told as not saved, tried again with the next, and at the end rescued."""
    disk = disk_of(ReadOnlyDisk if ROOT else PermissionWithdrawn)
    arguments = ["assess", str(disk.file), "--targets", "--plain"]
    terminal = Terminal(arguments, disk.home, height=200, before=disk.become, **disk.env)
    terminal.see("Which level of Investment do you want?")
    disk.fail()
    terminal.press("3\n")
    terminal.see("NOT SAVED")
    terminal.see("Which level of Adoption do you want?")
    disk.mend()
    terminal.press("4\n")
    terminal.see("Adoption, aim: 4 Optimizing. Saved.")
    assert load(disk.file)[0].targets == {"investment": 3, "adoption": 4}
    terminal.see("Which level of Interfaces do you want?")
    disk.fail()
    terminal.press("2\n")
    terminal.see("Which level of Operations do you want?")
    terminal.press("\x03")
    assert terminal.code() == 1
    (rescued,) = disk.home.glob("a.rescued-*.json")
    assert load(rescued)[0].targets == {"investment": 3, "adoption": 4, "interfaces": 2}
    assert disk.left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize(
    "plain", [pytest.param(False, id="screen"), pytest.param(True, id="plain", marks=pytest.mark.slow)]
)
def test_a_closed_window_does_not_take_along_what_could_not_be_saved(
    number: signal.Signals, plain: bool, disk_of: Callable[[type[Disk]], Disk]
) -> None:
    """Told to end while the disk fails, pemm writes the answers elsewhere, and ends."""
    disk = disk_of(FolderRemoved)
    arguments = ["assess", str(disk.file), *(["--plain"] if plain else [])]
    terminal = Terminal(arguments, disk.home, height=50, **disk.env)
    terminal.see("question 3 of 20")
    disk.fail()
    terminal.press("4\n" if plain else "4")
    terminal.see("question 4 of 20")
    terminal.see("NOT SAVED")
    terminal.child.kill(number)
    assert terminal.code() == -number
    (rescued,) = disk.home.glob("a.rescued-*.json")
    assert load(rescued)[0].answers["investment_3"].value == 4
