"""Text → assignments: every responsibility statement with its units, roles, deadline and place."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kb.extraction.assignments.candidates import Candidate, candidates
from kb.extraction.assignments.mentions import mentions_of
from kb.extraction.assignments.place import date_of, heading_for, provision_at
from kb.extraction.assignments.prose import prose_assignments
from kb.extraction.assignments.rows import row_assignment
from kb.extraction.assignments.standing import StandingSentence, standing_for, standing_sentences
from kb.extraction.assignments.statement import Reading, read_statement
from kb.models import Assignment, DocumentInfo, Outline, UnitMention, Unparsed, span_of
from kb.parsing.tables import Row, find_tables

# A statement some of whose pieces are not known as units is trusted less.
_DOUBT = 0.8


def extract_assignments(outline: Outline, info: DocumentInfo) -> tuple[tuple[Assignment, ...], tuple[Unparsed, ...]]:
    """All assignments in order, and the statements that were found but not understood."""
    text = outline.text
    sentences = standing_sentences(text)
    rows = find_tables(text)
    found = [a for row in rows if (a := _of_row(outline, info, row, sentences))]
    unparsed: list[Unparsed] = []
    for candidate in _outside(candidates(text), rows):
        standing, stop = standing_for(sentences, candidate.start, candidate.end)
        reading = read_statement(text, candidate.inner_start, min(stop, candidate.inner_end))
        if reading.units and (candidate.label or reading.trusted):
            units = mentions_of(text, reading.units, standing, info.place)
            found.append(_assignment(outline, info, candidate, reading, units))
            unparsed += _dropped(text, reading)
        elif candidate.label or (reading.units and any(unit.role for unit in reading.units)):
            unparsed.append(Unparsed("responsibility", span_of(text, candidate.start, candidate.end)))
    found += prose_assignments(outline, info, found)
    return tuple(sorted(found, key=lambda a: a.statement.start)), tuple(unparsed)


def _dropped(text: str, reading: Reading) -> list[Unparsed]:
    """Pieces of an understood statement that are in no unit: said, not swallowed."""
    kept = {unit.piece.start for unit in reading.units}
    pieces = [piece for piece in reading.strange if piece.start not in kept and len(piece.name) > 1]
    return [Unparsed("responsibility", span_of(text, piece.start, piece.end)) for piece in pieces]


def _of_row(outline: Outline, info: DocumentInfo, row: Row, sentences: Sequence[StandingSentence]) -> Assignment | None:
    return row_assignment(outline, info, row, standing_for(sentences, row.start, row.end)[0])


def _outside(found: Iterator[Candidate], rows: Sequence[Row]) -> Iterator[Candidate]:
    """Candidates that stand in no table row."""
    starts = [row.start for row in rows]
    for candidate in found:
        index = bisect_right(starts, candidate.start) - 1
        if index < 0 or candidate.start >= rows[index].end:
            yield candidate


def _assignment(
    outline: Outline, info: DocumentInfo, candidate: Candidate, reading: Reading, units: tuple[UnitMention, ...]
) -> Assignment:
    provision = provision_at(outline, candidate.start)
    return Assignment(
        provision=provision.id if provision.level != "front" else "",
        heading=heading_for(outline, provision, candidate.start),
        statement=span_of(outline.text, candidate.start, candidate.end),
        units=units,
        open_list=reading.open_list,
        deadline=date_of(reading.deadline_text, info),
        deadline_text=reading.deadline_text,
        rule=candidate.rule,
        confidence=candidate.confidence if not reading.strange else candidate.confidence * _DOUBT,
    )
