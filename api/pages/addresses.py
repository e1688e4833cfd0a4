"""From IRIs of the data to paths of this service."""

from urllib.parse import quote

from kb.identifiers import ONTOLOGY


def address(iri: str, base: str, root: str) -> str | None:
    """The path of an IRI in this service, percent-encoded; None for one of elsewhere."""
    if iri.startswith(base):
        return f"{root}/id/{quote(iri.removeprefix(base))}"
    return f"{root}/ontology#{iri.removeprefix(ONTOLOGY)}" if iri.startswith(ONTOLOGY) else None
