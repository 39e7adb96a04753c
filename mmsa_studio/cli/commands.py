"""What each command does, without Qt. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from textwrap import indent

from mmsa_studio.core.clock import parse_offset
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, EXIT_USAGE, StudioError
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.rates import parse_rate
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.wording import in_full
from mmsa_studio.work.delivery import STANDARD_OUTPUT, Choice, ExportOptions, export_project, import_markers

OpenWindow = Callable[[str], int]
"""Opens the window on a film or project and returns the exit code when it closes."""


def say_error(error: StudioError | Failed) -> None:
    """One sentence and a hint on standard error, and what whoever mends it needs to know."""
    print(f"mmsa-studio: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    if isinstance(error, Failed) and error.details:
        print(indent(error.details.rstrip(), "    "), file=sys.stderr)


def analyze(options: argparse.Namespace, _: OpenWindow | None) -> int:
    """Analyse films, and say how each ended when there are several."""
    from mmsa_studio.console import Console, table
    from mmsa_studio.work import batch
    from mmsa_studio.work.film import FilmRequest

    asked = FilmRequest(
        "", options.project, reading=_reading(options), device=options.device,
        speech_model=options.speech_model, allow_download=options.allow_download, model=options.model,
        force=options.force,
    )  # fmt: skip
    results = []
    for request in batch.requests(options.films, asked, options.export):
        with Console(Path(request.film).name, as_json=options.json_progress) as console:
            results.append(batch.run(request, console))
        if isinstance(results[-1].ending, Failed):
            # one bad film must not keep the others from being analysed; it is reported and counted
            say_error(results[-1].ending)
        _put_out(results[-1].contents)
    failed = sum(not result.done for result in results)
    if len(results) > 1 and not options.json_progress:
        print(table([(Path(one.film).name, *one.row) for one in results]), file=sys.stderr)
    if failed and len(results) > 1:
        print(f"{failed} of {len(results)} films could not be processed.", file=sys.stderr)
    return EXIT_FAILED if failed else EXIT_DONE


def _reading(options: argparse.Namespace) -> Reading:
    offset, rate = options.subtitle_offset, options.subtitle_rate
    return Reading(
        sound=options.sound,
        subtitles=options.subtitles,
        language=options.language,
        subtitle_offset=None if offset is None else parse_offset(offset),
        subtitle_rate=None if rate is None else parse_rate(rate),
    )


def export(options: argparse.Namespace, _: OpenWindow | None) -> int:
    """Write a project's markers or curves."""
    wanted = replace(_wanted(options), title=options.title, switches=frozenset(options.switches or ()))
    target = None if options.output == STANDARD_OUTPUT else Path(options.output)
    output = export_project(
        options.project, options.format, target, Choice(options.start_timecode, wanted), force=options.force
    )
    if target is None:
        _put_out(output.files.values())
    for warning in output.warnings:
        print(f"mmsa-studio: {in_full(warning)}", file=sys.stderr)
    return EXIT_DONE


def take_back(options: argparse.Namespace, _: OpenWindow | None) -> int:
    """Take markers back into a project, and say what changed."""
    choice = Choice(options.start_timecode, replace(_wanted(options), sequence=options.sequence))
    for line in import_markers(options.project, options.file, options.format, choice):
        print(in_full(line), file=sys.stderr)
    return EXIT_DONE


def _put_out(contents: Iterable[bytes]) -> None:
    for content in contents:
        sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _wanted(options: argparse.Namespace) -> ExportOptions:
    return ExportOptions(
        rate=parse_rate(options.rate) if options.rate else None,
        drop_frame=options.drop_frame,
        offset=options.offset,
        categories=frozenset(options.category) if options.category else None,
        origins=frozenset([options.origin]) if options.origin else None,
        name=options.name,
        notes=options.notes,
        tags=options.tags,
        ascii=options.ascii,
        points=options.points,
        full_path=options.full_path,
    )


def demo(options: argparse.Namespace, open_window: OpenWindow | None) -> int:
    """Build the demonstration reel and open it."""
    from mmsa_studio.console import Console
    from mmsa_studio.demo import reel

    console = Console("demonstration reel")
    film = reel(hook=console)
    console.close()
    if options.no_window:
        print(film)
        return EXIT_DONE
    if open_window is None:
        raise StudioError("reel.no_window", film=str(film))
    return open_window(str(film))


def doctor(options: argparse.Namespace, _: OpenWindow | None) -> int:
    """Say what is understood of a film, or look at what is installed."""
    if options.film:
        return _understood(options)
    from mmsa_studio.doctor import doctor as examine

    return examine(sys.stdout)


def _understood(options: argparse.Namespace) -> int:
    from mmsa_studio.console import Console
    from mmsa_studio.work.film import FilmRequest
    from mmsa_studio.work.understanding import facts_of

    request = FilmRequest(options.film, reading=_reading(options))
    with Console(Path(options.film).name) as console:
        # notices are among the facts
        facts = facts_of(request, lambda event: None if isinstance(event, Notice) else console(event))
    if isinstance(facts, Failed):
        say_error(facts)
        return EXIT_FAILED
    topic = ""
    for fact in facts:
        shown, topic = (fact.topic if fact.topic != topic else ""), fact.topic
        print(f"{shown:<10}  {fact.sentence.message}")
        if fact.sentence.hint:
            print(f"{'':<10}  {fact.sentence.hint}")
    return EXIT_DONE


def evaluate(options: argparse.Namespace, _: OpenWindow | None) -> int:
    """Repeat the published evidence."""
    from mmsa_studio.console import Console
    from mmsa_studio.training.evaluate import run

    if options.data is not None and not options.data.is_dir():
        print(f"mmsa-studio: There is no folder {options.data}.", file=sys.stderr)
        return EXIT_USAGE
    console = Console("evidence")
    try:
        return run(options.data, as_json=options.json, out=sys.stdout, hook=console)
    finally:
        console.close()
