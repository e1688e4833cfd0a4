"""What hosts can attach as it stands: documents, clauses, the ontology, example queries, figures."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import Resource

from api.channels.mcp.texts import texts
from api.channels.mcp.tools import Current
from api.documents import described
from kb.addresses import document_path, place_path
from kb.errors import NotFoundError
from kb.graph.competency import load_competency_queries
from kb.graph.ontology import ONTOLOGY_FILE
from kb.listing import Row

_JSON, _TEXT = "application/json", "text/plain"
_TEXT_URI = "plan://documents/{document}/text"


def add_resources(server: MCPServer, current: Current, public_url: str) -> None:
    """Register the resources and templates.

    :param public_url: where others open this service, without / at its end.
    """
    worded = texts()["resources"]

    @server.resource("plan://documents", name="documents", mime_type=_JSON, **worded["documents"])
    def documents() -> str:
        rows = current().opened.knowledge.documents
        return _json([{**described(row), "url": public_url + document_path(row["id"])} for row in rows])

    @server.resource(_TEXT_URI, name="document-text", mime_type=_TEXT, **worded["text"])
    def text(document: str) -> str:
        found = current().opened.knowledge.texts.get(document)
        if found is None:
            raise ResourceNotFoundError(f"没有标识为 {document} 的文件；资源 plan://documents 列出了全部文件。")
        return found

    @server.resource("plan://clause/{document}/{section}", name="clause", mime_type=_TEXT, **worded["clause"])
    def clause(document: str, section: str) -> str:
        try:
            return str(current().opened.lists.provision(f"{document}/{section}")["quote"])
        except NotFoundError as error:
            raise ResourceNotFoundError(str(error)) from error

    @server.resource("plan://figures", name="figures", mime_type=_JSON, **worded["figures"])
    def figures() -> str:
        return _json([{**row, "url": public_url + place_path(row)} for row in current().opened.lists.targets])

    @server.resource("plan://ontology.ttl", name="ontology", mime_type="text/turtle", **worded["ontology"])
    def ontology() -> str:
        return ONTOLOGY_FILE.read_text(encoding="utf-8")

    @server.resource("plan://examples.rq", name="examples", mime_type="application/sparql-query", **worded["examples"])
    def examples() -> str:
        return "\n".join(query.text for query in load_competency_queries())


def texts_of_documents(current: Current) -> list[Resource]:
    """The full text of each document, for hosts that list what can be attached and know no templates."""
    worded = texts()["resources"]["text"]
    return [
        Resource(
            uri=_TEXT_URI.format(document=quote(row["id"])),
            name=f"{row['id']}-text",
            title=row.get("title", row["id"]),
            description=worded["description"],
            mime_type=_TEXT,
        )
        for row in current().opened.knowledge.documents
    ]


def _json(items: Sequence[Row]) -> str:
    return json.dumps({"items": items, "total": len(items)}, ensure_ascii=False, indent=1)
