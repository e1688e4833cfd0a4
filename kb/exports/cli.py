"""``zeren export WHAT``: what the current snapshot knows, in the formats of others."""

import argparse
import sys
from pathlib import Path

from kb.errors import InputError, reason_of
from kb.graph.reference import reference_of
from kb.graph.serialization import FORMATS, serialize


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """``graph`` and ``ontology``, each with its formats."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="内容")
    graph = kinds.add_parser("graph", help="整个图谱；trig、nq、jsonld 分开原文、推出、补充三张图，ttl、nt 合成一张")
    graph.add_argument("--format", choices=FORMATS, default="ttl", help="格式，默认 ttl")
    ontology = kinds.add_parser("ontology", help="本体参考：各词的标签、定义、关系、图，以及当前快照里的例子")
    ontology.add_argument("--format", choices=("md", "ttl"), default="md", help="格式，默认 md")
    for kind in (graph, ontology):
        kind.add_argument("-o", "--output", type=Path, metavar="文件", help="写入文件；不给则写到标准输出")


def run_export(arguments: argparse.Namespace, nquads: bytes) -> int:
    """Write what was asked for, of the graph ``nquads``.

    :raises InputError: the file cannot be written.
    """
    data = serialize(nquads, arguments.format) if arguments.what == "graph" else reference_of(nquads, arguments.format)
    if arguments.output is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        arguments.output.write_bytes(data)
    except OSError as error:
        raise InputError(f"{arguments.output} 写不了（{reason_of(error)}）；请检查 -o 给的路径。") from error
    return 0
