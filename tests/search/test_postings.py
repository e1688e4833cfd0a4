"""Where keys stand, over the bounds of the blocks in which positions are written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.large.postings import MOST_PASSAGES, Postings, PostingsBuilder

_BLOCK = 1 << 16
_HIGHEST_KEY = (1 << 42) - 2
# Near the bounds of blocks, the first and the last among them.
_POSITIONS = st.integers(0, MOST_PASSAGES // _BLOCK - 1).flatmap(
    lambda block: st.sampled_from([block * _BLOCK + n for n in (0, 1, 2, 700, _BLOCK - 2, _BLOCK - 1)])
)
_KEYS = st.sampled_from([0, 1, 2, 63, 64, 65, _HIGHEST_KEY])
_HELD = st.dictionaries(st.tuples(_KEYS, _POSITIONS), st.integers(1, 300), max_size=40)
_STRETCHES = st.lists(_POSITIONS, min_size=2, max_size=6, unique=True).map(sorted)


def _written(folder: Path, held: dict[tuple[int, int], int]) -> Postings:
    builder = PostingsBuilder(folder, "x")
    for position in sorted({position for _, position in held}):
        keys = [key for (key, at), count in held.items() if at == position for _ in range(count)]
        builder.add(position, [np.array(keys, dtype=np.uint64)])
    builder.finish()
    return Postings(folder, "x")


@given(held=_HELD, asked=st.sets(_POSITIONS, max_size=30), bounds=_STRETCHES)
@settings(max_examples=150, deadline=None)
def test_postings_are_what_was_added(held: dict[tuple[int, int], int], asked: set[int], bounds: list[int]) -> None:
    stretches = np.array(list(zip(bounds[::2], bounds[1::2], strict=False)), dtype=np.int64)
    positions = np.array(sorted(asked), dtype=np.int32)
    with TemporaryDirectory() as folder:
        written = _written(Path(folder), held)
        keys = [*sorted({key for key, _ in held}), 66]
        for key, rows in zip(keys, written.rows(np.array(keys, dtype=np.uint64)), strict=True):
            own = {at: min(count, 255) for (of, at), count in sorted(held.items()) if of == key}
            assert dict(zip(written.positions(rows).tolist(), written.counts(rows).tolist(), strict=True)) == own
            assert rows.postings == len(own)
            index, counts = written.at(rows, positions)
            expected = {at: own[at] for at in positions.tolist() if at in own}
            assert dict(zip(positions[index].tolist(), counts.tolist(), strict=True)) == expected
            assert written.within(rows, stretches) == sum(a <= at < b for at in own for a, b in stretches.tolist())
