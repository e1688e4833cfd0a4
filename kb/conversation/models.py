"""What goes in and out of a conversation, as values that every channel translates to and from."""

from dataclasses import dataclass

from kb.qa.models import Answer, AnsweredTask, AnsweredUnit

# The kind of a reply that answers from the documents; an aside has the id of its rule.
ANSWER = "answer"
# The turns before one that are kept: answers are understood from the last three; two more are there for summaries.
TURNS = 5
# Why an answer has no facts: the turn asked nothing of the documents.
SMALL_TALK = "small_talk"


def printable(text: str) -> str:
    """``text`` with "?" for what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Turn:
    """What a user says. ``history`` are the same user's earlier turns, oldest first; ``documents`` limits the search."""

    question: str
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def printable(self) -> "Turn":
        """The turn without halves of surrogate pairs, which JSON may hold and neither addresses nor files can."""
        return Turn(printable(self.question), tuple(map(printable, self.history)), self.documents)


@dataclass(frozen=True)
class Source:
    """A quotation behind the mark ``[n]`` of a reply; ``url`` is absolute and opens the document with it marked."""

    n: int
    document: str
    title: str
    section: str
    heading: str
    quote: str
    start: int
    end: int
    url: str

    @property
    def label(self) -> str:
        """The place as people name it: 《title》 heading（section）."""
        return f"《{self.title or self.document}》{self.heading}（{self.section or '文首'}）"


@dataclass(frozen=True)
class Reply:
    """The reply to a turn. ``kind`` is ``answer`` or the rule of an aside (greeting, check …); ``url`` is absolute and
    opens the same answer as a page; ``feedback_id`` names this reply, the same for the same turn on the same snapshot.
    """

    kind: str
    answer: Answer
    sources: tuple[Source, ...]
    url: str
    feedback_id: str

    @property
    def status(self) -> str:
        """One of the ask contract; ``out_of_scope`` for an aside."""
        return self.answer.status

    @property
    def text(self) -> str:
        """The answer with its marks ``[n]``."""
        return self.answer.answer

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """Questions to go on with."""
        return self.answer.follow_ups

    @property
    def units(self) -> tuple[AnsweredUnit, ...]:
        """The units of the answer."""
        return self.answer.units

    @property
    def tasks(self) -> tuple[AnsweredTask, ...]:
        """The tasks of the answer."""
        return self.answer.tasks
