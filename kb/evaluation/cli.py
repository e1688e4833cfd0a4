"""The command ``zeren evaluate ask``: arguments and what it does with them."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from kb.evaluation.comparison import compare, print_comparison, read_run, saved_run, write_json, write_run
from kb.evaluation.questions import load_questions, questions_digest
from kb.evaluation.report import as_dict, print_report
from kb.evaluation.run import Ask, evaluate


def add_ask_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that :func:`run_ask` reads."""
    parser.add_argument("file", type=Path, metavar="问题文件", help="每行一个 JSON 对象：问题与标准答案")
    parser.add_argument("--document", metavar="文件编号", help="问题限定在这份文件；问题自己限定了的，按它自己的")
    parser.add_argument("--failures", action="store_true", help="逐条列出有差错的回答")
    parser.add_argument("--json", type=Path, metavar="路径", help="把指标和差错写成 JSON")
    parser.add_argument("--save", type=Path, metavar="路径", help="存下这次的结果，供以后比较")
    parser.add_argument("--compare", type=Path, metavar="路径", help="与存下的结果比较；有退步则退出码为 1")


def run_ask(args: argparse.Namespace, ask: Ask, texts: Mapping[str, str]) -> int:
    """Evaluate the answers to the questions of ``args.file`` and show what was found.

    :param texts: document id → canonical text.
    :returns: exit code: 1 when the comparison shows a regression, else 0.
    :raises InputError: a file cannot be read or written or is malformed, or a document is unknown.
    """
    # Before the questions are asked: a wrong path should not cost a run.
    before = read_run(args.compare) if args.compare else None
    questions = [replace(q, document=q.document or args.document) for q in load_questions(args.file)]
    # Questions are shown as they are: neither [brackets] nor :names: mean anything in them.
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    report = evaluate(questions, ask, texts)
    print_report(console, report, failures=args.failures)
    after = saved_run(report, questions_digest(args.file))
    if args.json:
        write_json(as_dict(report), args.json)
    if args.save:
        write_run(after, args.save)
    if before is None:
        return 0
    comparison = compare(before, after)
    print_comparison(console, comparison)
    return int(comparison.regressed)
