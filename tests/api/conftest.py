"""What the tests of the API share: a snapshot of two plans, which lists and filters show in part, and a library to change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import pipeline
from kb.settings import Settings
from kb.sources import sources
from tests.api.desk import Desk
from tests.api.libraries import library_of_one
from tests.api.serving import served

MANY, OTHER = "many", "other"
_ITEMS = 510  # more than a thousand stand in no list that people number
TASKS_OF_MANY = 2 * _ITEMS
_MANY = "示例县粮食安全“十四五”规划\n" + "".join(
    f"{part}\n1.建设粮库。2024年底前完成，到2025年新建粮库{size}座。依据《粮食流通管理条例》。（责任单位：县粮食局）\n"
    + "".join(f"{n}.做好第{n}项粮食储备。（责任单位：县粮食局）\n" for n in range(2, _ITEMS + 1))
    for part, size in (("一、县级储备", 5), ("二、镇级储备", 9))
)
_OTHER = """邻县防汛“十四五”规划
一、主要任务
1.加固堤防。2023年底前完成，到2025年加固堤防50公里。根据《中华人民共和国防洪法》。（责任单位：邻县水利局牵头，县财政局配合）
2.储备物资。（责任单位：县应急局，县财政局）
3.开展巡查。（责任单位：县应急局；完成时限：长期坚持）
"""


@pytest.fixture(scope="session")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the snapshot of ``MANY``, with 1020 tasks, and ``OTHER``, with three."""
    folder = tmp_path_factory.mktemp("two-plans")
    for name, text in ((MANY, _MANY), (OTHER, _OTHER)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(
        snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none", trusted_hosts="testserver"
    )
    pipeline.build(settings, sources(settings, [folder / f"{name}.txt" for name in (MANY, OTHER)]))
    return settings


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A service over a corpus of one plan, and the key of an editor."""
    settings, secret = library_of_one(tmp_path)
    with served(settings) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield Desk(client, settings)
