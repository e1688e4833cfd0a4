"""Search by topics: passages that name what the query names, under whatever words."""

import numpy as np
import pytest

from kb.graph.topics import TOPICS_FILE, load_topics
from kb.qa.finding.topics import TopicFinder
from kb.search.index import SearchIndex, build_index
from kb.search.overlap import TopicPart
from kb.search.passages import Passage
from tests.search.conftest import TinyEncoder

_TEXTS = (
    "开展电动自行车停放充电场所火灾隐患排查。",
    "加强烟花爆竹的安全监管。",
    "推进燃气管道老化更新改造。",
    "建立健全会议制度，做好文件归档。",
)


@pytest.fixture(scope="module")
def thesaurus() -> TopicFinder:
    return TopicFinder(load_topics(TOPICS_FILE))


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("电瓶车乱停谁管", 0),  # an everyday word for the concept
        ("过年放鞭炮", 1),  # a concept under that of the passage
        ("天然气漏了", 2),  # another word for the concept
    ],
)
def test_passages_of_the_same_topic_score_best(thesaurus: TopicFinder, query: str, best: int) -> None:
    scores = TopicPart(_TEXTS, thesaurus).scores(query, np.arange(len(_TEXTS)))
    assert scores.argmax() == best
    assert 0 < scores[best] <= 1


def test_a_query_without_a_topic_says_nothing(thesaurus: TopicFinder) -> None:
    assert not TopicPart(_TEXTS, thesaurus).scores("今天几号", np.arange(len(_TEXTS))).any()


def test_passages_outside_the_search_have_no_say(thesaurus: TopicFinder) -> None:
    """Scores among some passages are those of an index of these alone."""
    among = np.array([1, 3])
    alone = TopicPart([_TEXTS[1], _TEXTS[3]], thesaurus).scores("烟花爆竹", np.arange(2))
    assert TopicPart(_TEXTS, thesaurus).scores("烟花爆竹", among).tolist() == alone.tolist()


def _index(thesaurus: TopicFinder | None) -> SearchIndex:
    passages = [Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)]
    return build_index(passages, TinyEncoder(), thesaurus=thesaurus)


def test_topics_are_a_part_of_the_score_where_there_is_a_thesaurus(thesaurus: TopicFinder) -> None:
    hits = {hit.passage.section: hit.parts for hit in _index(thesaurus).search("电瓶车在楼道")}
    assert set(hits["0"]) == {"lexical", "dense", "topics"}
    assert hits["0"]["topics"] > hits["3"]["topics"]
    assert set(_index(None).search("电瓶车在楼道")[0].parts) == {"lexical", "dense"}
