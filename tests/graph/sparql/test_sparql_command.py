"""`zeren sparql`: rows as a table, csv or json; a query from a file; what goes wrong in one line."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from kb.settings import Settings

LED = """PREFIX zr: <https://w3id.org/zeren/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?name { ?unit zr:leads ?task ; skos:prefLabel ?name } ORDER BY ?name"""


@pytest.fixture(autouse=True)
def snapshot(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))


def test_the_same_rows_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", LED, "--format", "csv"]) == 0
    header, *names = capsys.readouterr().out.splitlines()
    assert header == "name"
    assert "县消防救援大队" in names
    assert main(["sparql", LED, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == names
    assert main(["sparql", LED]) == 0
    table = capsys.readouterr().out
    assert [name for name in names if name not in table] == []
    assert f"{len(names)} 行" in table


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK {}", "是"),
        ("ASK { <a:a> ?p ?o }", "否"),
        ("SELECT ?x { VALUES ?x { '[bold]' } }", "[bold]"),  # no markup
        ("SELECT ?c { VALUES ?c { <https://w3id.org/zeren/ontology#Task> } }", "zr:Task"),
        ("CONSTRUCT { <a:a> <a:b> 1 } {}", "<a:a> <a:b> 1 ."),
        ("SELECT ?x { VALUES ?x {} }", "0 行"),
    ],
)
def test_table(query: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", query]) == 0
    assert shown in capsys.readouterr().out


def test_a_query_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "led.rq"
    path.write_text(LED, encoding="utf-8")
    assert main(["sparql", str(path), "--format", "csv"]) == 0
    assert "县消防救援大队" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nowhere.rq", "nowhere.rq"),
        ("SELECT * {", "第 1 行第 11 列"),
        ("DROP ALL", "只读"),
        ("SELECT * { ?s zr:leads ?o }", "PREFIX zr:"),
    ],
)
def test_what_goes_wrong(query: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", query]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
