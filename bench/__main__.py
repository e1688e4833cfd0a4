"""All measurements, or those that are named."""

import argparse
import json
import math
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from bench.asking import ask_times, seconds
from bench.faults import fault_times
from bench.growth import growth_times
from bench.load import load_times
from bench.page import write_page
from bench.reasoning import reasoning_times
from bench.scale import scale_times
from bench.search_beside import beside_figures
from bench.search_scale import CACHE_VARIABLE, search_scale_times
from bench.sparql import sparql_rates
from bench.worst import worst_times
from kb import opening, pipeline
from kb.corpus import read_file
from kb.parsing import parse_outline
from kb.qa.answering import Answerer
from kb.settings import Settings
from kb.sources import sources

RESULTS = Path(__file__).with_name("results.json")
_SIZES_MB = (0.1, 1.0, 10.0)


def growth(rows: list[tuple[float, float]]) -> float:
    """Exponent of a power law through the first and last (size, seconds)."""
    (small, fast), (large, slow) = rows[0], rows[-1]
    return math.log(slow / fast) / math.log(large / small)


def parse_times(text: str) -> dict[str, object]:
    """Seconds to outline and to understand texts of growing size (UTF-8 MB)."""
    unit = len(text.encode()) / 1e6
    # Rules and word lists load once.
    pipeline.parse_text(text, "bench")
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
    """Seconds to build the corpus and to open its snapshot; milliseconds a question, by whether it needs the encoder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(snapshot_dir=Path(folder))
        built = seconds(lambda: pipeline.build(settings, sources(settings)))
        opened = seconds(lambda: opening.open_knowledge(settings))
        return {
            "build_seconds": built,
            "open_seconds": opened,
            **ask_times(settings),
            **worst_times(Answerer(opening.open_knowledge(settings), settings.max_question_chars)),
        }


def _parse() -> dict[str, object]:
    settings = Settings()
    return parse_times(read_file(sources(settings)[0].path, settings.max_file_bytes).text)


PARTS: Mapping[str, Callable[[], object]] = {
    "parse": _parse,
    "snapshot": build_and_ask,
    "load": load_times,
    "faults": fault_times,
    "growth": growth_times,
    "scale": scale_times,
    "search": search_scale_times,
    "search_beside": beside_figures,
    "reasoning": reasoning_times,
    "sparql": sparql_rates,
}


def main() -> None:
    """Measure all and write the results and their page; or measure the parts that are named, and print them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=", ".join(PARTS))
    named = parser.parse_args().parts
    results: dict[str, object] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        # Several parts search among the same made passages, which take long to encode.
        os.environ.setdefault(CACHE_VARIABLE, folder)
        for part in named or PARTS:
            results[part] = PARTS[part]()
            print(json.dumps({part: results[part]}, indent=1), flush=True)
    if not named:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        write_page(results)


def machine() -> dict[str, object]:
    """On what, and beside how much other work."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "day": date.today().isoformat(),
        "cores": os.cpu_count(),
        "memory_gib": memory / 2**30,
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
