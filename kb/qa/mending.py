"""A question made plain: simplified characters, and words and units of the plans that were typed by their sound."""

from kb.qa.knowledge import Knowledge
from kb.qa.mentions.homophones import HomophoneIndex
from kb.qa.mentions.scripts import to_simplified
from kb.qa.words import matter_words


class Mender:
    """Makes a question plain: simplified characters, and words of the plans that were typed by their sound."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = {task.title for task in knowledge.tasks}
        words |= {row.indicator for row in knowledge.figures} | {row.name for row in knowledge.deliverables}
        words |= {unit.name for unit in knowledge.units.units}
        words |= {word for topic in knowledge.topics for word in topic.words}
        for text in knowledge.texts.values():
            words |= {word.text for word in matter_words(text)}
        printed = "".join(knowledge.texts.values())
        self._index = HomophoneIndex(sorted(word for word in words if 2 <= len(word) <= 12), printed)

    def mended(self, text: str) -> str:
        """The text with every mended word in place; the length stays."""
        return self._index.mend(to_simplified(text)).text
