"""How surely a text speaks of a word: many short texts at once as each alone, and the best sentences in the order of all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.topics import TOPICS_FILE, load_topics
from kb.qa.finding.finder import Finder, Matter
from kb.qa.finding.matching import TextMatcher
from kb.qa.finding.topics import TopicFinder
from kb.qa.knowledge import Knowledge
from kb.qa.words import Word

TOPICS = TopicFinder(load_topics(TOPICS_FILE))
# So few characters that texts hold whole words, parts of them, and their characters apart.
_TEXTS = st.lists(st.text("危险化学品安全监管三二，、", max_size=14), min_size=1, max_size=6)
_WORDS = st.text("危险化学品安全监管三二", min_size=1, max_size=6)


@given(_TEXTS, _WORDS)
def test_texts_at_once_score_as_each_alone(texts: list[str], word: str) -> None:
    together = TextMatcher(texts, TOPICS).scores_alone(word)
    assert together.tolist() == [TextMatcher([text], TOPICS).scores(word)[0] for text in texts]


def test_one_text_that_holds_the_word_tells_what_the_others_mean() -> None:
    texts = ["危化品企业", "危险化学品企业"]
    # 危化品 stands in one of them: the other does not mean it by an abbreviation; alone it does
    assert TextMatcher(texts, TOPICS).scores("危化品").tolist() == [1.0, 0.0]
    assert TextMatcher(texts, TOPICS).scores_alone("危化品").tolist() == [1.0, 0.85]


def test_the_share_of_many_texts_is_that_of_each(knowledge: Knowledge) -> None:
    finder = Finder(knowledge)
    matter = Matter((Word("危化品", 0, 3, 1.0), Word("监管", 3, 5, 0.5)), "危化品监管")
    texts = ["监管危险化学品", "危化品", "道路交通", ""]
    assert finder.shares_in(matter, finder.matcher(texts)).tolist() == [finder.share_in(matter, t) for t in texts]


def test_ranked_sentences_come_in_the_order_of_their_scores(knowledge: Knowledge) -> None:
    finder = Finder(knowledge)
    matter = Matter((Word("消防", 0, 2, 1.0), Word("演练", 2, 4, 1.0)), "消防演练")
    scores = finder.coverage(matter)
    wanted = sorted(np.flatnonzero(scores > 0).tolist(), key=lambda n: (-scores[n], n))
    assert len(wanted) > 20
    assert [found.sentence for found in finder.ranked(matter, 20)] == [finder.sentences[n] for n in wanted[:20]]
