"""Run the scorers on the shared documents and hold every figure to its floor. Floors only rise."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

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


def output(*command: str) -> str:
    """Standard output of a command that must succeed."""
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
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


if __name__ == "__main__":
    found = parse_faults(Path(sys.argv[1])) + assignment_faults(Path(sys.argv[1]))
    print("\n".join(found) or "all floors hold")
    sys.exit(bool(found))
