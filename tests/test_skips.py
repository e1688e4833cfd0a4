"""ZEREN_SKIP_NOTHING, which .ci/run sets: a test that is skipped has failed, whatever skipped it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.settings import ROOT
from tests.waiting import PATIENCE_S

_TESTS = """
import pytest

def test_runs(): pass

@pytest.mark.skipif(True, reason="no program for it")
def test_by_mark(): pass

def test_by_call(): pytest.skip("no program for it")

@pytest.fixture
def program(): pytest.skip("no program for it")

def test_by_fixture(program): pass

@pytest.mark.xfail(reason="no program for it")
def test_expected_to_fail(): assert False
"""


@pytest.mark.parametrize(
    ("value", "counted"), [("", "1 passed, 3 skipped, 1 xfailed"), ("1", "2 failed, 1 passed, 2 errors")]
)
def test_a_skip_fails_where_nothing_may_be_skipped(tmp_path: Path, value: str, counted: str) -> None:
    (tmp_path / "test_some.py").write_text(_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull]
    run = subprocess.run(
        [*command, f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "ZEREN_SKIP_NOTHING": value, "PYTEST_ADDOPTS": "", "CI": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert counted in run.stdout, run.stdout + run.stderr
    assert run.stdout.count("was not run: ") == (4 if value else 0)
    assert (run.returncode == 0) == (not value)
