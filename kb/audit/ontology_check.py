"""``zeren check --ontology``: is the ontology consistent, and do its rules say what their examples say?"""

import argparse

from kb.graph.reasoning.check import OntologyReport, check_ontology
from kb.settings import Settings


def add_ontology_argument(parser: argparse.ArgumentParser) -> None:
    """The option of ``zeren check``."""
    parser.add_argument("--ontology", action="store_true", help="检查本体和推理规则（HermiT，不需另装 Java）")


def run_ontology_check(_arguments: argparse.Namespace, _settings: Settings) -> int:
    """Print the report: 0 when all is well, 1 when there are problems.

    :raises RuleError: a file is malformed, or HermiT did not run.
    """
    report = check_ontology()
    for line in report_lines(report):
        print(line)
    return 1 if report.problems else 0


def report_lines(report: OntologyReport) -> list[str]:
    """The report in Chinese, a line for each finding."""
    size = f"{report.classes} 个类、{report.properties} 个属性、推理规则 {report.inference_rules} 条、SWRL 规则 {report.swrl_rules} 条"
    if report.problems:
        return [f"本体有 {len(report.problems)} 处问题（{size}）：", *(f"  {problem}" for problem in report.problems)]
    found = [f"  {narrow} 属于 {wide}" for narrow, wide in report.subsumptions]
    return [f"本体一致（{size}），每个类都可以有成员，SWRL 规则的例子都成立。", "HermiT 归类得出：", *found]
