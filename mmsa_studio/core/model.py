"""Which model computed something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelIdentity:
    """Which weights computed something; two identities are the same model only when all of it is equal."""

    name: str
    version: str
    sha256: str
