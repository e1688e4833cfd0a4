"""The command ``zeren``. Exit codes: 0 done, 1 finding or no answer, 2 usage or bad input."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kb import inputs, opening, opening_graph, pipeline
from kb.access.cli import add_access_commands
from kb.audit.cli import SEVERITY_NAMES, exit_code, print_findings
from kb.audit.ontology_check import add_ontology_argument, run_ontology_check
from kb.command import Parser, run_command
from kb.contract import as_contract as parse_contract
from kb.evaluation.cli import add_ask_arguments, run_ask
from kb.evaluation.comparison import write_json
from kb.evaluation.run import Ask
from kb.exports.cli import add_export_arguments, run_export, run_table
from kb.graph.endpoint.cli import add_endpoint_arguments, run_endpoint
from kb.graph.sparql.cli import add_sparql_arguments, run_sparql
from kb.intake.library import alone, build_corpus, build_paths
from kb.models import ParsedDocument
from kb.qa.answering import Answerer
from kb.qa.contract import as_contract as ask_contract
from kb.qa.models import Answer, Question
from kb.qa.wording import role_name
from kb.serving import add_serve_arguments, run_mcp, run_serve
from kb.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, as :func:`kb.command.run_command` does."""
    return run_command(_parser().parse_args(argv))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="zeren", description="责任：谁负责什么、何时完成、依据什么、原文在哪里")
    commands = parser.add_subparsers(required=True, metavar="命令")
    build = commands.add_parser(
        "build", help="建立快照：不给路径就是语料目录和上传的文件；给了路径，新快照只含这些文件"
    )
    build.add_argument("paths", nargs="*", type=Path, metavar="路径")
    build.set_defaults(run=_build)
    parse = commands.add_parser("parse", help="显示从一份文件读懂了什么")
    parse.add_argument("file", type=Path, metavar="文件")
    parse.add_argument("--json", action="store_true", help="按解析契约输出 JSON")
    parse.set_defaults(run=_parse)
    ask = commands.add_parser("ask", help="回答一个问题")
    ask.add_argument("question", metavar="问题")
    ask.add_argument("--json", action="store_true", help="按问答契约输出 JSON")
    ask.set_defaults(run=_ask)
    check = commands.add_parser("check", help="给规划做体检：哪里责任不清、数字不符、时限不明")
    check.add_argument("plan", nargs="?", metavar="文件", help="文件路径，或快照里文件的标识；不给就是快照里的全部文件")
    check.add_argument("--json", action="store_true", help="按体检契约输出 JSON")
    add_ontology_argument(check)
    check.set_defaults(run=_check)
    sparql = commands.add_parser("sparql", help="在图谱上执行一个 SPARQL 查询")
    add_sparql_arguments(sparql)
    sparql.set_defaults(run=_sparql)
    endpoint = commands.add_parser("endpoint", help="图谱另放在 SPARQL 端点时：装入当前快照的图谱，看端点装的是什么")
    add_endpoint_arguments(endpoint)
    endpoint.set_defaults(run=_endpoint)
    export = commands.add_parser("export", help="导出图谱、本体，或分工表、责任清单、台账、指标表、时限表")
    add_export_arguments(export)
    export.set_defaults(run=_export)
    _add_evaluate(commands)
    serve = commands.add_parser("serve", help="启动服务：网页与 API")
    add_serve_arguments(serve)
    serve.set_defaults(run=run_serve)
    mcp = commands.add_parser("mcp", help="以 MCP（标准输入输出）给本机的 AI 软件用")
    mcp.set_defaults(run=run_mcp)
    add_access_commands(commands)
    return parser


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    if "table" in arguments:
        return run_table(arguments, opening.open_material(settings))
    return run_export(arguments, opening_graph.read_graph(settings))


def _endpoint(arguments: argparse.Namespace, settings: Settings) -> int:
    # Publishing loads, too: two loads at once would leave graphs of both.
    with alone(settings) if arguments.action == "load" else nullcontext():
        return run_endpoint(arguments, *opening_graph.read_current_graph(settings), settings)


def _add_evaluate(commands: Any) -> None:  # noqa: ANN401 - argparse does not name this type
    evaluate = commands.add_parser("evaluate", help="按标准答案给回答或检索打分")
    kinds = evaluate.add_subparsers(required=True, metavar="对象")
    ask = kinds.add_parser("ask", help="给回答打分，可与存下的结果比较")
    add_ask_arguments(ask)
    ask.set_defaults(run=_evaluate_ask)
    search = kinds.add_parser("search", help="给检索打分")
    search.add_argument(
        "--beir", type=Path, required=True, metavar="目录", help="corpus.jsonl、queries.jsonl、qrels.tsv 所在目录"
    )
    search.add_argument("--json", type=Path, metavar="路径", help="把指标写成 JSON")
    search.set_defaults(run=_evaluate_search)


def _evaluate_ask(arguments: argparse.Namespace, settings: Settings) -> int:
    knowledge = opening.open_knowledge(settings)
    return run_ask(arguments, asker(Answerer(knowledge, settings.max_question_chars)), knowledge.texts)


