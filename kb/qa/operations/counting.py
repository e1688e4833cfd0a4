"""Things that the text counts and names: 责任分工、问题隐患、制度措施三个清单."""

import re
from collections.abc import Callable

from kb.numerals import parse_numeral
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import ENOUGH

_ASKED = re.compile(r"(?:几|多少|哪几|哪些)(?:个|大|类|项|条|种)?(?P<noun>(?:(?![是有呢吗的，。？])[一-鿿]){2,4})")


def counted(asked: Asked, may: Callable[[Sentence], bool] = lambda _: True) -> Answer | None:
    """The sentence about the matter that counts the things asked for, with their number; None when there is none.

    :param may: which sentences may answer.
    """
    match = _ASKED.search(asked.reading.text)
    if match is None:
        return None
    pattern = re.compile(rf"(?P<number>\d+|[二两三四五六七八九十]+)(?:个|大|类|项|条|种)?{match['noun']}")
    for found in sentences_about(asked):
        counting = pattern.search(found.sentence.text)
        if found.score < ENOUGH or counting is None or not may(found.sentence):
            continue
        draft = Draft(asked.library)
        draft.value(counting[0], str(parse_numeral(counting["number"])), match["noun"])
        draft.quote(found.sentence)
        draft.task_of(found.sentence.task)
        return draft.answer(confidence=found.score, count=int(parse_numeral(counting["number"]) or 0))
    return None
