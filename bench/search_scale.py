"""The search over many passages: what it finds beside the exact ranking, how fast, and what it takes to hold them.

The passages are those of :mod:`bench.made_passages`, encoded by the bundled encoder and then varied: their clauses left
out or moved, their vectors turned by as much as such a change turns them. Encoding them takes a quarter of an hour; set
ZEREN_BENCH_CACHE to a folder to keep the vectors.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.load import questions
from bench.made_passages import MadePassages, made_passages
from kb.opening import thesaurus
from kb.search.encoder import BundledEncoder
from kb.search.fusion import WEIGHTS
from kb.search.heads import HEAD, STORED, VECTORS
from kb.search.index import best_hits
from kb.search.large.index import LargeIndex, LargeQuery
from kb.search.large.storage import index_vectors, open_large

# Where vectors are kept from one run to the next.
CACHE_VARIABLE = "ZEREN_BENCH_CACHE"
SIZES = (10_000, 100_000, 1_000_000)
ENCODED = 20_000
_QUERIES = 100
_DEPTH = 10
# Every such query is ranked exactly too, which takes seconds among a million.
_EXACT_EVERY = 2
_EQUAL = 1e-6
_SEED = 7
# What a varied passage's vector keeps of it: the cosine measured between a passage and its variation.
_KEPT_COSINE = 0.98
Result = TypeVar("Result")


def search_scale_times(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """A row for each size; each is built and searched in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(os.environ.get(CACHE_VARIABLE, folder))
        vectors, queries = encoded(cache)
        return [row(Path(folder) / str(size), size, vectors, queries) for size in sizes]


def row(folder: Path, size: int, vectors: Path, queries: Path) -> dict[str, Any]:
    """Build and search one size."""
    folder.mkdir(parents=True)
    return {
        "passages": size,
        "load": round(os.getloadavg()[0], 1),
        **_apart(build, folder, size, vectors),
        "disk_mb": sum(path.stat().st_size for path in folder.iterdir()) / 1e6,
        **_apart(searched, folder, vectors.parent / queries),
    }


def encoded(cache: Path) -> tuple[Path, Path]:
    """Files with the vectors of the made passages and of the queries, made if they are not there."""
    cache.mkdir(parents=True, exist_ok=True)
    passages, queries = cache / f"passages-{ENCODED}.npy", cache / "queries.npy"
    encoder = BundledEncoder()
    if not passages.exists():
        texts = [passage.searched for passage in made_passages(ENCODED)]
        order = sorted(range(ENCODED), key=lambda n: len(texts[n]))
        found = np.zeros((ENCODED, encoder.dimension), dtype=STORED)
        for first in range(0, ENCODED, 64):
            batch = order[first : first + 64]
            found[batch] = encoder.encode_document([texts[n] for n in batch])
        np.save(passages, found)
    np.save(queries, encoder.encode_query(query_texts()))
    return passages, queries


