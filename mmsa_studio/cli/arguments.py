"""What can be typed: the commands, their arguments, and what each means."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from mmsa_studio import __version__
from mmsa_studio.cli import commands as run
from mmsa_studio.core.jobs import DEVICES
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.speech import INCLUDED, NAME
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.work.batch import model_names
from mmsa_studio.work.delivery import FORMATS, NAME_TEXTS

Commands = argparse._SubParsersAction  # the type argparse gives no public name


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed."""
    whole = argparse.ArgumentParser(
        prog="mmsa-studio",
        description="Shows how the expressed emotion of a film moves, and hands markers to the editing system.",
        epilog="Without a command, `mmsa-studio [FILM | PROJECT]` opens the window.",
    )
    whole.add_argument("--version", action="version", version=f"mmsa-studio {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, add in COMMANDS.items():
        add(name, commands)
    return whole


def _add_analyze(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="analyse films",
        description="Analyse films without a window. Nothing is kept unless a project or an export is asked for.",
        epilog="FORMAT is one of those that `mmsa-studio export --help` lists; {name} in PATH is the film's name.",
    )  # fmt: skip
    parser.add_argument("films", nargs="+", metavar="FILM", help="any film, or sound only")
    _add_reading(parser)
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
    _add_force(parser)
    parser.add_argument("--allow-download", action="store_true", help="let a hub name be downloaded")
    parser.add_argument("--json-progress", action="store_true", help="progress as lines of JSON on standard error")
    parser.set_defaults(run=run.analyze)


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
    _add_force(parser)
    _add_choices(parser)
    parser.add_argument("--title", default="", help="name of the timeline; the film's by default")
    for switch in {switch.id: switch for one in FORMATS.values() for switch in one.switches}.values():
        name = f"--{switch.id}"
        parser.add_argument(name, dest="switches", action="append_const", const=switch.id, help=switch.tip)
    parser.set_defaults(run=run.export)


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
    parser.add_argument(
        "--sequence", default="", metavar="NAME|NUMBER",
        help="which to read of a file with several; by default the one with the program's markers, or the first",
    )  # fmt: skip
    parser.set_defaults(run=run.take_back)


def _add_demo(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="build the demonstration reel and open it",
        description="Build the demonstration reel, when it is not there yet, and open it. Nothing is downloaded.",
    )  # fmt: skip
    parser.add_argument("--no-window", action="store_true", help="only build it and print its path")
    parser.set_defaults(run=run.demo)


def _add_doctor(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="what is installed and missing, or what was understood of a film",
        description="Look at packages, models, device and window, and say how to get what is missing; ends with 0 when "
        "nothing is. With a film or project, say what is understood of it: tracks, words, languages, clock, rate, "
        "timecode, and what is left out and why.",
    )  # fmt: skip
    parser.add_argument("film", nargs="?", default="", metavar="FILM", help="a film or a project")
    _add_reading(parser)
    parser.set_defaults(run=run.doctor)


def _add_evaluate(name: str, commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        name, help="repeat the published evidence on this machine",
        description="Measure the shipped models on test data they never saw, beside what the model card says. "
        "Ends with 0 when everything could be repeated.",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the test data; without it, say what cannot be run")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.set_defaults(run=run.evaluate)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    """How a film is read: `core.reading.Reading`."""
    parser.add_argument(
        "--subtitles", default="", metavar="FILE|track:N|captions|none|auto",
        help="file with the words, a text track of the film, the closed captions in its picture, none to have the "
        "speech written down, or auto to look for them again; kept in the project",
    )  # fmt: skip
    parser.add_argument(
        "--sound", default=(), type=_numbers, metavar="N,N",
        help="numbers of the sound tracks to listen to, from 1, like 3 or 2,3; found out from the film when left out",
    )  # fmt: skip
    parser.add_argument(
        "--language", default="", metavar="CODE",
        help="of the subtitles to take, or of what is spoken where there are none, like en",
    )  # fmt: skip
    parser.add_argument(
        "--subtitle-offset",
        metavar="SECONDS",
        help="move the subtitles by so much, like -3600; a clock is not looked for",
    )
    parser.add_argument(
        "--subtitle-rate", metavar="R", help="frames per second the subtitles were timed for, where the film has others"
    )


def _add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="replace files that are not exports as written here")


def _numbers(text: str) -> tuple[int, ...]:
    """Numbers of tracks, each once."""
    parts = text.split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() and len(part) < 9 for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers, like 3 or 2,3")
    return tuple(sorted({int(part) for part in parts}))


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
    parser.add_argument(
        "--full-path", action="store_true", help="name the film by its whole path; by its file name by default"
    )


COMMANDS: dict[str, Callable[[str, Commands[argparse.ArgumentParser]], None]] = {
    "analyze": _add_analyze,
    "export": _add_export,
    "import": _add_import,
    "demo": _add_demo,
    "doctor": _add_doctor,
    "evaluate": _add_evaluate,
}
"""What adds each command to the parser."""
