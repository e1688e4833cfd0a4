"""``zeren keys``, ``zeren audit``, and what keeps ``zeren serve`` from starting."""

import json
import stat
from pathlib import Path

import pytest

from kb.access.audit import AUDIT_FILE
from kb.access.keys import KEYS_FILE, KeyStore
from kb.cli import main


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZEREN_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_key_is_shown_once_and_kept_as_a_hash(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "add", "县应急局-张三", "--role", "edit", "--days", "30"]) == 0
    secret = capsys.readouterr().out.splitlines()[0]
    found = KeyStore(data_dir).find(secret)
    assert found is not None
    assert (found.name, found.role.word) == ("县应急局-张三", "edit")
    assert stat.S_IMODE((data_dir / KEYS_FILE).stat().st_mode) == 0o600
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "县应急局-张三　编辑（edit）" in listed
    assert "有效到" in listed
    assert main(["keys", "remove", "县应急局-张三"]) == 0
    assert KeyStore(data_dir).find(secret) is None
    assert main(["audit", "--tail", "1"]) == 0
    assert "key-remove　县应急局-张三" in capsys.readouterr().out.splitlines()[-1]
    actions = [json.loads(line)["action"] for line in (data_dir / AUDIT_FILE).read_text(encoding="utf-8").splitlines()]
    assert actions == ["key-add", "key-remove"]
    assert secret not in listed + (data_dir / AUDIT_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["keys", "add", "有", "--role", "read"], "已有名为 有 的密钥"),
        (["keys", "add", "带 空格", "--role", "read"], "不合要求"),
        (["keys", "add", "x", "--role", "read", "--days", "0"], "--days 0"),
        (["keys", "remove", "无"], "没有名为 无 的密钥"),
        (["audit", "--tail", "0"], "--tail 0"),
        (["serve", "--host", "0.0.0.0"], "ZEREN_OPEN_READING=true"),
    ],
)
def test_bad_use(data_dir: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    if "serve" not in arguments:
        main(["keys", "add", "有", "--role", "read"])
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert (says in error, error.count("\n")) == (True, 1)


def test_a_damaged_key_file_is_said_and_kept(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data_dir.mkdir()
    (data_dir / KEYS_FILE).write_text('{"keys": [{}]}', encoding="utf-8")
    for arguments in (["keys", "list"], ["keys", "add", "x", "--role", "read"], ["serve", "--host", "0.0.0.0"]):
        assert main(arguments) == 2
        assert "已损坏" in capsys.readouterr().err
    assert (data_dir / KEYS_FILE).read_text(encoding="utf-8") == '{"keys": [{}]}'
