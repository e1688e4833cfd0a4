"""Parse and build times over growing text, with the exponent of growth (1 = linear)."""

import json
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kb import pipeline
from kb.corpus import read_file
from kb.parsing import parse_outline
from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.settings import Settings

RESULTS = Path(__file__).with_name("results.json")
_SIZES_MB = (0.1, 1.0, 10.0)
_QUESTIONS = ("谁负责消防领域整治", "县公安局承担哪些任务", "变型拖拉机专项治理谁负责")


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def growth(rows: list[tuple[float, float]]) -> float:
    """Exponent of a power law through the first and last (size, seconds)."""
    (small, fast), (large, slow) = rows[0], rows[-1]
    return math.log(slow / fast) / math.log(large / small)


def parse_times(text: str) -> dict[str, object]:
    """Seconds to outline and to understand texts of growing size (UTF-8 MB)."""
    unit = len(text.encode()) / 1e6
    outline, whole = [], []
    for size in _SIZES_MB:
        long = text * max(1, round(size / unit))
        megabytes = len(long.encode()) / 1e6
        outline.append((megabytes, seconds(lambda long=long: parse_outline(long))))  # type: ignore[misc]
        whole.append((megabytes, seconds(lambda long=long: pipeline.parse_text(long, "bench"))))  # type: ignore[misc]
    return {
        "outline_seconds": outline,
        "understand_seconds": whole,
        "understand_mb_per_s": whole[-1][0] / whole[-1][1],
        "growth_exponent": growth(whole),
    }


def build_and_ask() -> dict[str, object]:
    """Seconds to build the corpus, to open its snapshot, and milliseconds a question."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(snapshot_dir=Path(folder))
        built = seconds(lambda: pipeline.build(settings, pipeline.sources(settings)))
        opened = seconds(lambda: pipeline.open_knowledge(settings))
        answerer = Answerer(pipeline.open_knowledge(settings), settings.max_question_chars)
        answerer.ask(Question(_QUESTIONS[0]))
        times = sorted(seconds(lambda q=q: answerer.ask(Question(q))) for q in _QUESTIONS * 20)  # type: ignore[misc]
    return {"build_seconds": built, "open_seconds": opened, "ask_ms_p50": times[len(times) // 2] * 1e3}


def main() -> None:
    """Measure, print, write."""
    settings = Settings()
    text = read_file(pipeline.sources(settings)[0].path, settings.max_file_bytes).text
    results = {"parse": parse_times(text), "snapshot": build_and_ask()}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
