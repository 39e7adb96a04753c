"""Puts `resources/` and the tested versions into the wheel; everything else is in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """An editable install reads both from the source tree, so they are copied for real builds only."""

    def run(self) -> None:
        """Copy what the program reads beside its code."""
        super().run()
        if not self.editable_mode:
            inside = Path(self.build_lib) / "mmsa_studio" / "resources"
            shutil.copytree("resources", inside, dirs_exist_ok=True)
            shutil.copy("packaging/constraints.txt", inside / "constraints.txt")


setup(cmdclass={"build_py": BuildWithResources})
