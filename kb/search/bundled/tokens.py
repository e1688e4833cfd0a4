"""Text → numbers of SentencePiece pieces, as the model was trained on them."""

import re
from collections.abc import Sequence

from tokenizers import Encoding, Tokenizer, models

from kb.search.bundled.weights import Vocabulary

# SentencePiece's mark of a blank; a text begins with one.
_BLANK = "\u2581"
_BLANKS = re.compile(" +")


class Pieces:
    """Cuts texts into the likeliest pieces of a vocabulary. Made once: it costs more than many texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._normal, self._unknown = dict(vocabulary.normal), vocabulary.unknown
        self._tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of the pieces of each text, without those for begin and end."""
        found = self._tokenizer.encode_batch([self._prepared(text) for text in texts], add_special_tokens=False)
        return [self._numbers(encoding) for encoding in found]

    def _numbers(self, encoding: Encoding) -> list[int]:
        if self._unknown not in encoding.ids:
            return list(encoding.ids)
        # The library makes one of unknown characters in a row, the package one of each.
        pairs = zip(encoding.ids, encoding.offsets, strict=True)
        return [n for n, (start, end) in pairs for _ in range(end - start if n == self._unknown else 1)]

    def _prepared(self, text: str) -> str:
        plain = _BLANKS.sub(_BLANK, text.translate(self._normal))
        return plain if plain.startswith(_BLANK) else _BLANK + plain
