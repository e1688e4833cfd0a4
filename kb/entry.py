"""The command ``zeren`` as it starts: a build of nothing new ends here, and a service starts from here, before the rest of
the code is loaded."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from kb.command import Parser, run_command
from kb.errors import ZerenError
from kb.inputs import unchanged
from kb.serving import add_serve_arguments, run_serve
from kb.settings import load_settings
from kb.snapshot import REPORT, Snapshot


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, as :func:`kb.cli.main` does, which does all but this."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        return _serve(arguments[1:])
    snapshot = _already_built(arguments)
    if snapshot is None:
        from kb import cli

        return cli.main(arguments)
    report = json.loads(snapshot.read(REPORT))
    print(
        f"没有变化，快照 {snapshot.id} 照旧：{len(report['documents'])} 份文件、{report['triples']} 条三元组。"
        "（zeren check 看体检，zeren parse 看未读懂的行）"
    )
    return 0


def _serve(arguments: Sequence[str]) -> int:
    """As :func:`kb.cli.main`; who watches over workers needs none of what they load."""
    parser = Parser(prog="zeren serve")
    add_serve_arguments(parser)
    return run_command(parser.parse_args(arguments, argparse.Namespace(run=run_serve)))


def _already_built(arguments: Sequence[str]) -> Snapshot | None:
    if arguments[:1] != ["build"] or any(argument.startswith("-") for argument in arguments):
        return None
    try:
        return unchanged(load_settings(), [Path(argument) for argument in arguments[1:]])
    except ZerenError:
        # The command itself says what is wrong, in its own way, or mends it.
        return None
