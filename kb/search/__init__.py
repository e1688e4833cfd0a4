"""Passages → an index → the passages that answer a question, found by words and by meaning."""

from kb.search.encoder import Encoder, load_encoder
from kb.search.index import Hit, SearchIndex, build_index
from kb.search.passages import Passage, passages_of
from kb.search.storage import from_files, to_files

__all__ = [
    "Encoder",
    "Hit",
    "Passage",
    "SearchIndex",
    "build_index",
    "from_files",
    "load_encoder",
    "passages_of",
    "to_files",
]
