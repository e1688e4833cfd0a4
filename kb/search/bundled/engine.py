"""Texts → unit vectors: pieces, embeddings, the network, the mean of its states.

Each text is run by itself on one thread, several texts side by side. So nothing is padded, no thread waits for another
within a text (on a busy machine such waits cost most of the time), and neither neighbours nor the number of threads
change a vector.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from kb.search.bundled.network import INPUT, OUTPUT, network
from kb.search.bundled.tokens import Pieces
from kb.search.bundled.weights import FloatArray, Weights

_ERRORS_ONLY = 3


class Engine:
    """The model, ready to run: loaded once, for a time that people notice, then no more memory than the weights take."""

    def __init__(self, path: Path) -> None:
        """:raises InputError: no weights at ``path``, or of a format not known."""
        self._weights = Weights(path)
        self._shape = self._weights.shape
        self._pieces = Pieces(self._weights.vocabulary)
        self._places = self._weights.floats("emb.pos").reshape(-1, self._shape.hidden)
        # Of the kinds of token only the first is used; it is the same for all.
        self._places = self._places + self._weights.floats("emb.type")[: self._shape.hidden]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # The one operator that it would make of a sum and its normalisation takes twice their time.
        options.add_session_config_entry("optimization.disable_specified_optimizers", "SkipLayerNormFusion")
        model = network(self._weights).SerializeToString()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._shape.hidden

    def encode(self, texts: Sequence[str], prefix: str) -> FloatArray:
        """One vector of length 1 for each text, which is read after ``prefix``.

        A text longer than the network reads is read in windows, and their means averaged by length.
        """
        found = self._pieces.of([prefix + text for text in texts])
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Long ones first: then no thread is left with one at the end.
        order = sorted(range(len(texts)), key=lambda n: -len(found[n]))
        threads = min(len(texts), _processors())
        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                vectors[order] = list(pool.map(lambda n: self._vector(found[n]), order))
        elif order:
            vectors[0] = self._vector(found[0])
        return vectors

    def _vector(self, pieces: list[int]) -> FloatArray:
        size = self._shape.positions - 2
        windows = [pieces[start : start + size] for start in range(0, len(pieces), size)]
        total = np.sum([self._mean(window) * len(window) for window in windows], axis=0)
        vector: FloatArray = total / np.linalg.norm(total)
        return vector

    def _mean(self, window: list[int]) -> FloatArray:
        special = self._weights.vocabulary
        numbers = np.array([special.begin, *window, special.end], dtype=np.int64)
        words = self._weights.quantised("emb.word", self.dimension, numbers).values()
        states = self._session.run([OUTPUT], {INPUT: (words + self._places[: len(numbers)])[None]})[0]
        mean: FloatArray = states[0].mean(axis=0)
        return mean


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
