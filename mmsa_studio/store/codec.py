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
from itertools import chain, compress, islice, repeat
from math import isfinite
from operator import itemgetter, not_
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from mmsa_studio.core.limits import LONGEST_TEXT, NUMBER_LETTERS

Column = list[Any]
Reader = Callable[[Column], Column]

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError, MemoryError)
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
    if origin is UnionType:
        return _union(parts)
    raise NotImplementedError(f"no JSON for {kind}")


def _scalars(types: set[type]) -> Reader:
    """Values that JSON has itself."""

    def read(column: Column) -> Column:
        _only(types, column)
        if float in types and not all(map(isfinite, column if types == _SCALARS[float] else _numbers(column))):
            raise ValueError("a number is not finite")
        if str in types and any(type(value) is str and len(value) > LONGEST_TEXT for value in column):
            return [value[:LONGEST_TEXT] if type(value) is str else value for value in column]
        return column

    return read


def _numbers(column: Column) -> Iterable[float]:
    return (value for value in column if type(value) in _SCALARS[float])


def _fractions(column: Column) -> Column:
    _only({str}, column)
    if max(map(len, column), default=0) > NUMBER_LETTERS:
        raise ValueError("a number out of all bounds")
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


def _union(kinds: tuple[Any, ...]) -> Reader:
    """One of several kinds; JSON must show which: scalars and at most one other."""
    types: set[type] = set().union(*(_SCALARS.get(kind, set()) for kind in kinds))
    others = [kind for kind in kinds if kind not in _SCALARS]
    read_scalars = _scalars(types)
    if not others:
        return read_scalars
    (other,) = others
    read_others = _reader(other)

    def read(column: Column) -> Column:
        is_scalar = [type(value) in types for value in column]
        scalars = iter(read_scalars(list(compress(column, is_scalar))))
        rest = iter(read_others(list(compress(column, map(not_, is_scalar)))))
        return [next(scalars if plain else rest) for plain in is_scalar]

    return read


def _records(kind: Any) -> Reader:  # noqa: ANN401
    """Instances of a dataclass."""
    names = [field.name for field in _fields(kind)]
    by_name = any(field.kw_only for field in _fields(kind))

    def read(column: Column) -> Column:
        if not column:
            return []  # nor are there records inside of them
        _only({dict}, column)
        plain = _transposed(column, names)
        if plain is not None:
            columns = [reader(values) for (_, reader), values in zip(_readers(kind), plain, strict=True)]
        elif unknown := set().union(*column).difference(names):
            raise UnknownFieldError(f"{kind.__name__}.{min(unknown)}")
        else:
            columns = [_field(column, field, reader) for field, reader in _readers(kind)]
        if by_name:
            return [kind(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]
        return list(map(kind, *columns))

    return read


def _transposed(column: Column, names: list[str]) -> list[Column] | None:
    """Records by field, where all have these fields and no others: the usual case, and the fast one."""
    if set(map(len, column)) != {len(names)}:
        return None
    try:
        return [list(map(itemgetter(name), column)) for name in names]
    except KeyError:
        return None


@cache
def _readers(kind: Any) -> tuple[tuple[Field[Any], Reader], ...]:  # noqa: ANN401
    """The fields of a dataclass; looked at when the first is read, as records may hold records of their own kind."""
    hints = get_type_hints(kind)
    return tuple((field, _reader(hints[field.name])) for field in _fields(kind))


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
