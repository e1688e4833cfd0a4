"""The command ``zeren``. Exit codes: 0 done, 1 finding or no answer, 2 usage or bad input."""

import argparse
import json
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from kb import pipeline
from kb.contract import as_contract as parse_contract
from kb.errors import InputError, ZerenError
from kb.models import ParsedDocument
from kb.qa.answering import Answerer
from kb.qa.contract import as_contract as ask_contract
from kb.qa.models import Answer, Question
from kb.settings import Settings, load_settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors end as one line on standard error."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments, load_settings()))
    except ZerenError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of the output (head) has gone; nothing is wrong.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("已中断，原有快照没有改动。", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zeren", description="责任：谁负责什么、何时完成、依据什么、原文在哪里")
    commands = parser.add_subparsers(required=True, metavar="命令")
    build = commands.add_parser("build", help="由语料（或给定的文件、目录）建立快照")
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
    serve = commands.add_parser("serve", help="启动服务：网页与 API")
    serve.add_argument("--host", metavar="地址")
    serve.add_argument("--port", type=int, metavar="端口")
    serve.set_defaults(run=_serve)
    return parser


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("准备", total=None)
        snapshot, report = pipeline.build(
            settings,
            pipeline.sources(settings, arguments.paths),
            lambda done, total, what: bar.update(task, completed=done, total=total, description=what),
        )
    table = Table("文件", "条款", "任务", "责任分工", "单位", "引用", "指标", "时限", "建设项目", "未读懂")
    keys = ("sections", "tasks", "assignments", "units", "citations", "figures", "deadlines", "deliverables")
    for row in report["documents"]:
        table.add_row(row["title"] or row["id"], *(str(row[key]) for key in keys), str(len(row["unparsed"])))
    console.print(table)
    for row in report["documents"]:
        for item in row["unparsed"]:
            console.print(f"未读懂（{row['id']}，{item['kind']}）：{item['line'][:100]}", markup=False)
    print(f"快照 {snapshot.id}：{len(report['documents'])} 份文件，{report['triples']} 条三元组。")
    return 0


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
            console.print(f"{indent}    {_ROLES[unit.role]}：{unit.name}", style="green", markup=False)
    looked_like = len(document.assignments) + sum(item.kind == "responsibility" for item in document.unparsed)
    console.print(f"责任分工：读懂 {len(document.assignments)} 条，共见 {looked_like} 条")
    for item in document.unparsed:
        console.print(f"未读懂（{item.kind}）：{item.span.quote[:100]}", style="yellow", markup=False)


# A printed number that ends in one of these needs no blank before its title.
_NUMBER_ENDS = "、，.．）)〕"
_ROLES = {"lead": "牵头", "participate": "参与", "responsible": "负责", "guide": "指导"}


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    answerer = Answerer(pipeline.open_knowledge(settings), settings.max_question_chars)
    started = time.perf_counter()
    answer = answerer.ask(Question(arguments.question))
    took_ms = (time.perf_counter() - started) * 1e3
    if arguments.json:
        print(json.dumps(ask_contract(answer, took_ms), ensure_ascii=False))
    else:
        _print_answer(answer)
    return 0 if answer.status == "answered" else 1


def _print_answer(answer: Answer) -> None:
    print(answer.answer)
    for cited in answer.citations:
        print(f"[{cited.n}] 《{cited.document_title}》{cited.heading}（{cited.section}）：{cited.quote}")


def _check_free(host: str, port: int) -> None:
    """Say so plainly when the address cannot be listened on; the server itself would end with a trace.

    :raises InputError: the port is taken or no port, the host is unknown.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        raise InputError(f"{host}:{port} 不能监听（{error}）；请用 --port 换一个端口，或停掉占用它的程序。") from error


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    import uvicorn  # only this command needs the server

    host, port = arguments.host or settings.host, arguments.port or settings.port
    pipeline.open_knowledge(settings)
    _check_free(host, port)
    # By name, because kb does not import api.
    uvicorn.run("api.app:create_app", factory=True, host=host, port=port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
