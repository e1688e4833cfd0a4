"""The competency queries as a Markdown page: ``python -m kb.graph.query_reference > docs/queries.md``."""

import sys
from collections.abc import Sequence

from kb.graph.competency import CompetencyQuery, load_competency_queries

_INTRODUCTION = """# 查询示例

本文件由 `python -m kb.graph.query_reference > docs/queries.md` 从 `ontology/queries/competency/` 生成，请勿手工修改。

每条查询回答一个问题，可以照抄到 SPARQL 里运行；换一项任务、一个单位，改 `VALUES` 那一行。用到的词见[本体参考](ontology.md)。
单位的名称带语言标记 `@zh`，标题、编号不带。除了要引原文的（`quote_…`），都不需要知道责任分工是怎样记录的：单位和任务之间有直接的属性。
每条在第一份规划上的结果都人工数过，由测试逐条核对（`tests/competency/expected.yaml`）。接口 `GET /api/queries` 给出同样的内容。

"""


def render_queries(queries: Sequence[CompetencyQuery]) -> str:
    """A table of the questions, then each query under its question, with a line end at the end."""
    rows = "\n".join(f"| [`{query.id}`](#{query.id}) | {query.zh} |" for query in queries)
    table = f"| 查询（{len(queries)}） | 问题 |\n|---|---|\n{rows}\n"
    return _INTRODUCTION + table + "".join(map(_entry, queries))


def _entry(query: CompetencyQuery) -> str:
    return f"\n## {query.id}\n\n{query.zh}\n\n*{query.en}*\n\n```sparql\n{query.text.rstrip()}\n```\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(render_queries(load_competency_queries()).encode("utf-8"))
