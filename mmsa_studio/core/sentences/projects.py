"""Project files, folders, and why the system did not do something."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_SAFE = "Everything saved before is safe."
_CHOOSE = "Choose another file."
_REINSTALL = "Install the program again."

SENTENCES = {
    "project.absent": Template("There is no project “{path}”.", _CHOOSE),
    "project.unreadable": Template("“{path}” could not be opened: {reason}.", _CHOOSE),
    "project.empty": Template("“{path}” is empty.", "Choose another file, or delete it and analyse the film again."),
    "project.newer": Template("“{path}” was made by a newer MMSA Studio.", "Update the program; nothing was changed."),
    "project.damaged": Template(
        "The project “{path}” is damaged and was left as it is.", "Use a copy, or analyse again."
    ),
    "project.part_damaged": Template(
        "The project “{path}” is damaged ({part}) and was left as it is.", "Use a copy, or analyse again."
    ),
    "project.foreign": Template("“{path}” is not an MMSA Studio project.", "Choose a file that ends in .mmsa."),
    "project.gone": Template("The project “{path}” was moved or deleted.", "Save it again under a new name."),
    "project.closed": Template("The project “{path}” is closed.", "Open it again."),
    "project.changed_elsewhere": Template("Another program changed this project: {what}.", "It is shown here now."),
    "project.changed_elsewhere_too": Template(
        "Another program changed this project: {what}. {count} markers edited here too are as you left them.",
        "The rest is shown here now.",
        one="Another program changed this project: {what}. One marker edited here too is as you left it.",
    ),
    "project.older_model": Template(
        "This analysis was made by an earlier model, which cannot explain it any more.",
        "Analyse the film again to renew it; your markers and corrections stay.",
    ),
    "project.not_done": Template("The project could not be {done}: {reason}.", "{reason_hint}"),
    "project.another_film": Template(
        "“{path}” belongs to another film.", "Choose another project file; this one is unchanged."
    ),
    "project.beside_another": Template(
        "The project “{name}” beside the film belongs to another film.",
        "Move it to another folder and open the film again.",
    ),
    "project.wrong_film": Template(
        "“{name}” is another film than the one this project was made from.",
        "Choose the original file, or open this film on its own.",
    ),
    "database.full": Template("the disk is full", "Free some space and try again; everything saved before is safe."),
    "database.disk": Template("the disk reported an error", "Check the disk; everything saved before is safe."),
    "database.read_only": Template("it may only be read", "Copy it to a folder you may write to."),
    "database.folder": Template("its folder may not be written to", "Copy it to a folder you may write to."),
    "database.busy": Template("another program is writing to it", "Try again in a moment."),
    "database.other": Template("{text}", _SAFE),
    "file.unwritten": Template(
        "“{path}” could not be written: {reason}.",
        "Choose another folder or free some space; nothing was changed.",
    ),
    "file.unread": Template("“{path}” could not be read: {reason}.", _CHOOSE),
    "file.no_regular": Template("“{path}” is no file that has an end.", _CHOOSE),
    "file.large": Template("“{path}” is larger than {most} MB.", _CHOOSE),
    "folder.unmade": Template("The folder “{path}” cannot be made: {reason}.", "Look at what is there, or remove it."),
    "program.no_resources": Template("The program's resources folder is missing.", _REINSTALL),
    "program.no_resource": Template("The program's file resources/{name} is missing.", _REINSTALL),
    "reason.full": Template("the disk is full"),
    "reason.quota": Template("you have no space left there"),
    "reason.forbidden": Template("you have no permission"),
    "reason.absent": Template("it is not there"),
    "reason.folder": Template("it is a folder"),
    "reason.no_folder": Template("a part of its path is not a folder"),
    "reason.exists": Template("something of that name is there already"),
    "reason.read_only": Template("the medium can only be read"),
    "reason.long_name": Template("its name is too long"),
    "reason.disk": Template("the disk reported an error"),
    "reason.busy": Template("another program is using it"),
    "reason.special": Template("it is no ordinary file"),
    "reason.large": Template("it is too large"),
    "reason.many_files": Template("too many files are open"),
}
