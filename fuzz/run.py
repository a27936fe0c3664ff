"""Fuzzes every reader, guided by coverage; needs `pip install atheris`.

    python fuzz/run.py --inputs 1000000          # in all, shared among the targets
    python fuzz/run.py --inputs 100000 link      # one target
    python fuzz/run.py --again INPUT link        # one input that was found, with its traceback

Only PemmError may come out of a target (see `readers.py`), within ten seconds and 1.5 GB. What does not hold
is kept in `--findings` and told with its traceback; make a test of it before you mend it. Exit code 1 then.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SECONDS, MEGABYTES = 10, 1500


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("targets", nargs="*", metavar="TARGET", help="without one: all of them")
    arguments.add_argument("--inputs", type=int, default=100_000, help="in all")
    arguments.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    arguments.add_argument("--again", type=Path, metavar="INPUT")
    arguments.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.child:
        return fuzz(given.child[0], given.child[1:])

    from readers import TARGETS

    chosen = given.targets or list(TARGETS)
    if unknown := set(chosen) - set(TARGETS):
        arguments.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if given.again:
        for name in chosen:
            TARGETS[name].run(given.again.read_bytes())
        return 0
    each = -(-given.inputs // len(chosen))
    given.findings.mkdir(exist_ok=True)
    faults, total = 0, 0
    for name in chosen:
        began = time.monotonic()
        code, said = run(TARGETS[name], each, given.findings)
        done = re.search(r"number_of_executed_units: (\d+)", said)
        count = int(done[1]) if done else 0
        total += count
        cover = re.findall(r"cov: (\d+)", said)
        print(
            f"{name:16}{count:>10,} inputs {time.monotonic() - began:>6.0f} s"
            f"   coverage {cover[-1] if cover else '?':>5}   {'ok' if code == 0 else said_of(said)}",
            flush=True,
        )
        if code and said_of(said) == "FAULT":
            faults += 1
            print(said[-6000:], flush=True)
    print(f"{'in all':16}{total:>10,} inputs   {faults} targets with a fault")
    return 1 if faults else 0


def said_of(said: str) -> str:
    return "interrupted" if "run interrupted" in said else "FAULT"


def run(target: object, inputs: int, findings: Path) -> tuple[int, str]:
    """One target in a process of its own, because libFuzzer never comes back."""
    with tempfile.TemporaryDirectory() as folder:
        seeds, words = Path(folder, "seeds"), Path(folder, "words")
        seeds.mkdir()
        for number, seed in enumerate(target.seeds):
            (seeds / str(number)).write_bytes(seed)
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        command = [sys.executable, str(Path(__file__)), "--child", target.name]
        command += [f"-runs={inputs}", f"-max_len={target.most}", f"-timeout={SECONDS}"]
        command += [f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1", f"-dict={words}"]
        command += [f"-artifact_prefix={findings}/{target.name}-", str(seeds)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return ran.returncode, ran.stdout + ran.stderr


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode(errors="surrogatepass"))


def fuzz(name: str, options: list[str]) -> int:
    try:
        import atheris
    except ImportError:
        print("There is no atheris here. Install it first: pip install atheris", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["pemm"]):
        from readers import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[name].run)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
