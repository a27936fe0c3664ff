"""Reading a file has a sentence for everything that can be wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pemm import files
from pemm.errors import PemmError
from pemm.files import read_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
no_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)


def refused(path: Path) -> str:
    with pytest.raises(PemmError) as error:
        read_bytes(path)
    assert str(path) in str(error.value)
    return error.value.key


def test_the_bytes_are_read_as_they_are(tmp_path):
    """Nothing is decoded, no line end is changed."""
    (tmp_path / "a").write_bytes(b"\xff\r\n\0")
    assert read_bytes(tmp_path / "a") == b"\xff\r\n\0"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nothing", "file-missing"),
        ("", "is-folder"),
        ("file/below", "unreadable"),
        ("n" * 300, "unreadable"),
        ("a\0b", "file-missing"),
    ],
)
@posix
def test_what_is_no_readable_file_is_refused(tmp_path, name, key):
    """A missing file, a folder, a file as a folder and an impossible name each have their sentence."""
    (tmp_path / "file").write_bytes(b"x")
    assert refused(tmp_path / name) == key


@posix
def test_a_device_is_refused():
    """A device is no file: reading /dev/zero would never end."""
    assert refused(Path("/dev/zero")) == "no-regular-file"


@no_root
def test_a_file_without_permission_is_refused(tmp_path):
    """Whoever may not read a file is told so."""
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "a").chmod(0)
    assert refused(tmp_path / "a") == "no-permission"


@posix
def test_a_link_in_a_circle_is_refused(tmp_path):
    """A link that leads to itself ends in a sentence."""
    (tmp_path / "a").symlink_to(tmp_path / "a")
    assert refused(tmp_path / "a") == "unreadable"


@posix
def test_a_pipe_is_read(tmp_path):
    """What a shell's <(...) gives can be read."""
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"{}",))
    writer.start()
    assert read_bytes(tmp_path / "pipe") == b"{}"
    writer.join()


def test_a_file_above_the_limit_is_refused(tmp_path, monkeypatch):
    """A file of the size of the limit is read, one byte more is refused."""
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    (tmp_path / "a").write_bytes(b"x" * 1000)
    assert len(read_bytes(tmp_path / "a")) == 1000
    (tmp_path / "a").write_bytes(b"x" * 1001)
    assert refused(tmp_path / "a") == "file-too-large"


READ = "from pathlib import Path; from pemm.files import read_bytes; print(read_bytes(Path('-')))"


def test_a_dash_reads_standard_input():
    """`-` is standard input, to its end."""
    run = subprocess.run([sys.executable, "-c", READ], input=b"\xc3\xa9\n", capture_output=True, check=True)
    assert run.stdout.decode().strip() == r"b'\xc3\xa9\n'"


@posix
def test_closed_standard_input_is_refused():
    """With `<&-` there is no standard input, and that is a PemmError too."""
    run = subprocess.run(
        ["sh", "-c", f'exec "{sys.executable}" -c "{READ}" <&-'], capture_output=True, text=True, check=False
    )
    assert "PemmError: - cannot be read: " in run.stderr


@posix
def test_a_pipe_without_a_writer_is_refused(tmp_path, monkeypatch):
    """Nobody is waited for for ever: whoever should write has a moment to begin."""
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "silent-pipe"


@posix
def test_a_writer_who_thinks_is_waited_for(tmp_path, monkeypatch):
    """Once somebody holds the other end, what they write is read however long it takes."""
    monkeypatch.setattr(files, "PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")

    def write():
        with open(tmp_path / "pipe", "wb", buffering=0) as pipe:
            time.sleep(0.6)
            pipe.write(b"{")
            time.sleep(0.1)
            pipe.write(b"}")

    writer = threading.Thread(target=write)
    writer.start()
    assert read_bytes(tmp_path / "pipe") == b"{}"
    writer.join()
