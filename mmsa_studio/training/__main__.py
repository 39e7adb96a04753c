"""From raw data to shipped weights with one command: `python -m mmsa_studio.training all --data DIR`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mmsa_studio.core.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, StudioError
from mmsa_studio.core.jobs import Event
from mmsa_studio.core.sentences import Notice
from mmsa_studio.training.card import publish
from mmsa_studio.training.corpora import recognise, survey
from mmsa_studio.training.evaluate import PARTS, TRAINED, evaluate

_NICE = 10
_WHAT = "what to train and measure; card and strangers only measure, corpora lists the data sets that lie in the folder"


def main(arguments: list[str] | None = None) -> int:
    """Train what was asked for, then measure it and write the model card."""
    parser = argparse.ArgumentParser(prog="python -m mmsa_studio.training", description=__doc__)
    parser.add_argument("what", choices=("all", *PARTS, "card", "corpora"), help=_WHAT)
    parser.add_argument("--data", type=Path, required=True, help="folder with text/, voice/ and face/")
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds to train (3)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="what the card measures (everything)")
    parser.add_argument("--resume", action="store_true", help="continue from what an earlier run left in the cache")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        print(f"There is no folder {options.data}.", file=sys.stderr)
        return EXIT_USAGE
    if options.what == "corpora":
        return _list_corpora(options.data)
    parts = {"all": PARTS, "card": tuple(options.only)}.get(options.what, (options.what,))
    trained = () if options.what == "card" else tuple(part for part in parts if part in TRAINED)
    os.nice(_NICE)
    started = time.monotonic()

    def log(line: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {line}", file=sys.stderr, flush=True)

    def hook(event: Event) -> None:
        log(event.message if isinstance(event, Notice) else getattr(event, "stage", ""))

    try:
        for part in trained:
            log(f"training {part}")
            _train(part, options.data, options.seeds, resume=options.resume, log=log)
        publish(evaluate(options.data, hook, parts))
    except StudioError as error:
        print(f"{error.message} {error.hint}".strip(), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return EXIT_DONE


def _train(part: str, data: Path, seeds: int, *, resume: bool, log: Callable[[str], None]) -> None:
    module = importlib.import_module(f"mmsa_studio.training.{part}")
    if not resume:
        getattr(module, "forget", lambda: None)()
    module.train(data, seeds=tuple(range(1, seeds + 1)), log=log)


def _list_corpora(data: Path) -> int:
    exit_code = EXIT_DONE
    for folder in sorted(filter(Path.is_dir, data.iterdir())):
        corpus = recognise(folder)
        try:
            print(survey(corpus, folder) if corpus else f"{folder.name}: not recognised")
        except StudioError as error:
            print(f"{error.message} {error.hint}".strip(), file=sys.stderr)
            exit_code = error.exit_code
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
