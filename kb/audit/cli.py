"""What ``zeren check`` prints, and how it exits."""

from collections.abc import Sequence

from kb.audit.contract import Row, severity_counts

SEVERITY_NAMES = {"high": "高", "medium": "中", "low": "低"}
# A finding of low severity is wording and form: it is told, and lets the plan pass.
_FAILING = ("high", "medium")
_QUOTED = 60


def print_findings(rows: Sequence[Row]) -> None:
    """The findings one below the other, then how many there are of each severity."""
    for row in rows:
        quote = " ".join(str(row["quote"]).split())
        shown = quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]}……"
        print(
            f"[{SEVERITY_NAMES[row['severity']]}] {row['label']}（{row['section']}，{row['class']}）：{row['message']}"
        )
        print(f"    原文：{shown}")
        print(f"    建议：{row['advice']}")
    print(f"共 {len(rows)} 处：{summary(rows)}。")


def summary(rows: Sequence[Row]) -> str:
    """The number of findings by severity: 高 2，中 5，低 9."""
    return "，".join(f"{SEVERITY_NAMES[severity]} {count}" for severity, count in severity_counts(rows).items())


def exit_code(rows: Sequence[Row]) -> int:
    """1 when a finding is of high or medium severity, else 0."""
    return int(any(row["severity"] in _FAILING for row in rows))