def query_texts() -> list[str]:
    """Half of the questions of the evaluation sets, spread evenly; half a clause or two of a passage with gaps."""
    chance, asked = random.Random(_SEED), questions()
    made = made_passages(ENCODED)
    pieces = [_with_gaps(chance.choice(made).text, chance) for _ in range(_QUERIES // 2)]
    return [*asked[:: max(1, len(asked) // (_QUERIES // 2))][: _QUERIES // 2], *pieces]


def _with_gaps(text: str, chance: random.Random) -> str:
    first = chance.randrange(max(1, len(text) - 24))
    return "".join(character for character in text[first : first + 24] if chance.random() > 0.2)


def build(folder: Path, size: int, vectors: Path) -> dict[str, float]:
    """Write the large index of ``size`` passages into ``folder``."""
    base = np.load(vectors)
    stored = np.memmap(folder / VECTORS, dtype=STORED, mode="w+", shape=(size, base.shape[1]))
    for first in range(0, size, len(base)):
        stored[first : first + len(base)] = turned(base, first)[: size - first]
    stored.flush()
    passages, words = MadePassages(size), thesaurus()
    started, worked = time.perf_counter(), time.process_time()
    index_vectors(passages, stored, BundledEncoder(), folder, words)
    return {
        "build_seconds": time.perf_counter() - started,
        "build_cpu_seconds": time.process_time() - worked,
        # Of this process alone: what getrusage gives begins with that of the one it was started by.
        "build_peak_mb": _status()["VmHWM"],
    }


def turned(base: NDArray[np.float16], first: int) -> NDArray[np.float16]:
    """The vectors of the variations from position ``first`` on; the first of all are the passages as they are."""
    if first == 0:
        return base
    noise = np.random.default_rng([_SEED, first]).normal(size=base.shape).astype(np.float32)
    noise *= np.sqrt(1 / _KEPT_COSINE**2 - 1) / np.linalg.norm(noise, axis=1, keepdims=True)
    rows = base.astype(np.float32) + noise
    unit: NDArray[np.float16] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(STORED)
    return unit


def searched(folder: Path, queries: Path) -> dict[str, float]:
    """Latency, memory and recall of the index in ``folder``; the vectors of the queries are known."""
    texts, vectors = query_texts(), np.load(queries)
    words = thesaurus()
    before = _memory()
    started = time.perf_counter()
    index = open_large(folder, (folder / HEAD).read_bytes(), BundledEncoder(), words)
    opened = time.perf_counter() - started
    asked = [index.query(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    index.found(asked[0], _DEPTH)
    times, worked, found = [], [], []
    for text, vector in zip(texts, vectors, strict=True):
        started, begun = time.perf_counter(), time.thread_time()
        found.append({hit.passage.id for hit in index.found(index.query(text, vector), _DEPTH)})
        times.append((time.perf_counter() - started) * 1e3)
        worked.append((time.thread_time() - begun) * 1e3)
    after = _memory()
    return {
        "open_seconds": opened,
        "search_ms_p50": float(np.percentile(times, 50)),
        "search_ms_p95": float(np.percentile(times, 95)),
        # What the search itself takes, whoever else wants the cores.
        "search_cpu_ms_p50": float(np.percentile(worked, 50)),
        "search_cpu_ms_p95": float(np.percentile(worked, 95)),
        **{f"{kind}_mb": after[kind] - before[kind] for kind in before},
        **_recalls(index, asked[::_EXACT_EVERY], found[::_EXACT_EVERY]),
    }


def _recalls(index: LargeIndex, asked: Sequence[LargeQuery], found: Sequence[set[str]]) -> dict[str, float]:
    """The share of the exact ten best that is found; of a part: in what it proposes. Equals of the tenth count as it."""
    every = np.arange(len(index.passages), dtype=np.int32)
    shares: dict[str, list[float]] = {"lexical": [], "dense": [], "fused": []}
    for query, ids in zip(asked, found, strict=True):
        scores = index.scores(query, every)
        for part, positions in index.candidates(query).items():
            least = np.partition(scores[part], -_DEPTH)[-_DEPTH]
            shares[part].append(min(_DEPTH, int((scores[part][positions] >= least - _EQUAL).sum())) / _DEPTH)
        right = {index.passages[place].id for place, _, _ in best_hits(scores, WEIGHTS, _DEPTH)}
        shares["fused"].append(len(right & ids) / _DEPTH)
    return {f"recall_{part}": float(np.mean(values)) for part, values in shares.items()}


def _memory() -> dict[str, float]:
    """Megabytes of this process: its own, and mapped files, which processes share."""
    found = _status()
    return {"memory": found["RssAnon"], "mapped": found["RssFile"]}


def _status() -> dict[str, float]:
    """What the system says of this process's memory, in megabytes."""
    lines = [line.split() for line in Path("/proc/self/status").read_text().splitlines()]
    return {line[0].rstrip(":"): int(line[1]) / 1e3 for line in lines if line[-1] == "kB"}


def _apart(work: Callable[..., Result], *arguments: Any) -> Result:  # noqa: ANN401 - those of the work
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()
