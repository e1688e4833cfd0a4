"""Run the scorers on the shared documents and hold every figure to its floor. Floors only rise."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from rdflib import RDF, Graph, Namespace, URIRef

from kb.snapshot import GRAPH, open_current, publish

ZEREN = str(Path(sys.executable).with_name("zeren"))
# Lines of parse_eval.py → the least F1, recall or precision.
PARSE_FLOORS = {
    "sections": {"F1": 1.0},
    "responsibility": {"F1": 1.0},
    "citations": {"F1": 1.0},
    "figures": {"F1": 1.0},
    "targets": {"F1": 1.0},
    "deadlines": {"F1": 1.0},
    "systems": {"core recall": 1.0, "precision": 0.98},
    "actions": {"recall": 0.99},
}
ASSIGNMENT_FLOORS = {"statements recall": 1.0, "precision": 1.0, "F1": 1.0, "headings": 1.0}

# Figures of ask_eval.py on the development questions, served over HTTP.
ASK_FLOORS = {"correct": 0.98, "grounded": 0.99, "abstain": 0.99}
ASK_CEILINGS = {"false_abstain": 0.01, "answers_with_a_quote_not_in_the_source": 0}
ASK_TYPE_FLOOR = 0.85
# Recall of issues.json among those whose basis is the text.
FINDING_FLOORS = {"high": 1.0, "medium": 0.85}
SEARCH_FLOOR = 0.95
# Query tests of the W3C protocol suite that pass, all of them.
PROTOCOL_FLOOR = 20
# How long the server may take to open the snapshot.
_START_S = 60


def output(*command: str) -> str:
    """Standard output of a command that must succeed."""
    run = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if run.returncode:
        sys.exit(f"{' '.join(command)}\n{run.stdout}{run.stderr}")
    print(run.stdout, end="")
    return run.stdout


def below(label: str, line: str, floors: dict[str, float]) -> list[str]:
    """What of this line lies under its floor, or is not in it."""
    faults = []
    for name, floor in floors.items():
        figure = re.search(rf"\b{name}=(\d+\.\d+)", line)
        if figure is None or float(figure[1]) < floor:
            faults.append(f"{label} {name}: {figure[1] if figure else 'missing'} < {floor}")
    return faults


def parse_faults(shared: Path) -> list[str]:
    """The first plan against its gold annotation."""
    plan = next((shared / "corpus").glob("*.txt"))
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as parsed:
        parsed.write(
            subprocess.run([ZEREN, "parse", "--json", str(plan)], capture_output=True, text=True, check=True).stdout
        )
        parsed.flush()
        lines = output(sys.executable, str(shared / "eval" / "parse_eval.py"), parsed.name).splitlines()
    faults = [line for line in lines if "WRONG" in line or (line.startswith("spans") and " 0 rows" not in line)]
    for label, floors in PARSE_FLOORS.items():
        line = next((line for line in lines if line.startswith(label)), "")
        faults += below(label, line, floors)
    return faults


def assignment_faults(shared: Path) -> list[str]:
    """The labelled documents."""
    evaluation = shared / "eval"
    report = output(
        sys.executable, str(evaluation / "assignment_eval.py"), "--parse", f"{ZEREN} parse --json {{file}}",
        "--texts", str(shared / "corpus" / "other"), "--gold", str(evaluation / "assignments"),
    ).splitlines()  # fmt: skip
    faults = [line for line in report if "wrong metadata: [" in line]
    return faults + below("assignments", report[-1], ASSIGNMENT_FLOORS)


@contextmanager
def server(folder: Path, more_quads: bytes = b"") -> Iterator[str]:
    """The corpus built, with further N-Quads in its graph, and served on a free loopback port; its address."""
    environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": str(folder)}
    subprocess.run([ZEREN, "build"], env=environment, check=True, capture_output=True, timeout=600)
    if more_quads:
        snapshot = open_current(folder)
        files = {name: snapshot.read(name) for name in snapshot.files}
        publish(folder, {**files, GRAPH: files[GRAPH] + more_quads})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "server.log").open("w")
    process = subprocess.Popen([ZEREN, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def wait_for(url: str) -> None:
    """Until the server answers."""
    for _ in range(_START_S * 5):
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"no server at {url} after {_START_S} s")


def ask_faults(shared: Path) -> list[str]:
    """The development questions, asked over HTTP."""
    evaluation = shared / "eval"
    plan = next((shared / "corpus").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as url:
        figures_file = Path(folder) / "ask.json"
        output(
            sys.executable, str(evaluation / "ask_eval.py"), str(evaluation / "dev.jsonl"), "--url", url,
            "--source", str(plan), "--failures", "--json", str(figures_file),
        )  # fmt: skip
        return judged(json.loads(figures_file.read_text(encoding="utf-8")))


def judged(figures: Mapping[str, object]) -> list[str]:
    """What of the ask figures lies under its floor or over its ceiling."""
    faults = [f"{k}: {figures[k]} < {floor}" for k, floor in ASK_FLOORS.items() if float(str(figures[k])) < floor]
    faults += [f"{k}: {figures[k]} > {top}" for k, top in ASK_CEILINGS.items() if float(str(figures[k])) > top]
    by_type = figures["by_type"]
    assert isinstance(by_type, dict)
    for kind, share in by_type.items():
        right, total = map(int, share.split("/"))
        if right < ASK_TYPE_FLOOR * total:
            faults.append(f"{kind}: {share} < {ASK_TYPE_FLOOR}")
    return faults


def search_faults(shared: Path) -> list[str]:
    """The retrieval questions: the fused search over its floor and over each of its parts."""
    report = output(ZEREN, "evaluate", "search", "--beir", str(shared / "eval" / "search"))
    figures = {line.split(":")[0]: float(found[1]) for line in report.splitlines() if (found := _MRR.search(line))}
    parts = {name: value for name, value in figures.items() if name != "fused"}
    faults = (
        [] if figures.get("fused", 0) >= SEARCH_FLOOR else [f"search mrr@10: {figures.get('fused')} < {SEARCH_FLOOR}"]
    )
    return faults + [f"search: {name} alone is as good" for name, value in parts.items() if value >= figures["fused"]]


def finding_faults(shared: Path) -> list[str]:
    """The faults of the first plan that docs/findings.md says are found: where they are said to be, and enough of them."""
    plan = next((shared / "corpus").glob("*.txt"))
    # Exit 1 says that there are findings.
    run = subprocess.run(
        [ZEREN, "check", "--json", str(plan)], capture_output=True, text=True, timeout=600, check=False
    )
    rows = json.loads(run.stdout)["items"]
    gold = json.loads((shared / "eval" / "gold" / "issues.json").read_text(encoding="utf-8"))
    claims = dict(_CLAIM.findall(Path("docs/findings.md").read_text(encoding="utf-8")))
    lines = plan.read_text(encoding="utf-8").split("\n")
    found = {issue["id"] for issue in gold if _is_found(issue, claims[issue["id"]], rows, lines)}
    claimed = {issue["id"] for issue in gold if _FOUND_BY.search(claims[issue["id"]])}
    faults = [f"findings {issue}: docs/findings.md says it is found" for issue in sorted(claimed - found)]
    for severity, floor in FINDING_FLOORS.items():
        ours = [i["id"] for i in gold if i["severity"] == severity and i["basis"] == "text"]
        recall = sum(issue in found for issue in ours) / len(ours)
        print(f"findings {severity}: recall={recall:.3f} of {len(ours)}")
        faults += [f"findings {severity} recall: {recall:.3f} < {floor}"] if recall < floor else []
    return faults


def _is_found(issue: Mapping[str, Any], claim: str, rows: list[Mapping[str, Any]], lines: list[str]) -> bool:
    """Whether every finding of the claim is there, at words of the issue or in one of its tasks."""
    places = []
    for evidence in issue["evidence"]:
        start = sum(len(line) + 1 for line in lines[: evidence["line"] - 1])
        start += lines[evidence["line"] - 1].index(evidence["span"])
        places.append((start, start + len(evidence["span"])))
    named = _FOUND_BY.findall(claim)
    for kind, section in named:
        ours = [row for row in rows if (row["class"], row["section"]) == (kind, section)]
        spans = [(place["start"], place["end"]) for row in ours for place in (row, *row["related"])]
        meets = any(start < end_of and begin < end for start, end in spans for begin, end_of in places)
        if not ours or not (meets or section in issue["tasks"]):
            return False
    return bool(named)


def table_faults(shared: Path) -> list[str]:
    """The 分工表 of the first plan, read from the sheet: clause, task, leads, other units and statement of every row."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": folder, "ZEREN_ENCODER": "none"}
        sheet = Path(folder) / "table.xlsx"
        for command in (["build"], ["export", "分工表", "-o", str(sheet)]):
            subprocess.run([ZEREN, *command], env=environment, check=True, capture_output=True, timeout=600)
        rows = load_workbook(sheet).worksheets[0].iter_rows(min_row=4, values_only=True)
        got = {str(row[1]).split("\n")[-1]: [str(row[nth] or "") for nth in (2, 4, 5, 8)] for row in rows}
    tasks = json.loads((shared / "eval" / "gold" / "tasks.json").read_text(encoding="utf-8"))
    given = [task for task in tasks if task["has_responsibility_statement"]]
    wrong = [task["id"] for task in given if not _is_row(got.get(task["id"], [""] * 4), task)]
    print(f"tables 分工表: {len(given) - len(wrong)} of {len(given)} rows equal")
    return [f"tables 分工表: row {section} differs: {got.get(section)}" for section in wrong]


