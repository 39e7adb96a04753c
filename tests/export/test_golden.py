"""Each format's bytes, looked at once by a person and the same ever since.

`python -m tests.export.test_golden` writes them anew; look at the difference before committing it.
Others can check their own exporters: `golden_project()` in `material.py` says what each file must hold.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mmsa_studio.export import FORMATS, render
from tests.export.material import PLAIN, golden_project

GOLDEN = Path(__file__).parent / "golden"
TEXT = [name for name in FORMATS if name != "curves-parquet"]


def _path(format_id: str) -> Path:
    return GOLDEN / f"{format_id}{FORMATS[format_id].suffix}"


@pytest.mark.parametrize("format_id", TEXT)
def test_bytes_are_the_golden_ones(format_id: str) -> None:
    output = render(golden_project(), format_id, PLAIN)
    assert list(output.files) == [FORMATS[format_id].suffix]
    assert output.files[FORMATS[format_id].suffix] == _path(format_id).read_bytes()


@pytest.mark.parametrize("format_id", list(FORMATS))
def test_a_second_run_gives_the_same_bytes(format_id: str) -> None:
    assert render(golden_project(), format_id, PLAIN).files == render(golden_project(), format_id, PLAIN).files


def test_parquet_holds_what_the_csv_holds() -> None:
    import pyarrow.csv
    import pyarrow.parquet

    project = golden_project()
    table = pyarrow.parquet.read_table(io.BytesIO(render(project, "curves-parquet").files[".parquet"]))
    lines = pyarrow.csv.read_csv(io.BytesIO(render(project, "curves-csv").files[".csv"]))
    assert table.column_names == lines.column_names
    assert table.num_rows == project.timeline.grid.count
    for name in table.column_names[2:]:
        pairs = zip(table[name].to_pylist(), lines[name].to_pylist(), strict=True)
        assert all((a is None and b is None) or abs(a - float(b)) < 1e-4 for a, b in pairs)
    assert table["face.valence"].null_count == table.num_rows
    assert table.schema.metadata[b"mmsa_studio.model"] == b"fusion"


if __name__ == "__main__":
    for name in TEXT:
        _path(name).write_bytes(render(golden_project(), name, PLAIN).files[FORMATS[name].suffix])
