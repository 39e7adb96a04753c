"""The front door: the window, or a command."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    Args:
        argv: arguments after the program's name: a film or project to open in the window, or a command.
    """
    multiprocessing.freeze_support()
    from mmsa_studio import cli  # not above: child processes import this module too

    arguments = list(sys.argv[1:] if argv is None else argv)
    if len(arguments) <= 1 and not any(one in cli.COMMANDS or one.startswith("-") for one in arguments):
        return open_window(*arguments)
    return cli.main(arguments, open_window=open_window)


def open_window(path: str = "") -> int:
    """Open the window; without Qt say how to get it.

    Args:
        path: a film or project, or nothing.
    """
    try:
        from mmsa_studio.ui.quiet import keep_quiet

        keep_quiet()
        from mmsa_studio.ui.start import open_window as start
    except ImportError as error:
        print(f"mmsa-studio: The window cannot be opened: {error}.", file=sys.stderr)
        print("  Run `mmsa-studio doctor` to see what is missing; the commands work without it.", file=sys.stderr)
        return 1
    return start(path)


if __name__ == "__main__":
    sys.exit(main())
