"""One score from several: each part in its own standard deviations, weighted, added, and read as a probability.

The sum finds more than words or meaning alone and than reciprocal rank fusion; docs/decisions.md has the figures. A
further part is one more entry of the mappings.
"""

import math
from collections.abc import Mapping

import numpy as np

from kb.search.lexical import IntArray, ScoreArray

# Shares of the parts; around an equal share of words and meaning the figures hardly change, in one field and in others.
# Topics are an aid where the thesaurus knows the field: at so small a share they take nothing from queries of others.
WEIGHTS: Mapping[str, float] = {"lexical": 0.5, "dense": 0.5, "topics": 0.2}

# A part whose scores hardly differ has little to say: it is not stretched to full weight. For the lexical part, whose
# scores are shares of the query's words, so that a few chance characters do not outweigh the meaning; for topics, so
# that the only passage of a topic is not right for that alone.
_LEAST_SPREAD: Mapping[str, float] = {"lexical": 0.04, "topics": 0.3}

# Logistic regression of "the best passage is right" on the sum less the logarithm of the number of passages, for the
# best of many unrelated passages stands out the more, the more there are. Fitted on 1,105 searches of 81, about 100 and
# 2,732 passages, half of which hold no answer. Expected calibration error: 0.03 over all, 0.10 to 0.14 within a size,
# so read it as likely, open or unlikely. It says that a passage speaks of the matter, not that it answers the question.
_SLOPE, _OFFSET = 1.4, 3.0
# Among fewer passages none can stand out by enough standard deviations to be told from chance.
_FEWEST = 20
# As a sample: every passage that has a score.
ALL = slice(None)


def contributions(
    scores: Mapping[str, ScoreArray], weights: Mapping[str, float], sample: IntArray | slice = ALL
) -> dict[str, ScoreArray]:
    """What each part adds to the sum: its z-score over the searched passages, times its share.

    :param sample: where not all searched passages have a score, which of the scores stand for all.
    """
    together = np.array(list(scores.values()))
    sampled = together[:, sample]
    spreads = np.maximum(sampled.std(axis=1), [_LEAST_SPREAD.get(name, 0.0) for name in scores])
    largest = np.abs(sampled).max(axis=1)
    together -= sampled.mean(axis=1, keepdims=True)
    for name, part, spread, most in zip(scores, together, spreads.tolist(), largest.tolist(), strict=True):
        # A part whose scores are all the same adds nothing.
        part *= weights[name] / spread if spread > 1e-9 * most else 0.0
    return dict(zip(scores, together, strict=True))


def probability(total: ScoreArray, searched: int | None = None) -> ScoreArray:
    """The sum of the contributions, one for each searched passage, as the probability that a passage is right.

    :param searched: the number of searched passages, where not all have a sum.
    """
    chance = math.log(max(_FEWEST, len(total) if searched is None else searched))
    likely: ScoreArray = 1 / (1 + np.exp(-_SLOPE * (total - chance) - _OFFSET))
    return likely