def _is_row(row: list[str], task: Mapping[str, Any]) -> bool:
    """Whether the row says of the task what the gold says; a unit may have the name that is printed or its full one."""
    title, *cells, statement = row
    for cell, leads in zip(cells, (True, False), strict=True):
        names = [name for name in cell.split("\n") if name != "—"]
        units = [unit for unit in task["units"] if (unit["role"] == "lead") == leads]
        if len(names) != len(units) or any(
            n not in (u["printed"], u["normalised"]) for n, u in zip(names, units, strict=True)
        ):
            return False
    return (title, statement) == (task["title"], task["responsibility_statement"])


_CLAIM = re.compile(r"^\| (I\d+) \|(.+)\|$", re.MULTILINE)
_FOUND_BY = re.compile(r"`([a-z-]+)` ([\w.]+)")


def sparql_faults(shared: Path) -> list[str]:
    """The W3C tests of the SPARQL protocol and of service descriptions, against the served application."""
    suite = shared / "eval" / "w3c"
    quads = b"".join(
        re.sub(rb"\s*\.\s*$", f" <{_W3C_DATA}{file.stem}.rdf> .\n".encode(), line)
        for file in sorted((suite / "protocol").glob("data*.nt"))
        for line in file.read_bytes().splitlines()
        if line.strip()
    )
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), quads) as url:
        report = output(
            sys.executable, str(suite / "protocol_run.py"), url.removeprefix("http://"), "/sparql", "-"
        )  # fmt: skip
        passed = re.search(r"'pass': (\d+)", report)
        faults = [] if passed and int(passed[1]) >= PROTOCOL_FLOOR else [f"W3C protocol: {report.strip()}"]
        return faults + description_faults(f"{url}/sparql")


