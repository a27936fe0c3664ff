"""What `pemm model check` does: every error of every file, one per line, as tools expect it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pemm.cli.opening import interface_texts
from pemm.errors import PemmError
from pemm.model import from_plain
from pemm.modelfile import base_of, read_description, read_model
from pemm.texts import Texts
from pemm.translation import translated
from pemm.wording import clean
from pemm.yamlsource import FaultyFile


def run(files: Sequence[Path]) -> int:
    """Prints the errors, or that there are none, for each file; returns the exit code."""
    texts = interface_texts()
    code = 0
    for path in files:
        try:
            print(clean(_sound(path, texts)))
        except FaultyFile as faulty:
            code = 1
            print("\n".join(map(clean, faulty.listed())))
        except PemmError as error:  # a file that cannot be read at all; the others are checked all the same
            code = 1
            print(clean(error.sentence(texts)), file=sys.stderr)
    return code


def _sound(path: Path, texts: Texts) -> str:
    description = read_description(path)
    base = base_of(path)
    if base is None:
        model = from_plain(description)
        counts = {"aspects": len(model.aspects), "levels": model.top, "questions": len(model.questions)}
        return texts("model.sound", path=path, **counts)
    plain = read_model(base)
    model = from_plain(translated(plain, description))
    left = [question.id for question in model.questions if question.language != model.language]
    if not left:
        return texts("model.sound-texts-whole", path=path, language=model.language)
    return texts(
        "model.sound-texts",
        path=path,
        language=model.language,
        base=plain["language"],
        n=len(left),
        ids=", ".join(left),
    )
