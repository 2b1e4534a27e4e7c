"""The command line: what it understands, and what each command does.

    gui [SCENARIO or FILE]      the window, opened by the caller: the engine knows no window
    run [SCENARIO or FILE]      runs it here: see cli_run.py
    scenarios                   lists the built-in ones
    export RUN PATH             writes the log of a run folder; the format is the extension
    why RUN                     says what held a run up, and what would help: see cli_why.py

Exit status: 0 done (and the ledger closes); 2 for bad input, with one sentence; 1 otherwise.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine import scenario

if TYPE_CHECKING:
    from engine.cli_run import Request

# What a command needs is imported where it is carried out: most often it is the window that is
# asked for, and it opens sooner for everything that is left out.

OpenWindow = Callable[[str | None], int]


def main(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Do what `arguments` ask. Return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that lacks "·" or "→" shows a question mark instead of failing.
            stream.reconfigure(errors="replace")
    try:
        return _carry_out(arguments, open_window)
    except BrokenPipeError:  # as in `why RUN | head -1`
        _drop_output()
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:  # as in `why RUN >/dev/full`
            _drop_output()
            print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
        if not isinstance(error, _refusals()):
            raise
        print(error, file=sys.stderr)
        return 2


def _carry_out(arguments: Sequence[str], open_window: OpenWindow) -> int:
    try:
        return _dispatch(_parser().parse_args(arguments), open_window)
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()  # while it can still be told that nobody takes it


def _drop_output() -> None:
    """Let what is left of the output go nowhere, so that the interpreter does not try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors whose text is a sentence for the user."""
    from engine.cli_run import BadInputError
    from engine.config import ConfigError
    from engine.export.log import ExportError
    from engine.opened import OpenError
    from engine.session import SessionError

    return BadInputError, ConfigError, ExportError, OpenError, scenario.ScenarioError, SessionError


def run_without_window(name_or_path: str | None) -> int:
    """Run a scenario in the terminal and export its log into the run folder.

    Called by whoever `main` asked for a window that cannot be opened; `main` words its refusals.
    """
    from engine import cli_run

    return cli_run.run(cli_run.Request(scenario=name_or_path, log_in_run_folder=True))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        from engine.cli_run import BadInputError

        raise BadInputError(f"{message[:1].upper()}{message[1:].rstrip('.')}.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="main.py",
        description="Weir: watch real processes produce, consume and wait for each other.",
        epilog="Without a command the window opens.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_scenario(commands.add_parser("gui", help="open the window (the default)"))
    _add_run(commands.add_parser("run", help="run a scenario in the terminal", allow_abbrev=False))
    commands.add_parser("scenarios", help="list the built-in scenarios")
    export = commands.add_parser("export", help="write the log of a run as .csv or .jsonl")
    export.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    export.add_argument("path", type=Path, metavar="PATH", help="the file to write")
    why = commands.add_parser("why", help="say what held a run up, and what would help")
    why.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    why.add_argument("--from", type=float, dest="from_s", metavar="S", help="start of a range")
    why.add_argument("--to", type=float, dest="to_s", metavar="S", help="end of a range")
    return parser


def _add_scenario(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scenario",
        nargs="?",
        metavar="SCENARIO or FILE",
        help=f"a built-in scenario or a scenario file (default: {scenario.OPENS_FIRST})",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    _add_scenario(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="changes",
        metavar="KEY=VALUE",
        help="change a setting, such as channel.maxsize=20; may be repeated",
    )
    parser.add_argument(
        "--log",
        action="append",
        default=[],
        type=Path,
        dest="logs",
        metavar="PATH",
        help="export the log as .csv or .jsonl; may be repeated",
    )
    parser.add_argument(
        "--run-dir", type=Path, metavar="DIR", help="make the run folder here and keep it"
    )
    parser.add_argument(
        "--log-limit",
        default="",
        metavar="GB",
        help="size beyond which the oldest part of the run log is removed (default: 2)",
    )
    parser.add_argument(
        "--summary", choices=["text", "json"], default="text", help="how the summary is printed"
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress")


def _dispatch(options: argparse.Namespace, open_window: OpenWindow) -> int:
    match options.command:
        case "run":
            from engine import cli_run

            return cli_run.run(_request(options))
        case "scenarios":
            return _list_scenarios()
        case "export":
            return _export(options.run, options.path)
        case "why":
            from engine import cli_why

            return cli_why.why(options.run, options.from_s, options.to_s)
        case _:
            name_or_path = getattr(options, "scenario", None)
            if name_or_path is not None:
                scenario.load(name_or_path)  # refused here, before a window opens
            return open_window(name_or_path)


def _request(options: argparse.Namespace) -> Request:
    from engine import cli_run

    return cli_run.Request(
        scenario=options.scenario,
        changes=tuple(options.changes),
        logs=tuple(options.logs),
        run_dir=options.run_dir,
        log_limit_bytes=cli_run.log_limit(options.log_limit),
        summary=options.summary,
        is_quiet=options.quiet,
    )


def _list_scenarios() -> int:
    found = scenario.builtin()
    name_width = max(len(one.name) for one in found)
    title_width = max(len(one.title) for one in found)
    for one in found:
        print(f"{one.name:{name_width}}  {one.title:{title_width}}  {one.description}")
    return 0


def _export(run: Path, path: Path) -> int:
    from engine.export.log import check_target, export_log

    check_target(path)
    rows = export_log(run, path, warn=lambda sentence: print(sentence, file=sys.stderr))
    print(f"{path}: {rows:,} rows")
    return 0
