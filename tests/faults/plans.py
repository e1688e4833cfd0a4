"""A plan that goes on changing, and what a service may say of it while it does: one version or another, never both."""

import os
import subprocess
import sys

import httpx

from kb.settings import ROOT, Settings
from kb.snapshot import open_current

_LEADS = ("县水利局", "县应急局", "县财政局", "县民政局", "县公安局")
_PATIENCE_S = 180


def plan(version: int) -> str:
    """The text of a version: two provisions that agree on who leads."""
    lead = _LEADS[version % len(_LEADS)]
    return (
        f"示例县防汛“十四五”规划\n一、主要任务\n1.加固堤防。加固第{version}号堤防。（责任单位：{lead}牵头，县教育局配合）\n"
        f"2.疏浚河道。疏浚第{version}号河道。（责任单位：{lead}牵头，县教育局配合）\n"
    )


def version_held(settings: Settings) -> int:
    """The version of the snapshot on the disk, every file of which is whole."""
    opened = open_current(settings.snapshot_dir)
    assert opened.warnings == ()
    read = {name: opened.read(name) for name in opened.files}
    # a publication puts the plan beside the corpus, a build of its file has it alone
    text = next(data.decode() for name, data in read.items() if name.startswith("texts/") and "防汛" in data.decode())
    version = int(text.partition("第")[2].partition("号")[0])
    assert text == plan(version)
    return version


def version_answered(address: httpx.URL) -> int:
    """The version that a service answers from, over a connection of its own; all of the answer is of that version."""
    with httpx.Client(base_url=address, timeout=_PATIENCE_S, trust_env=False) as client:
        response = client.post("/api/ask", json={"question": "加固堤防和疏浚河道由谁牵头"})
    assert response.status_code == 200, response.text
    body = response.json()
    quotes = {citation["quote"] for citation in body["citations"]}
    versions = [version for version in range(len(_LEADS)) if any(_LEADS[version] in quote for quote in quotes)]
    assert len(versions) == 1, body
    assert [unit["name"] for unit in body["units"] if unit["role"] == "lead"] == [_LEADS[versions[0]]]
    return versions[0]


def same(version: int, other: int) -> bool:
    """Whether answers from the two versions name the same units."""
    return version % len(_LEADS) == other % len(_LEADS)


def start_build(settings: Settings, version: int) -> "subprocess.Popen[bytes]":
    """``zeren build`` of a version, under way."""
    file = settings.data_dir.parent / "plan.txt"
    file.write_text(plan(version), encoding="utf-8")
    places = {"ZEREN_SNAPSHOT_DIR": str(settings.snapshot_dir), "ZEREN_DATA_DIR": str(settings.data_dir)}
    return subprocess.Popen(
        [sys.executable, "-c", "from kb.entry import main; raise SystemExit(main())", "build", str(file)],
        cwd=ROOT,
        env={**os.environ, **places, "ZEREN_ENCODER": "none"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
