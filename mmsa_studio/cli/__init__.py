"""The command line: a stable contract, without Qt.

Exit codes: 0 done, 1 the film or project could not be processed, 2 wrong usage, 130 interrupted.
Results go to standard output, everything said to a person goes to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from mmsa_studio.cli.arguments import COMMANDS, parser
from mmsa_studio.cli.commands import OpenWindow, say_error
from mmsa_studio.core.errors import EXIT_DONE, EXIT_INTERRUPTED, Cancelled, StudioError

__all__ = ["COMMANDS", "main"]


def main(argv: Sequence[str] | None = None, *, open_window: OpenWindow | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: arguments after the program's name; those of the process when None.
        open_window: how to open the window, for the commands that end in it.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parser().parse_args(arguments)
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
