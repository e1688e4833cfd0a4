"""The page of the ontology: each term with labels, definitions, relations and an example."""

import re
from collections.abc import Sequence

from api.pages.html import link, text
from kb.graph.diagram import Edge
from kb.graph.reference import NO_EXAMPLE, Reference
from kb.graph.terms import TermEntry, TermSection
from kb.identifiers import ONTOLOGY

_TERM = re.compile(r"`([^`]+)`")
_OWN = "zr:"


def ontology_body(reference: Reference, root: str) -> str:
    """The main part, in HTML, of the page of the ontology; every term has its local name as anchor, so that its IRI leads to it."""
    sections = reference.sections
    counts = "".join(
        f"<li>{link(f'#{section.title}', section.title)}（{len(section.entries)}）</li>" for section in sections
    )
    return "\n".join(
        [
            "<h1>责任本体</h1>",
            f'<p class="iri"><code>{text(ONTOLOGY)}</code></p>',
            f"<p>数据：{link(f'{root}/ontology?format=ttl', 'Turtle')}</p>",
            f"<ul>{counts}</ul>",
            _overview(reference.edges),
            *map(_section, sections),
        ]
    )


def _overview(edges: Sequence[Edge]) -> str:
    """For each class what leads from it to which class."""
    rows = []
    for source in dict.fromkeys(sorted(edge.source for edge in edges)):
        items = "".join(f"<li>{_edge(edge)}</li>" for edge in edges if edge.source == source)
        rows.append(f"<tr><th>{link(f'#{source}', source)}</th><td><ul>{items}</ul></td></tr>")
    body = "\n".join(rows)
    return f'<h2 id="总图">总图</h2>\n<table>\n{body}\n</table>'


def _edge(edge: Edge) -> str:
    via = link(f"#{edge.name}", f"{edge.name} {edge.label}") if edge.name else "下位类"
    return f"{via} → {link(f'#{edge.target}', edge.target)}"


def _section(section: TermSection) -> str:
    entries = "\n".join(map(_entry, section.entries))
    return f'<h2 id="{text(section.title)}">{text(section.title)}</h2>\n{entries}'


def _entry(entry: TermEntry) -> str:
    rows = "\n".join(f"<tr><th>{text(name)}</th><td>{_with_links(value)}</td></tr>" for name, value in entry.facts)
    parts = [
        f'<section id="{text(entry.name.removeprefix(_OWN))}">',
        f"<h3>{text(entry.name)}　{text(entry.zh)} · {text(entry.en)}</h3>",
        f"<p>{text(entry.definition_zh)}</p>",
        f'<p lang="en">{text(entry.definition_en)}</p>',
        f"<table>\n{rows}\n</table>" if rows else "",
        f"<pre>{text(entry.example)}</pre>" if entry.example else "",
        f'<p class="note">{NO_EXAMPLE}</p>' if entry.example == "" else "",
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _with_links(value: str) -> str:
    """Escaped, the terms between backticks as code, this ontology's own as links."""
    return _TERM.sub(lambda found: f"<code>{_term(found[1])}</code>", text(value))


def _term(escaped: str) -> str:
    return link(f"#{escaped.removeprefix(_OWN)}", escaped) if escaped.startswith(_OWN) else escaped
