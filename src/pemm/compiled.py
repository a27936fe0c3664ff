"""Our own YAML files, read the fast way where the build prepared one.

Reading and checking the model's YAML takes about as long as the rest of `pemm show`. So the build
writes, beside each YAML file that it packs into the wheel, a JSON twin with the checked content (see
`hatch_build.py`). A checkout or an editable install has no twins, and reads the YAML itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def twin(path: Path) -> dict[str, Any] | None:
    """The content of the JSON twin of a packaged YAML file, or None where there is none."""
    try:
        content: dict[str, Any] = json.loads(path.with_suffix(".json").read_bytes())
    except FileNotFoundError:
        return None
    return content
