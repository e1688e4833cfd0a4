"""The command: what it prints and how it exits. Bad input is one clear line and exit code 2."""

import json
import socket
from pathlib import Path

import pytest

from kb.cli import main
from kb.settings import Settings


def test_parse_json_spans_hold(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--json", str(plan_file)]) == 0
    body = json.loads(capsys.readouterr().out)
    checked = 0
    for rows in body.values():
        for row in rows if isinstance(rows, list) else []:
            assert body["text"][row["start"] : row["end"]] == row["quote"]
            checked += 1
    assert checked > 500
    assert body["text"] == plan_file.read_text(encoding="utf-8")


def test_parse_shows_the_tree(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(plan_file)]) == 0
    shown = capsys.readouterr().out
    assert "3.3.3  3.消防领域" in shown
    assert "责任分工：读懂 26 条，共见 26 条" in shown


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", "　\n \n".encode()),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("broken.docx", b"PK\x03\x04" + b"\x00" * 200),
        ("encoding.txt", b"\xff\xfe\x00\xd8\x00\xd8" + b"\x81\x20" * 50),
    ],
)
def test_bad_file(tmp_path: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert main(["parse", "--json", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("错误：")
    assert captured.err.count("\n") == 1


def test_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_build_and_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(tmp_path / "snapshots"))
    monkeypatch.setenv("ZEREN_ENCODER", "none")
    assert main(["ask", "谁负责消防领域整治"]) == 2  # no snapshot yet: says what to do
    assert "zeren build" in capsys.readouterr().err
    assert main(["build"]) == 0
    assert capsys.readouterr().out.startswith("快照 ")
    assert main(["ask", "谁负责消防领域整治"]) == 0
    assert "县消防救援大队牵头" in capsys.readouterr().out
    assert main(["ask", "--json", "帮我写一首诗"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "out_of_scope"


def test_what_cannot_be_served_is_said_plainly(
    built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    monkeypatch.setenv("ZEREN_ENCODER", built.encoder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port]) == 2
    error = capsys.readouterr().err
    assert port in error
    assert error.count("\n") == 1
    # Before any worker is started, which would be tried again for ever.
    monkeypatch.setenv("ZEREN_DINGTALK_APP_KEY", "x")
    assert main(["serve", "--workers", "2"]) == 2
    error = capsys.readouterr().err
    assert "ZEREN_DINGTALK_APP_SECRET" in error
    assert error.count("\n") == 1


def test_evaluate_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZEREN_ENCODER", "none")
    texts = {"fire": "排查火灾隐患。", "road": "加强交通管理。"}
    rows = [json.dumps({"_id": name, "text": text}) for name, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "交通"}), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\troad\t1\n", encoding="utf-8")
    saved = tmp_path / "figures.json"
    assert main(["evaluate", "search", "--beir", str(tmp_path), "--json", str(saved)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["fused", "lexical", "dense", "topics"]
    # Words find the road first; an encoder that tells nothing apart and topics of another field leave the order of the files.
    assert ["mrr@10=1.0000" in line for line in lines] == [True, True, False, False]
    figures = json.loads(saved.read_text(encoding="utf-8"))
    assert figures.keys() == {
        "mrr@10", "recall@1", "recall@5", "recall@10", "recall@100", "documents", "queries", "query_ms_p50",
    }  # fmt: skip
    assert (figures["mrr@10"], figures["documents"], figures["queries"]) == (1.0, 2, 1)


def test_evaluate_search_without_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "search", "--beir", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "corpus.jsonl" in error
    assert error.count("\n") == 1


def test_what_cannot_be_written_or_set_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(tmp_path / "file" / "snapshots"))
    assert main(["build"]) == 2
    assert "写不了" in capsys.readouterr().err
    monkeypatch.setenv("ZEREN_GRAPH_IN_MEMORY_MB", "-1")
    assert main(["build"]) == 2
    assert "ZEREN_GRAPH_IN_MEMORY_MB='-1' 应是不小于 0 的整数" in capsys.readouterr().err
