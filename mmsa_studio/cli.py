"""The command line: a stable contract, without Qt.

Exit codes: 0 done, 1 the film or project could not be processed, 2 wrong usage, 130 interrupted.
Results go to standard output, everything said to a person goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import indent

from mmsa_studio import __version__
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE, Cancelled, StudioError
from mmsa_studio.core.jobs import DEVICES, Failed
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.rates import parse_rate
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.speech import INCLUDED, NAME
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.core.wording import in_full
from mmsa_studio.work.batch import model_names
from mmsa_studio.work.delivery import (
    FORMATS,
    NAME_TEXTS,
    STANDARD_OUTPUT,
    Choice,
    ExportOptions,
    export_project,
    import_markers,
)

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


def say_error(error: StudioError | Failed) -> None:
    """One sentence and a hint on standard error, and what whoever mends it needs to know."""
    print(f"mmsa-studio: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    if isinstance(error, Failed) and error.details:
        print(indent(error.details.rstrip(), "    "), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mmsa-studio",
        description="Shows how the expressed emotion of a film moves, and hands markers to the editing system.",
        epilog="Without a command, `mmsa-studio [FILM | PROJECT]` opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"mmsa-studio {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, add in COMMANDS.items():
        add(name, commands)
    return parser


Commands = argparse._SubParsersAction  # the type argparse gives no public name


def _add_analyze(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="analyse films",
        description="Analyse films without a window. Nothing is kept unless a project or an export is asked for.",
        epilog="FORMAT is one of those that `mmsa-studio export --help` lists; {name} in PATH is the film's name.",
    )  # fmt: skip
    parser.add_argument("films", nargs="+", metavar="FILM", help="any film, or sound only")
    parser.add_argument("--subtitles", default="", metavar="FILE", help="SRT, ASS or WebVTT file with the words")
    parser.add_argument(
        "--language", default="", metavar="CODE",
        help="of the subtitles to take, or of what is spoken where there are none, like en",
    )  # fmt: skip
    parser.add_argument(
        "--project", type=Path, metavar="OUT.mmsa", help="keep the result here, or continue what is here"
    )
    parser.add_argument(
        "--export", action="append", default=[], metavar="FORMAT=PATH",
        help="write the result in a format, `-` for standard output; may be repeated",
    )  # fmt: skip
    parser.add_argument("--device", choices=DEVICES, default="auto", help="what computes; the best there is by default")
    names = model_names()
    parser.add_argument(
        "--model", default="", metavar="NAME",
        help=f"what reads words, voices and faces and fuses them: {', '.join(names)}; by default what read the film "
        f"before, or {names[0]}",
    )  # fmt: skip
    speech = parser.add_mutually_exclusive_group()
    speech.add_argument(
        "--speech-model", default=INCLUDED, metavar="MODEL",
        help="folder or hub name of the Whisper model that writes down the words of a film without subtitles; "
        f"{NAME}, which is included, by default",
    )  # fmt: skip
    speech.add_argument(
        "--no-speech", dest="speech_model", action="store_const", const="", help="leave such words unknown"
    )
    parser.add_argument("--allow-download", action="store_true", help="let a hub name be downloaded")
    parser.add_argument("--json-progress", action="store_true", help="progress as lines of JSON on standard error")
    parser.set_defaults(run=_analyze)


def _add_export(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="write a project's markers for an editing system",
        description="Write a project's markers, or its curves, for another program.",
        epilog="formats:\n" + "".join(f"  {one.id:<16}{one.title}\n" for one in FORMATS.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a project file, like film.mmsa")
    parser.add_argument("--format", required=True, metavar="FORMAT", help="one of those below")
    parser.add_argument("-o", "--output", required=True, metavar="PATH", help="file to write, `-` for standard output")
    _add_choices(parser)
    parser.add_argument("--title", default="", help="name of the timeline; the film's by default")
    for switch in {switch.id: switch for one in FORMATS.values() for switch in one.switches}.values():
        name = f"--{switch.id}"
        parser.add_argument(name, dest="switches", action="append_const", const=switch.id, help=switch.tip)
    parser.set_defaults(run=_export)


def _add_import(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="take back markers that were changed in an editing system",
        description="Take markers back into a project and say what was moved, renamed, added and removed. "
        "Options are those the file was exported with; what they left out is no change.",
    )  # fmt: skip
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a project file, like film.mmsa")
    parser.add_argument("file", type=Path, metavar="FILE", help="what the editing system wrote")
    parser.add_argument("--format", default="", metavar="FORMAT", help="format id; guessed from the file when left out")
    _add_choices(parser)
    parser.set_defaults(run=_import)


def _add_demo(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="build the demonstration reel and open it",
        description="Build the demonstration reel, when it is not there yet, and open it. Nothing is downloaded.",
    )  # fmt: skip
    parser.add_argument("--no-window", action="store_true", help="only build it and print its path")
    parser.set_defaults(run=_demo)


def _add_doctor(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="what is installed, what is missing and how to get it",
        description="Look at packages, models, device and window, and say how to get what is missing. "
        "Ends with 0 when nothing is.",
    )  # fmt: skip
    parser.set_defaults(run=_doctor)


def _add_evaluate(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="repeat the published evidence on this machine",
        description="Measure the shipped models on test data they never saw, beside what the model card says. "
        "Ends with 0 when everything could be repeated.",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the test data; without it, say what cannot be run")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.set_defaults(run=_evaluate)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    """Where markers lie on the timeline of the editing system, which of them, and with which texts."""
    parser.add_argument("--rate", metavar="R", help="frames per second of the editing timeline, like 23.976 or 25")
    parser.add_argument("--start-timecode", default="", metavar="TC", help="of its first frame, like 01:00:00:00")
    drop = parser.add_mutually_exclusive_group()
    drop.add_argument(
        "--drop-frame", dest="drop_frame", action="store_true", default=None, help="its timecode drops frame numbers"
    )
    drop.add_argument(
        "--non-drop-frame", dest="drop_frame", action="store_false", default=None, help="its timecode counts every one"
    )
    parser.add_argument("--offset", type=int, default=0, metavar="FRAMES", help="move every marker by so many frames")
    parser.add_argument("--category", action="append", choices=CATEGORIES, help="only these; may be repeated")
    parser.add_argument("--origin", choices=(FOUND, DRAWN), help="only markers found by the program or drawn by hand")
    parser.add_argument("--name", choices=NAME_TEXTS, default=NAME_TEXTS[0], help="what stands as a marker's name")
    parser.add_argument("--no-notes", dest="notes", action="store_false", help="leave the notes out")
    parser.add_argument("--no-tags", dest="tags", action="store_false", help="leave out what lets markers come back")
    parser.add_argument("--ascii", action="store_true", help="fold text to plain ASCII")
    parser.add_argument("--points", action="store_true", help="write ranges as their first frame")


COMMANDS: dict[str, Callable[[str, Commands[argparse.ArgumentParser]], None]] = {
    "analyze": _add_analyze,
    "export": _add_export,
    "import": _add_import,
    "demo": _add_demo,
    "doctor": _add_doctor,
    "evaluate": _add_evaluate,
}
"""What adds each command to the parser."""

# Each command imports what is heavy when it runs, so that `--help` answers at once.


def _analyze(options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.console import Console, table
    from mmsa_studio.work import batch
    from mmsa_studio.work.film import FilmRequest

    asked = FilmRequest(
        "", options.project, reading=_reading(options), device=options.device,
        speech_model=options.speech_model, allow_download=options.allow_download, model=options.model,
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
    return Reading(subtitles=options.subtitles, language=options.language)


def _export(options: argparse.Namespace, _: OpenWindow | None) -> int:
    wanted = replace(_wanted(options), title=options.title, switches=frozenset(options.switches or ()))
    target = None if options.output == STANDARD_OUTPUT else Path(options.output)
    output = export_project(options.project, options.format, target, Choice(options.start_timecode, wanted))
    if target is None:
        _put_out(output.files.values())
    for warning in output.warnings:
        print(f"mmsa-studio: {in_full(warning)}", file=sys.stderr)
    return EXIT_DONE


def _import(options: argparse.Namespace, _: OpenWindow | None) -> int:
    choice = Choice(options.start_timecode, _wanted(options))
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
    )


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
        raise StudioError("reel.no_window", film=str(film))
    return open_window(str(film))


def _doctor(_options: argparse.Namespace, _: OpenWindow | None) -> int:
    from mmsa_studio.doctor import doctor

    return doctor(sys.stdout)


def _evaluate(options: argparse.Namespace, _: OpenWindow | None) -> int:
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
