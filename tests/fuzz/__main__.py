"""Reads damaged and hostile files by hand, for hours if wanted.

python -m tests.fuzz --kind media [--count 1000] [--seed 7] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.campaign import keep, run
from tests.fuzz.seeds import KINDS


def main() -> int:
    """Read, print what became of the files, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mmsa-fuzz-") as folder:
        verdicts = run(options.kind, options.count, options.seed, Path(folder))
        found = [one for one in verdicts if one.finding]
        if options.keep:
            keep(found, options.kind, options.keep)
    for one in found:
        print(f"{one.path}: {one.said}\n")
    print(dict(Counter(one.said.partition(":")[0] for one in verdicts)))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
