"""How an answer can be had again by hand: its query with the terms it was asked with."""

from kb.graph.store import QUERIES_DIR, read_query
from kb.qa.models import Answer


def query_of(name: str, answer: Answer) -> str:
    """The query file ``name`` with the tasks, units or provisions of the answer as its terms."""
    text = read_query(QUERIES_DIR / f"{name}.rq")
    values = _values(text, answer)
    return text.replace("WHERE {", f"WHERE {{\n  {values}", 1) if values else text


def _values(text: str, answer: Answer) -> str:
    if "# Bind: ?task" in text and answer.tasks:
        return _one("task", (f"<{task.iri}>" for task in answer.tasks))
    if "# Bind: ?unit" in text and answer.units:
        return _one("unit", dict.fromkeys(f"<{unit.iri}>" for unit in answer.units))
    if "?section" in text and answer.citations:
        return _places("section", answer)
    return _places("id", answer) if "?provision ?id" in text and answer.citations else ""


def _one(variable: str, terms: object) -> str:
    assert hasattr(terms, "__iter__")
    return f"VALUES ?{variable} {{ {' '.join(terms)} }}"


def _places(variable: str, answer: Answer) -> str:
    places = dict.fromkeys(f'("{c.document}" "{c.section}")' for c in answer.citations)
    return f"VALUES (?document_id ?{variable}) {{ {' '.join(places)} }}"
