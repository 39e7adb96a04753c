"""Dataclasses of `core` to plain JSON and back, exactly: fractions stay fractions and tuples tuples.

A reader turns a whole column of JSON values into values of one kind at once, so that a film's hundred thousand words
cost a few passes over lists and not a hundred thousand looks at what a word is. Readers are made once per kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from fractions import Fraction
from functools import cache
from itertools import chain, islice, repeat
from math import isfinite
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

Column = list[Any]
Reader = Callable[[Column], Column]

UNREADABLE = (ValueError, TypeError, KeyError, ArithmeticError, RecursionError)
"""What reading a text raises when it does not describe what is wanted."""

_SCALARS: dict[object, set[type]] = {
    str: {str}, bool: {bool}, int: {int}, float: {float, int}, NoneType: {NoneType}
}  # fmt: skip


class UnknownFieldError(Exception):
    """The text holds a field that this version of the program does not know."""


def to_json(value: object) -> str:
    """JSON text, pure ASCII, of a value made of dataclasses, tuples, mappings, fractions and plain types.

    Raises:
        ValueError: when a number is not finite.
    """
    return json.dumps(value, default=_plain, allow_nan=False)


def from_json(text: str, kind: Any) -> Any:  # noqa: ANN401  (`kind` may be tuple[Marker, ...], which is no `type`)
    """The value of type `kind` that `to_json` wrote; fields that it lacks take their defaults.

    Raises:
        UnknownFieldError: when it has more fields than are known.
        Any of `UNREADABLE`: when it does not describe such a value, or a number in it is not finite.
    """
    return _reader(kind)([json.loads(text)])[0]


def _plain(value: object) -> object:
    """What the JSON writer takes in place of a value that it does not know."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    kind: Any = type(value)
    return {field.name: getattr(value, field.name) for field in _fields(kind)}


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:  # noqa: ANN401  (a dataclass; anything else is a TypeError)
    return fields(kind)


@cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401
    origin, parts = get_origin(kind), get_args(kind)
    if kind in _SCALARS:
        return _scalars(_SCALARS[kind])
    if kind is Fraction:
        return _fractions
    if is_dataclass(kind):
        return _records(kind)
    if origin is tuple:
        return _lists(_reader(parts[0])) if parts[1:] == (...,) else _rows(tuple(map(_reader, parts)))
    if origin in (dict, Mapping):
        return _mappings(_reader(parts[1]))
    if origin is UnionType and all(part in _SCALARS for part in parts):
        return _scalars(set().union(*(_SCALARS[part] for part in parts)))
    if origin is UnionType and len(parts) == 2 and NoneType in parts:
        return _optional(_reader(next(part for part in parts if part is not NoneType)))
    raise NotImplementedError(f"no JSON for {kind}")


def _scalars(types: set[type]) -> Reader:
    """Values that JSON has itself."""

    def read(column: Column) -> Column:
        _only(types, column)
        if float in types and not all(map(isfinite, column if types == _SCALARS[float] else _numbers(column))):
            raise ValueError("a number is not finite")
        return column

    return read


def _numbers(column: Column) -> Iterable[float]:
    return (value for value in column if type(value) in _SCALARS[float])


def _fractions(column: Column) -> Column:
    _only({str}, column)
    pairs = (text.partition("/") for text in column)
    return [Fraction(int(numerator), int(denominator)) for numerator, _, denominator in pairs]


def _lists(read_items: Reader) -> Reader:
    """Tuples of any length of one kind."""

    def read(column: Column) -> Column:
        _only({list}, column)
        items = iter(read_items(list(chain.from_iterable(column))))
        return [tuple(islice(items, len(value))) for value in column]

    return read


def _rows(readers: tuple[Reader, ...]) -> Reader:
    """Tuples of one length, each place of its own kind."""

    def read(column: Column) -> Column:
        _only({list}, column)
        if any(len(value) != len(readers) for value in column):
            raise ValueError(f"a row that is not {len(readers)} long")
        columns = (reader([value[place] for value in column]) for place, reader in enumerate(readers))
        return list(zip(*columns, strict=True))

    return read


def _mappings(read_items: Reader) -> Reader:
    def read(column: Column) -> Column:
        _only({dict}, column)
        items = iter(read_items(list(chain.from_iterable(value.values() for value in column))))
        return [dict(zip(value, islice(items, len(value)), strict=True)) for value in column]

    return read


def _optional(read_present: Reader) -> Reader:
    def read(column: Column) -> Column:
        present = iter(read_present([value for value in column if value is not None]))
        return [None if value is None else next(present) for value in column]

    return read


def _records(kind: Any) -> Reader:  # noqa: ANN401
    """Instances of a dataclass."""
    hints = get_type_hints(kind)
    names = [field.name for field in _fields(kind)]
    readers = [(field, _reader(hints[field.name])) for field in _fields(kind)]
    by_name = any(field.kw_only for field in _fields(kind))

    def read(column: Column) -> Column:
        _only({dict}, column)
        if unknown := set().union(*column).difference(names):
            raise UnknownFieldError(f"{kind.__name__}.{min(unknown)}")
        columns = [_field(column, field, reader) for field, reader in readers]
        if by_name:
            return [kind(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]
        return list(map(kind, *columns))

    return read


def _field(column: Column, field: Field[Any], reader: Reader) -> Column:
    """One field of every record; those that lack it, from before there was one, have its default."""
    name = field.name
    present = reader([value[name] for value in column if name in value])
    if len(present) == len(column):
        return present
    if field.default is MISSING and field.default_factory is MISSING:
        raise KeyError(name)
    defaults = repeat(field.default) if field.default_factory is MISSING else iter(field.default_factory, MISSING)
    found = iter(present)
    return [next(found if name in value else defaults) for value in column]


def _only(types: set[type], column: Column) -> None:
    if wrong := set(map(type, column)) - types:
        expected = " or ".join(sorted(kind.__name__ for kind in types))
        raise TypeError(f"expected {expected}, found {min(kind.__name__ for kind in wrong)}")
