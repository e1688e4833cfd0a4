"""Small plans out of a few lines: 任务：…, 目标：…, as the examples of the catalogue give them.

A plan of a county for 2021—2025, issued on 10 March 2021. Parts that are not given are left out; tasks that are not
given are one task without a fault.
"""

import re

from kb import pipeline
from kb.audit import check_plan
from kb.audit.models import Finding
from kb.graph.build import build_nquads
from kb.graph.shapes import SHAPES_FILE, departures
from kb.identifiers import Identifiers
from kb.models import ParsedDocument
from kb.settings import Settings
from kb.units.registry import build_registry

HEAD = """泽安委发〔2021〕7号
关于印发《泽川县安全生产“十四五”规划》的通知
各镇人民政府、街道办事处，县安全生产委员会各成员单位：
现将《泽川县安全生产“十四五”规划》印发给你们，请认真抓好贯彻落实。
泽川县安全生产委员会
2021年3月10日
泽川县安全生产“十四五”规划
"""
PARTS = {"成效": "发展基础", "原则": "基本原则", "目标": "规划目标", "任务": "主要任务", "保障": "保障措施"}
SOUND_TASK = "1.燃气安全。2023年6月底前完成管网排查。（责任单位：县应急局牵头，县公安局按职责分工负责）"
# The classes that the shapes of the graph have a part in.
SHAPED = {*re.findall(r'dcterms:identifier "([^"]+)"', SHAPES_FILE.read_text(encoding="utf-8")), "no-unit-safeguard"}
_ITEM = re.compile(r" (?=\d+\.|（[一二三四五六七八九十]+）)")


def plan_of(lines: str) -> str:
    """The text of the plan whose parts ``lines`` give."""
    given = dict(line.split("：", 1) for line in lines.split("\n"))
    given.setdefault("任务", SOUND_TASK)
    parts = [(PARTS[key], _ITEM.sub("\n", given[key])) for key in PARTS if key in given]
    numbered = zip("一二三四五", parts, strict=False)
    return HEAD + "\n".join(f"{number}、{title}\n{body}" for number, (title, body) in numbered) + "\n"


def parsed(text: str, document_id: str = "sample") -> ParsedDocument:
    """Everything understood of the text."""
    return pipeline.parse_text(text, document_id)


def findings_of(text: str, rule: str = "") -> tuple[Finding, ...]:
    """The findings of a plan given as text; the graph is left out when only findings of ``rule`` are wanted, which a
    shape has no part in."""
    document = parsed(text)
    if rule and rule not in SHAPED:
        return check_plan(document, ())
    identifiers = Identifiers(Settings().base_iri)
    graph = build_nquads([document], build_registry([document]), identifiers)
    return check_plan(document, departures(graph, identifiers))


def is_found(rule: str, text: str) -> bool:
    """Whether the class is among the findings of a plan given as text."""
    return rule in {finding.rule for finding in findings_of(text, rule)}
