"""Files of other people's data sets, read so that nothing odd passes unseen: each complaint names its file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from mmsa_studio.core.errors import StudioError

_Meaning = TypeVar("_Meaning")


def there(file: Path) -> Path | None:
    """The file, or None where it is not."""
    return file if file.is_file() else None


def places(root: Path, name: str) -> list[Path]:
    """Where a name may lie: in the folder itself or one folder deeper."""
    return [root / name, *sorted(root.glob(f"*/{name}"))]


def find(root: Path, name: str) -> Path:
    """The first file of that name among its places."""
    return some(filter(Path.is_file, places(root, name)), root, name)[0]


def some(files: Iterable[Path], root: Path, pattern: str) -> list[Path]:
    """The files in their order, at least one."""
    found = list(files)
    if not found:
        raise StudioError("corpus.no_files", pattern=pattern, folder=str(root))
    return found


def text_of(table: Path) -> str:
    """The text of a table."""
    try:
        return table.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise StudioError("corpus.no_table", table=str(table)) from error
    except UnicodeDecodeError as error:
        raise StudioError("corpus.no_utf8", table=str(table)) from error


def rows(table: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a table that has these columns, each as long as the header; in `.tsv` tabs part cells as they are."""
    file = io.StringIO(text_of(table), newline="")
    tabbed = table.suffix == ".tsv"
    reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if tabbed else csv.DictReader(file)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise StudioError("corpus.no_column", table=str(table), columns=", ".join(missing))
    for row in reader:
        if None in row or None in row.values():
            raise StudioError("corpus.uneven", line=reader.line_num, table=str(table))
        yield row


def columns_of(sidecar: Path) -> list[str]:
    """Names of the columns of a BIDS recording, as the JSON file beside it tells them."""
    try:
        columns = json.loads(text_of(sidecar)).get("Columns")
    except (json.JSONDecodeError, AttributeError) as error:
        raise StudioError("corpus.no_description", file=str(sidecar)) from error
    if not isinstance(columns, list) or not columns:
        raise StudioError("corpus.no_names", file=str(sidecar))
    return [str(name) for name in columns]


def signals(table: Path, columns: list[str]) -> Iterator[dict[str, float]]:
    """The rows of a packed BIDS recording: numbers without a header; "n/a" is left out."""
    try:
        lines = gzip.decompress(table.read_bytes()).decode("utf-8").splitlines()
    except (gzip.BadGzipFile, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise StudioError("corpus.damaged", table=str(table)) from error
    for place, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise StudioError("corpus.uneven_signal", line=place, table=str(table))
        yield {name: number(cell, table) for name, cell in zip(columns, cells, strict=True) if cell.lower() != "n/a"}


def parts(pattern: re.Pattern[str], file: Path) -> tuple[str, ...]:
    """What a file's name says, as groups of the pattern."""
    match = pattern.fullmatch(file.stem)
    if match is None:
        raise StudioError("corpus.file_name", file=str(file))
    return match.groups()


def known(meanings: Mapping[str, _Meaning], code: str, file: Path) -> _Meaning:
    """What a code means."""
    if code not in meanings:
        raise odd(file, code)
    return meanings[code]


def number(value: str, table: Path) -> float:
    """A finite number."""
    try:
        read = float(value)
    except ValueError as error:
        raise odd(table, value) from error
    if not math.isfinite(read):
        raise odd(table, value)
    return read


def signed(value: str, table: Path, scale: float = 1.0) -> float:
    """A number from -scale to scale, brought to -1..1."""
    scaled = number(value, table) / scale
    if not -1 <= scaled <= 1:
        raise odd(table, value)
    return scaled


def odd(file: Path, value: str) -> StudioError:
    """The error for a value that means nothing."""
    return StudioError("corpus.odd", value=value, file=str(file))
