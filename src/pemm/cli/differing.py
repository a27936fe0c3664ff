"""What `pemm model diff` does: opens two models in one language, where they have it, and compares them."""

from __future__ import annotations

import os
from pathlib import Path

from pemm import library, modeldiff, texts
from pemm.errors import PemmError
from pemm.modeldiff import ModelDiff
from pemm.texts import Texts


def difference(old: str, new: str, language: str | None) -> tuple[ModelDiff, Texts]:
    """What changed between the models with these ids or paths, and the texts to say it in.

    The language is `language`, else PEMM_LANG, else English; a model that lacks it is read in its own.
    Raises PemmError for an unknown model, and for a language that neither pemm nor a model speaks.
    """
    places = [library.find(reference, beside=Path()) for reference in (old, new)]
    spoken = texts.languages()
    offered = sorted({*spoken, *(each for place in places for each in library.languages(place))})
    chosen = language or os.environ.get("PEMM_LANG") or "en"
    if chosen not in offered:
        raise PemmError("unknown-language", language=chosen, known=", ".join(offered))
    before, after = (library.load(place, chosen) for place in places)
    return modeldiff.diff(before, after), texts.load(chosen if chosen in spoken else "en")
