"""Dataclasses of `core` to plain JSON and back, exactly: fractions stay fractions and tuples tuples."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from fractions import Fraction
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np


def to_json(value: object) -> str:
    """JSON text, pure ASCII, of a value made of dataclasses, tuples, dicts, fractions and plain types.

    Raises:
        ValueError: when a number is not finite.
    """
    return json.dumps(_plain(value), allow_nan=False)


def from_json(text: str, kind: Any) -> Any:  # noqa: ANN401  (`kind` may be tuple[Marker, ...], which is no `type`)
    """The value of type `kind` that `to_json` wrote.

    Raises:
        ValueError, TypeError, KeyError: when the text does not describe such a value.
    """
    return _typed(json.loads(text), kind)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def _typed(value: Any, kind: Any) -> Any:  # noqa: ANN401
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _chosen(value, parts)
    if origin is tuple:
        kinds = parts[:1] * len(value) if parts[1:] == (...,) else parts
        return tuple(_typed(item, item_kind) for item, item_kind in zip(value, kinds, strict=True))
    if origin is dict:
        return {key: _typed(item, parts[1]) for key, item in value.items()}
    if kind is Fraction:
        return Fraction(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(item, hints[name]) for name, item in value.items()})  # type: ignore[operator]
    if not isinstance(value, int | float if kind is float else kind):
        raise TypeError(f"expected {kind.__name__}, found {value!r}")
    return value


def _chosen(value: Any, kinds: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A member of a union: the one JSON shows by itself, or else the first that is not None."""
    if type(value) in kinds:
        return value
    return _typed(value, next(kind for kind in kinds if kind is not type(None)))
