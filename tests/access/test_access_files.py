"""The files of the data directory under several writers, and the doctests and settings of the policy."""

import doctest
import json
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.access import policy, times
from kb.access.audit import AUDIT_FILE, Actor, audit_of
from kb.access.keys import KeyStore
from kb.access.policy import trusted_hosts
from kb.access.roles import Role
from kb.errors import InputError, StorageError
from kb.settings import Settings

_WRITERS, _EACH = 8, 20


def _together(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(_WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_lines_of_many_writers_do_not_mix(tmp_path: Path) -> None:
    def write(number: int) -> None:
        audit = audit_of(tmp_path, Actor(f"w{number}", "edit", ""))
        for n in range(_EACH):
            audit.record("upload", f"第{n}份" * 20)

    _together(write)
    rows = [json.loads(line) for line in (tmp_path / AUDIT_FILE).read_text(encoding="utf-8").splitlines()]
    assert sorted((row["who"], row["target"]) for row in rows) == sorted(
        (f"w{number}", f"第{n}份" * 20) for number in range(_WRITERS) for n in range(_EACH)
    )


def test_no_key_is_lost_when_several_are_made_at_once(tmp_path: Path) -> None:
    def add(number: int) -> None:
        KeyStore(tmp_path).add(f"k{number}", Role.READ)

    _together(add)
    assert [key.name for key in KeyStore(tmp_path).all()] == [f"k{number}" for number in range(_WRITERS)]


def test_a_line_cut_short_hides_no_other(tmp_path: Path) -> None:
    audit = audit_of(tmp_path, Actor("", "", ""))
    audit.record("upload", "一")
    # As much room as a disk that is nearly full: the system writes what goes in, and no end of the line.
    with _room_for((tmp_path / AUDIT_FILE).stat().st_size + 20), pytest.raises(StorageError, match="没有写完整"):
        audit.record("upload", "断")
    assert not (tmp_path / AUDIT_FILE).read_bytes().endswith(b"\n")
    audit.record("upload", "二")
    assert [row["target"] for row in audit.rows()] == ["二", "一"]


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a directory", encoding="utf-8")
    with pytest.raises(StorageError, match="写不进"):
        audit_of(tmp_path / "data", Actor("", "", "")).record("upload")


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        (Settings(host="0.0.0.0"), ()),
        (Settings(host="10.0.0.8"), ("10.0.0.8",)),
        (Settings(host="fd00::8"), ("[fd00::8]",)),
        (Settings(public_url="https://zeren.example.cn:8443/a"), ("zeren.example.cn",)),
        (Settings(trusted_hosts="a.lan, *.b.lan"), ("a.lan", "*.b.lan")),
    ],
)
def test_trusted_hosts(settings: Settings, more: tuple[str, ...]) -> None:
    assert trusted_hosts(settings) == ("localhost", "127.0.0.1", "[::1]", *more)


@pytest.mark.parametrize(
    "wrong",
    [
        {"trusted_hosts": "a.*"},
        {"trusted_hosts": "*a"},
        {"open_reading": "yes"},
        # Links, cookies and the check of where a request was made all lean on it.
        *(
            {"public_url": url}
            for url in ("", "zeren.example.cn", "http:///a", "http://a.cn/", "http://a.cn?b", "ftp://a.cn")
        ),
    ],
)
def test_settings_that_mean_nothing(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match="设置 ZEREN_"):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", [policy, times], ids=lambda module: module.__name__)
def test_doctests(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
