"""Text → provision tree."""

from kb.parsing.outline import parse_outline
from kb.parsing.purpose import purpose_of

__all__ = ["parse_outline", "purpose_of"]
