"""Writes, for the wheel, a JSON twin of each YAML file: checked once here, read fast ever after.

A model with an error cannot be built into a wheel. An editable install has no twins; it reads the YAML.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TwinsHook(BuildHookInterface):
    """Adds `pemm/_models/*.json` and `pemm/texts/*.json` to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from pemm import texts
        from pemm.modelfile import read_description

        self._folder = Path(tempfile.mkdtemp())
        for path in sorted((root / "model").glob("*.yaml")):
            self._add(build_data, "pemm/_models", path, read_description(path))
        for path in sorted((root / "src/pemm/texts").glob("*.yaml")):
            self._add(build_data, "pemm/texts", path, texts.parse(path))

    def _add(self, build_data: dict[str, Any], folder: str, path: Path, content: dict[str, Any]) -> None:
        twin = self._folder / f"{folder.replace('/', '-')}-{path.stem}.json"
        twin.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        build_data["force_include"][str(twin)] = f"{folder}/{path.stem}.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder, ignore_errors=True)
