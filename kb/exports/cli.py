"""``zeren export WHAT``: what the current snapshot knows, in the formats of others."""

import argparse
import sys
from pathlib import Path

from kb.errors import InputError, reason_of
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of, load_definitions
from kb.exports.material import Material
from kb.exports.output import replace_file
from kb.exports.writers import writer_of
from kb.graph.reference import reference_of
from kb.graph.serialization import FORMATS, serialize

# What a terminal cannot show.
_BINARY = ("xlsx", "docx")


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """``graph``, ``ontology`` and the tables, each with its formats."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="内容")
    graph = kinds.add_parser("graph", help="整个图谱；trig、nq、jsonld 分开原文、推出、补充三张图，ttl、nt 合成一张")
    graph.add_argument("--format", choices=FORMATS, default="ttl", help="格式，默认 ttl")
    ontology = kinds.add_parser("ontology", help="本体参考：各词的标签、定义、关系、图，以及当前快照里的例子")
    ontology.add_argument("--format", choices=("md", "ttl"), default="md", help="格式，默认 md")
    tables = []
    for definition in load_definitions():
        table = kinds.add_parser(definition.name, aliases=[definition.id], help=definition.comment)
        table.add_argument("--format", choices=definition.formats, default="xlsx", help="格式，默认 xlsx")
        table.add_argument("--document", metavar="标识", help="只要这份文件的")
        table.add_argument(
            "--unit", metavar="单位", help="只要这个单位的，全称、简称、旧名都行；重名的写标识，如 某县/县应急局"
        )
        table.set_defaults(table=definition.id)
        tables.append(table)
    for kind in (graph, ontology, *tables):
        kind.add_argument("-o", "--output", type=Path, metavar="文件", help="写入文件；不给则写到标准输出")


def run_export(arguments: argparse.Namespace, nquads: bytes) -> int:
    """Write what was asked for, of the graph ``nquads``.

    :raises InputError: the file cannot be written.
    """
    data = serialize(nquads, arguments.format) if arguments.what == "graph" else reference_of(nquads, arguments.format)
    _write(data, arguments.output)
    return 0


def run_table(arguments: argparse.Namespace, material: Material) -> int:
    """Write the table that was asked for; 1 where it has no rows.

    :raises InputError: no such document or unit, the file cannot be written, or the terminal cannot show the format.
    """
    definition = definition_of(arguments.table)
    if arguments.output is None and arguments.format in _BINARY and sys.stdout.isatty():
        raise InputError(f"{arguments.format} 不能显示在终端上；请用 -o 给出文件名。")
    table = build_table(material, definition, Choice(arguments.document, arguments.unit))
    _write(writer_of(definition, arguments.format).write(table), arguments.output)
    if not table.rows:
        print(table.note, file=sys.stderr)
    return 0 if table.rows else 1


def _write(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        replace_file(output, data)
    except OSError as error:
        raise InputError(f"{output} 写不了（{reason_of(error)}）；请检查 -o 给的路径。") from error
