"""Files that installed packages carry, found without running the packages' own code."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from mmsa_studio.core.errors import StudioError


def package_folder(name: str) -> Path:
    """The folder of an installed package, which is not imported.

    Raises:
        StudioError: when it is not installed.
    """
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StudioError("package.absent", name=name)
    return Path(spec.submodule_search_locations[0])
