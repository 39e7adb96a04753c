"""A test can fail: no test here is without a check, has one that is always true, swallows it, or may never reach it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.py"))
TESTS = [path for path in FILES if path.name.startswith("test_")]

CHECKS = {"raises", "warns", "fail", "waitUntil", "waitSignal", "validate"}
"""What fails by itself, beside `assert` and everything whose name begins with `assert` or `check`."""

MAY_BE_EMPTY = {"glob", "rglob", "iterdir", "findall", "finditer", "findChildren"}
"""What gives nothing when it looks in the wrong place, so that a loop over it checks nothing."""

SWALLOWS = {"AssertionError", "Exception", "BaseException"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def cases(path: Path) -> Iterator[Function]:
    return (one for one in functions(path) if one.name.startswith("test"))


def called(node: ast.AST) -> str:
    """The last name of what is called; empty for what is no call."""
    return getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""


def checks(node: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether something in here may fail a test."""
    return any(
        isinstance(inner, ast.Assert)
        or called(inner) in CHECKS | helpers
        or called(inner).startswith(("assert", "check"))
        for inner in ast.walk(node)
    )


@cache
def helpers() -> frozenset[str]:
    """Names of the functions of the tests that check something themselves, or by way of another."""
    known: frozenset[str] = frozenset()
    every = [one for path in FILES for one in functions(path) if not one.name.startswith("test")]
    while (grown := known | {one.name for one in every if checks(one, known)}) != known:
        known = grown
    return known


def is_always_true(test: ast.expr) -> bool:
    """Whether an assertion holds whatever the program does: a constant, a tuple, or one of them after an `or`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(is_always_true(value) for value in test.values)
    return isinstance(test, ast.Tuple | ast.JoinedStr) or (isinstance(test, ast.Constant) and bool(test.value))


def swallowed(node: ast.AST) -> bool:
    """Whether a failed assertion in here is caught where it stands."""
    if isinstance(node, ast.Try):
        kinds = [ast.unparse(one.type) if one.type else "BaseException" for one in node.handlers]
        quiet = [kind for kind, one in zip(kinds, node.handlers, strict=True) if not _raises(one)]
        return bool(SWALLOWS & set(quiet)) and any(map(checks, node.body))
    if isinstance(node, ast.With):
        names = {ast.unparse(given) for item in node.items for given in getattr(item.context_expr, "args", ())}
        quiet = any(called(item.context_expr) == "suppress" for item in node.items)
        return quiet and bool(SWALLOWS & names) and any(map(checks, node.body))
    return False


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) or called(node) in CHECKS for node in ast.walk(handler))


def loops(test: Function) -> Iterator[tuple[ast.AST, ast.expr]]:
    """The loops of a test that check each of what they go through, and what that is; `all` and `any` are loops too."""
    for node in ast.walk(test):
        if isinstance(node, ast.For) and checks(node):
            yield node, node.iter
        elif isinstance(node, ast.Assert):
            for call in ast.walk(node):
                if called(call) in ("all", "any"):
                    yield from ((node, inner.iter) for inner in ast.walk(call) if isinstance(inner, ast.comprehension))


def may_check_nothing(test: Function) -> Iterator[str]:
    """The loops without which a test asserts nothing, over what is empty when it was looked for in the wrong place."""
    for loop, over in loops(test):
        inside = set(ast.walk(loop))
        alone = not any(isinstance(node, ast.Assert) and node not in inside for node in ast.walk(test))
        if alone and any(called(node) in MAY_BE_EMPTY for node in ast.walk(over)):
            yield f"line {over.lineno}: {ast.unparse(over)}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(HERE)))
def test_every_test_checks_something(path: Path) -> None:
    idle = [one.name for one in cases(path) if not checks(one, helpers())]
    assert not idle, f"{path} has tests that check nothing: {idle}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE)))
def test_no_assertion_is_always_true_or_swallowed(path: Path) -> None:
    nodes = list(ast.walk(tree_of(path)))
    true = [node.lineno for node in nodes if isinstance(node, ast.Assert) and is_always_true(node.test)]
    assert not true, f"{path} asserts what is always true in lines {true}"
    caught = [node.lineno for node in nodes if swallowed(node)]
    assert not caught, f"{path} catches its own assertions in lines {caught}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(HERE)))
def test_no_loop_around_the_only_assertions_may_be_over_nothing(path: Path) -> None:
    found = [place for one in cases(path) for place in may_check_nothing(one)]
    assert not found, f"{path} checks nothing where these find nothing: {found}; assert what they found first"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def test_it():\n    run()", "idle"),
        ("def test_it():\n    assert run() or True", "true"),
        ("def test_it():\n    assert (run(), 'message')", "true"),
        ("def test_it():\n    assert 'message'", "true"),
        ("def test_it():\n    try:\n        assert run()\n    except Exception:\n        pass", "caught"),
        ("def test_it():\n    with suppress(AssertionError):\n        assert run()", "caught"),
        ("def test_it():\n    for path in HERE.glob('*'):\n        assert path", "empty"),
        ("def test_it():\n    assert all(path for path in HERE.glob('*'))", "empty"),
        ("def test_it():\n    found = list(HERE.glob('*'))\n    assert found\n    assert all(found)", ""),
        ("def test_it():\n    try:\n        run()\n    except OSError:\n        pytest.fail('no')", ""),
        ("def test_it():\n    assert run(), 'message'", ""),
    ],
)
def test_each_kind_is_found(source: str, kind: str) -> None:
    (test,) = ast.parse(source).body
    assert isinstance(test, ast.FunctionDef)
    asserts = [node for node in ast.walk(test) if isinstance(node, ast.Assert)]
    found = {
        "idle": not checks(test),
        "true": any(is_always_true(node.test) for node in asserts),
        "caught": any(swallowed(node) for node in ast.walk(test)),
        "empty": any(may_check_nothing(test)),
    }
    assert [name for name, here in found.items() if here] == ([kind] if kind else [])
