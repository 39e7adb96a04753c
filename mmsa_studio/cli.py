"""The command line: a stable contract, without Qt.

Exit codes: 0 done, 1 the film or project could not be processed, 2 wrong usage, 130 interrupted.
Results go to standard output, everything said to a person goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mmsa_studio import __version__
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE, Cancelled, StudioError
from mmsa_studio.core.jobs import DEVICES
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.rates import parse_rate
from mmsa_studio.core.vocabulary import CATEGORIES

OpenWindow = Callable[[str], int]
"""Opens the window on a film or project and returns the exit code when it closes."""


def main(argv: Sequence[str] | None = None, *, open_window: OpenWindow | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: arguments after the program's name; those of the process when None.
        open_window: how to open the window, for the commands that end in it.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options, open_window))
    except StudioError as error:
        say_error(error)
        return error.exit_code
    except (KeyboardInterrupt, Cancelled):
        print("Interrupted; what was finished is kept.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # the reader of our output went away, as `| head` does; nothing is wrong
        sys.stderr.close()
        return EXIT_DONE
    except SystemExit as ended:  # argparse: 0 after --help and --version, 2 for wrong usage
        return int(ended.code or EXIT_DONE)


def say_error(error: StudioError) -> None:
    """One sentence and a hint on standard error."""
    print(f"mmsa-studio: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mmsa-studio",
        description="Shows how the expressed emotion of a film moves, and hands markers to the editing system.",
        epilog="Without a command, `mmsa-studio [FILM | PROJECT]` opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"mmsa-studio {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_analyze(commands)
    _add_export(commands)
    _add_import(commands)
    demo = commands.add_parser("demo", help="build the demonstration reel and open it")
    demo.add_argument("--no-window", action="store_true", help="only build it and print its path")
    demo.set_defaults(run=_demo)
    doctor = commands.add_parser("doctor", help="what is installed, what is missing and how to get it")
    doctor.set_defaults(run=_doctor)
    evaluate = commands.add_parser("evaluate", help="repeat the published evidence on this machine")
    evaluate.add_argument("--data", type=Path, help="folder of the test data; without it, say what could not be run")
    evaluate.add_argument("--json", action="store_true", help="print the rows as JSON")
    evaluate.set_defaults(run=_evaluate)
    return parser


Commands = argparse._SubParsersAction  # the type argparse gives no public name


def _add_analyze(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("analyze", help="analyse films", description="Analyse films without a window.")
    parser.add_argument("films", nargs="+", metavar="FILM")
    parser.add_argument("--subtitles", default="", metavar="FILE", help="SRT, ASS or WebVTT file with the words")
    parser.add_argument("--language", default="", metavar="CODE", help="preferred subtitle language, like en")
    parser.add_argument(
        "--project", type=Path, metavar="OUT.mmsa", help="keep the result here, or continue what is here"
    )
    parser.add_argument(
        "--export", action="append", default=[], metavar="FORMAT=PATH",
        help="write the result in a format, `-` for standard output; may be repeated",
    )  # fmt: skip
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--speech-model", default="", metavar="MODEL", help="folder or hub name of a Whisper model")
    parser.add_argument("--allow-download", action="store_true", help="let a hub name be downloaded")
    parser.add_argument("--json-progress", action="store_true", help="progress as lines of JSON on standard error")
    parser.set_defaults(run=_analyze)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("export", help="write a project's markers for an editing system")
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("--format", required=True, metavar="FORMAT", help="format id; a wrong one lists them")
    parser.add_argument("-o", "--output", required=True, metavar="PATH", help="file to write, `-` for standard output")
    _add_timing(parser)
    parser.add_argument("--offset", type=int, default=0, metavar="FRAMES", help="move every marker by so many frames")
    parser.add_argument("--category", action="append", choices=CATEGORIES, help="only these; may be repeated")
    parser.add_argument("--origin", choices=(FOUND, DRAWN), help="only markers found by the program or drawn by hand")
    parser.add_argument("--title", default="", help="name of the timeline")
    parser.add_argument("--no-notes", dest="notes", action="store_false", help="leave the notes out")
    parser.add_argument("--no-tags", dest="tags", action="store_false", help="leave out what lets markers come back")
    parser.add_argument("--ascii", action="store_true", help="fold text to plain ASCII")
    parser.add_argument("--points", action="store_true", help="write ranges as their first frame")
    parser.add_argument("--chapters", action="store_true", help="chapter markers in FCPXML")
    parser.add_argument("--ranges", action="store_true", help="marked ranges in place of shots in shots-edl")
    parser.set_defaults(run=_export)


def _add_import(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("import", help="take back markers that were changed in an editing system")
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--format", default="", metavar="FORMAT", help="format id; guessed from the file when left out")
    _add_timing(parser)
    parser.set_defaults(run=_import)


def _add_timing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", metavar="R", help="frames per second of the editing timeline, like 23.976 or 25")
    parser.add_argument("--start-timecode", default="", metavar="TC", help="of its first frame, like 01:00:00:00")
    drop = parser.add_mutually_exclusive_group()
    drop.add_argument("--drop-frame", dest="drop_frame", action="store_true", default=None)
    drop.add_argument("--non-drop-frame", dest="drop_frame", action="store_false", default=None)


# Each command imports what it needs when it runs, so that `--help` answers at once.


def _analyze(options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.batch import Batch

    batch = Batch(
        subtitles=options.subtitles, language=options.language, device=options.device, project=options.project,
        exports=tuple(options.export), speech_model=options.speech_model, allow_download=options.allow_download,
        json_progress=options.json_progress,
    )  # fmt: skip
    failed = 0
    for film in batch.checked(options.films):
        try:
            batch.analyze(film)
        except StudioError as error:
            # one bad film must not keep the others from being analysed; it is reported and counted
            say_error(error)
            failed += 1
    if failed and len(options.films) > 1:
        print(f"{failed} of {len(options.films)} films could not be processed.", file=sys.stderr)
    return EXIT_FAILED if failed else EXIT_DONE


def _export(options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.batch import export_project
    from mmsa_studio.export import ExportOptions

    wanted = ExportOptions(
        rate=parse_rate(options.rate) if options.rate else None,
        drop_frame=options.drop_frame,
        offset=options.offset,
        categories=frozenset(options.category) if options.category else None,
        origins=frozenset([options.origin]) if options.origin else None,
        title=options.title,
        notes=options.notes,
        tags=options.tags,
        ascii=options.ascii,
        points=options.points,
        chapters=options.chapters,
        ranges=options.ranges,
    )
    return export_project(options.project, options.format, options.output, wanted, options.start_timecode)


def _import(options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.batch import import_markers
    from mmsa_studio.export import ExportOptions

    wanted = ExportOptions(rate=parse_rate(options.rate) if options.rate else None, drop_frame=options.drop_frame)
    return import_markers(options.project, options.file, options.format, wanted, options.start_timecode)


def _demo(options: argparse.Namespace, open_window: OpenWindow | None) -> int:
    from mmsa_studio.console import Console
    from mmsa_studio.demo import reel

    console = Console("demonstration reel")
    film = reel(hook=console)
    console.close()
    if options.no_window:
        print(film)
        return EXIT_DONE
    if open_window is None:
        raise StudioError(f"The reel is at {film}, but the window cannot be opened here.", "Run `mmsa-studio doctor`.")
    return open_window(str(film))


def _doctor(_options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.doctor import doctor

    return doctor(sys.stdout)


def _evaluate(options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.training.evaluate import run

    if options.data is not None and not options.data.is_dir():
        print(f"mmsa-studio: There is no folder {options.data}.", file=sys.stderr)
        return EXIT_USAGE
    return run(options.data, as_json=options.json, out=sys.stdout)
