"""The house as its sources draw it: modules, and every way in which one of them knows another."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "mmsa_studio"

_REFERENCE = re.compile(r"([a-z_]\w*(?:\.[a-z_]\w*)+):[a-zA-Z_]\w*")
"""What a child process imports by name: `mmsa_studio.package.module:name` or `package.module:name`."""


@dataclass(frozen=True)
class Module:
    """One source file.

    Args:
        name: as it is imported.
        source: its text.
    """

    name: str
    source: str

    @property
    def part(self) -> str:
        """The room it lies in; empty for the package itself."""
        return [*self.name.split("."), ""][1]

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> frozenset[str]:
        """What it imports: at its top, in functions and for the type checker alone."""
        return frozenset(_imported(self.tree))

    @cached_property
    def references(self) -> frozenset[str]:
        """Modules that it names in strings for others to import."""
        found = set()
        for text in self.strings:
            if match := _REFERENCE.fullmatch(text):
                found |= {match[1], f"{PACKAGE}.{match[1]}"}
            elif text.startswith(f"{PACKAGE}.") and text.replace(".", "").isidentifier():
                found.add(text)
        return frozenset(found)

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """Every string in it that does not document anything, as often as it stands there."""
        return tuple(node.value for node in self.string_nodes)

    @cached_property
    def string_nodes(self) -> tuple[ast.Constant, ...]:
        """The same with their places."""
        documents = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        return tuple(
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
        )


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


class House:
    """All modules, and who knows whom.

    Args:
        modules: of the program.
    """

    def __init__(self, modules: list[Module]) -> None:
        self.modules = {module.name: module for module in modules}

    @classmethod
    def read(cls) -> House:
        """The program as it lies here."""
        return cls([Module(_name(path), path.read_text("utf-8")) for path in sorted((ROOT / PACKAGE).rglob("*.py"))])

    @cached_property
    def known(self) -> dict[str, frozenset[str]]:
        """The modules that each module imports or names in a string; never itself."""
        return {
            name: frozenset(filter(None, map(self._own, module.imports | module.references))) - {name}
            for name, module in self.modules.items()
        }

    @cached_property
    def arrows(self) -> dict[tuple[str, str], list[str]]:
        """Which part knows which other, and by which modules."""
        found: dict[tuple[str, str], list[str]] = {}
        for name, others in self.known.items():
            for other in sorted(others):
                arrow = self.modules[name].part, self.modules[other].part
                if arrow[0] != arrow[1] and arrow[1]:
                    found.setdefault(arrow, []).append(f"{name} -> {other}")
        return found

    @cached_property
    def circles(self) -> list[set[str]]:
        """The modules that know each other, directly or by way of others."""
        reach = {name: self._reach(name) for name in self.modules}
        circles = {frozenset({name} | {other for other in reach[name] if name in reach[other]}) for name in reach}
        return sorted((set(circle) for circle in circles if len(circle) > 1), key=sorted)

    def _reach(self, name: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(self.known[name])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting.extend(self.known[other])
        return seen

    def _own(self, name: str) -> str:
        """The module of the program that an imported name lies in; empty for others'."""
        while name.startswith(f"{PACKAGE}.") or name == PACKAGE:
            if name in self.modules:
                return name
            name = name.rpartition(".")[0]
        return ""


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
