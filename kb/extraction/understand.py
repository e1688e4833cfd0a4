"""An outline → everything understood of it. Each step is one pure function of what the steps before it gave."""

from kb.extraction.actions import extract_actions
from kb.extraction.assignments import extract_assignments
from kb.extraction.citations import extract_citations
from kb.extraction.deadlines import extract_deadlines
from kb.extraction.deliverables import extract_deliverables
from kb.extraction.figures import extract_figures
from kb.extraction.metadata import read_info
from kb.extraction.tasks import extract_tasks
from kb.extraction.unparsed import find_unparsed
from kb.models import DocumentContext, Outline, ParsedDocument


def understand(outline: Outline, document_id: str) -> ParsedDocument:
    """Metadata and every fact of the document, each with its span."""
    info = read_info(outline, document_id)
    assignments, unread = extract_assignments(outline, info)
    context = DocumentContext(outline, info, tuple(assignment.statement for assignment in assignments))
    citations = extract_citations(context)
    deadlines = extract_deadlines(context)
    unparsed = [*unread, *find_unparsed(outline, assignments, deadlines, citations)]
    return ParsedDocument(
        info=info,
        outline=outline,
        tasks=extract_tasks(outline, assignments),
        assignments=assignments,
        actions=extract_actions(context),
        citations=citations,
        figures=extract_figures(context),
        deadlines=deadlines,
        deliverables=extract_deliverables(context),
        unparsed=tuple(sorted(set(unparsed), key=lambda item: item.span.start)),
    )