def asker(answerer: Answerer) -> Ask:
    """The answerer as the evaluation calls it."""

    def ask(question: str, history: tuple[str, ...], documents: tuple[str, ...]) -> Mapping[str, Any]:
        return ask_contract(answerer.ask(Question(question, history, documents)), 0.0)

    return ask


def _evaluate_search(arguments: argparse.Namespace, settings: Settings) -> int:
    from kb.search.encoder import load_encoder  # only this command needs it
    from kb.search.evaluation import evaluate_parts

    figures = evaluate_parts(arguments.beir, load_encoder(settings.encoder), opening.thesaurus())
    for part, values in figures.items():
        print(f"{part}: " + "  ".join(f"{name}={value:.4f}" for name, value in values.items()))
    if arguments.json:
        write_json(figures["fused"], arguments.json)
    return 0


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Taken before anything is read: what changes while it is built is built the next time.
    taken = inputs.fingerprint(settings, arguments.paths)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("准备", total=None)

        def progress(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        if arguments.paths:
            snapshot, report = build_paths(settings, arguments.paths, progress)
        else:
            snapshot, report = build_corpus(settings, progress)
    inputs.remember(settings, snapshot, taken)
    for row in report["documents"]:
        counts = "，".join(f"{label} {row[key]}" for key, label in _COUNTS.items())
        faults = "，".join(f"{SEVERITY_NAMES[severity]} {count}" for severity, count in row["findings"].items())
        console.print(f"《{row['title'] or row['id']}》：{counts}，未读懂 {len(row['unparsed'])} 行", markup=False)
        console.print(f"  体检：{faults}（zeren check {row['id']} 看详情）", markup=False)
        for item in row["unparsed"]:
            console.print(f"  未读懂（{_KINDS[item['kind']]}）：{item['line'][:100]}", markup=False)
    print(
        f"快照 {snapshot.id} 现在含 {len(report['documents'])} 份文件、{report['triples']} 条三元组；运行中的服务随后自动换用。"
    )
    return 0


_COUNTS = {
    "sections": "条款",
    "tasks": "任务",
    "assignments": "责任分工",
    "units": "单位",
    "citations": "引用",
    "figures": "指标",
    "deadlines": "时限",
    "deliverables": "建设项目",
}
_KINDS = {"responsibility": "责任", "date": "时限", "citation": "引用"}


def _parse(arguments: argparse.Namespace, settings: Settings) -> int:
    document = pipeline.parse_file(arguments.file, settings)
    if arguments.json:
        print(json.dumps(parse_contract(document), ensure_ascii=False))
    else:
        _print_document(document)
    return 0


def _print_document(document: ParsedDocument) -> None:
    console = Console(soft_wrap=True, highlight=False)
    info = document.info
    console.print(
        f"{info.title}　{info.number or '无文号'}　{info.issuer or '未见发文机关'}　{info.issued or '未见日期'}",
        markup=False,
    )
    by_task = {task.provision: task for task in document.tasks}
    for provision in document.outline.provisions:
        if not provision.listed or provision.level in ("document", "front"):
            continue
        indent = "  " * provision.id.count(".")
        gap = "" if provision.number[-1:] in _NUMBER_ENDS else " "
        console.print(f"{indent}{provision.id}  {provision.number}{gap}{provision.title}", markup=False)
        task = by_task.get(provision.id)
        for unit in task.units if task else ():
            console.print(f"{indent}    {role_name(unit.role)}：{unit.name}", style="green", markup=False)
    looked_like = len(document.assignments) + sum(item.kind == "responsibility" for item in document.unparsed)
    console.print(f"责任分工：读懂 {len(document.assignments)} 条，共见 {looked_like} 条")
    for item in document.unparsed:
        console.print(f"未读懂（{_KINDS[item.kind]}）：{item.span.quote[:100]}", style="yellow", markup=False)


# A printed number that ends in one of these needs no blank before its title.
_NUMBER_ENDS = "、，.．）)〕"


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    answerer = Answerer(opening.open_knowledge(settings), settings.max_question_chars)
    started = time.perf_counter()
    answer = answerer.ask(Question(arguments.question))
    took_ms = (time.perf_counter() - started) * 1e3
    if arguments.json:
        print(json.dumps(ask_contract(answer, took_ms), ensure_ascii=False))
    else:
        _print_answer(answer)
    return {"answered": 0, "invalid": 2}.get(answer.status, 1)


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.ontology:
        return run_ontology_check(arguments, settings)
    path = Path(arguments.plan) if arguments.plan else None
    known = path is not None and (path.exists() or path.suffix != "")
    rows = pipeline.check_file(path, settings) if path and known else opening.open_findings(settings, arguments.plan)
    if arguments.json:
        print(json.dumps({"items": rows, "total": len(rows)}, ensure_ascii=False))
    else:
        print_findings(rows)
    return exit_code(rows)


def _print_answer(answer: Answer) -> None:
    print(answer.answer)
    for cited in answer.citations:
        print(f"[{cited.n}] 《{cited.document_title}》{cited.heading}（{cited.section}）：{cited.quote}")


def _sparql(arguments: argparse.Namespace, settings: Settings) -> int:
    return run_sparql(arguments, opening_graph.read_source(settings), settings)


if __name__ == "__main__":
    sys.exit(main())
