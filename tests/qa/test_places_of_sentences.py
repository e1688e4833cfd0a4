"""The look-ups by place give what going through everything would."""

from kb import opening
from kb.qa.finding.sentences import Sentences
from kb.settings import Settings


def test_the_sentence_at_a_character(built: Settings) -> None:
    knowledge = opening.open_knowledge(built)
    index = Sentences(knowledge)
    ((document, text),) = knowledge.texts.items()
    found = [index.at(document, offset) for offset in range(len(text))]
    held: list[int | None] = [None] * len(text)
    for number, sentence in reversed(list(enumerate(index.sentences))):
        held[sentence.start : sentence.end] = [number] * (sentence.end - sentence.start)
    assert found == held
    assert len(set(found)) == len(index.sentences) + 1
    assert index.at("no such document", 0) is None


def test_what_stands_in_and_below_a_provision(built: Settings) -> None:
    index = Sentences(opening.open_knowledge(built))
    for number, above in enumerate(index.provisions):
        assert list(index.of_provision(number)) == [s for s in index.sentences if s.place == number]
        below = [p for p in index.provisions if p.parent == above.id and p is not above]
        assert list(index.below(number)) == below
    assert sum(bool(index.below(number)) for number in range(len(index.provisions))) > 10