def description_faults(endpoint: str) -> list[str]:
    """The three W3C tests of service descriptions: RDF, an sd:endpoint that matches, the shape of the vocabulary."""
    with urllib.request.urlopen(endpoint, timeout=30) as response:
        if not response.headers["Content-Type"].startswith("text/turtle"):
            return [f"service description: {response.headers['Content-Type']} is no RDF"]
        graph = Graph().parse(data=response.read(), format="turtle")
    services = set(graph.subjects(SD.endpoint, URIRef(endpoint)))
    faults = (
        [] if len(services) == 1 else [f"service description: {len(services)} services with sd:endpoint {endpoint}"]
    )
    for predicate, kind in _DESCRIBED.items():
        subjects = set(graph.subjects(predicate))
        if not subjects or any((subject, RDF.type, kind) not in graph for subject in subjects):
            faults.append(f"service description: {predicate} missing, or not of a {kind}")
    return faults


_W3C_DATA = "http://kasei.us/2009/09/sparql/data/"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
# What of the vocabulary a description has to use, and the class that each property belongs to.
_DESCRIBED = {
    SD.endpoint: SD.Service,
    SD.supportedLanguage: SD.Service,
    SD.resultFormat: SD.Service,
    SD.defaultDataset: SD.Service,
    SD.defaultGraph: SD.Dataset,
    SD.namedGraph: SD.Dataset,
    SD.name: SD.NamedGraph,
}
_MRR = re.compile(r"mrr@10=(\d+\.\d+)")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    found = parse_faults(place) + assignment_faults(place) + ask_faults(place) + search_faults(place)
    found += finding_faults(place)
    found += table_faults(place)
    found += sparql_faults(place)
    print("\n".join(found) or "all floors hold")
    sys.exit(bool(found))
