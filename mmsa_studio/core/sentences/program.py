"""The work itself, how the command line is used, and how sentences are put together."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_SAFE = "Your project and markers are safe. Start it again; it goes on where it was."

SENTENCES = {
    "job.killed": Template("{job} was ended by the system, most likely because memory ran out.", _SAFE),
    "job.crashed": Template("{job} ended unexpectedly inside a native library.", _SAFE),
    "job.no_memory": Template(
        "There was not enough memory.",
        "Close other programs and start the analysis again; it goes on where it was.",
    ),
    "job.failed": Template("The work ended with an error: {error}", "Report the details below."),
    "task.failed": Template("Something unexpected happened: {error}"),
    "usage.one_film": Template("--project and --subtitles are for one film.", "Analyse the films one by one."),
    "usage.one_file": Template(
        "All films would be written to “{path}”.", "Put {{name}} into the path, like {format}={{name}}{suffix}."
    ),
    "usage.no_target": Template("“{text}” does not say where to write.", "Write --export FORMAT=PATH."),
    "said.before": Template("{text}"),
    "list.words": Template("{first}, {next}"),
    "list.sentences": Template("{first} {next}"),
}
