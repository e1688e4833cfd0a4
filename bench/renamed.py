"""Many plans from a few: the plans of this repository as if other places had issued them, for measuring at scale."""

from collections.abc import Iterator
from itertools import cycle, islice, product
from pathlib import Path

from kb.settings import ROOT

# File → the place in it that is renamed, without its level.
PLANS = {
    ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt": "高青",
    ROOT / "tests" / "evaluation" / "plans" / "lanchuan-elderly-care-2023.txt": "澜川",
    ROOT / "tests" / "evaluation" / "plans" / "nanling-health-14th.txt": "南岭",
    ROOT / "tests" / "evaluation" / "plans" / "qinghe-flood-2022.txt": "青禾",
    ROOT / "tests" / "evaluation" / "plans" / "yunzhou-fire-2023.txt": "云洲",
}
_FIRST, _SECOND = "临平永新宁丰长泰昌兴", "川陵源泉溪岭洲田浦江"


def write_renamed_plans(folder: Path, count: int) -> list[Path]:
    """Write ``count`` plans (at most 100) into ``folder``, each of a place of its own; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = place_names()
    files = []
    for number, ((path, place), name) in enumerate(zip(islice(cycle(PLANS.items()), count), names, strict=False)):
        file = folder / f"plan-{number:03}.txt"
        file.write_text(path.read_text(encoding="utf-8").replace(place, name), encoding="utf-8")
        files.append(file)
    return files


def place_names() -> Iterator[str]:
    """Names for a hundred places, without their level."""
    return ("".join(pair) for pair in product(_FIRST, _SECOND))
