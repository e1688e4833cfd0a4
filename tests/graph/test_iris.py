"""IRIs minted for the graph: parsed back to what they were minted from; docstring examples hold."""

import doctest

import pytest

import kb.graph.view
import kb.identifiers
from kb.identifiers import Identifiers

IDS = Identifiers("https://w3id.org/zeren/id/")


@pytest.mark.parametrize(
    ("iri", "kind", "parts"),
    [
        (IDS.document("plan"), "document", ("plan",)),
        # the root provision is the document itself
        (IDS.provision("plan", ""), "document", ("plan",)),
        (IDS.provision("plan", "3.3.3"), "provision", ("plan", "3.3.3")),
        (IDS.task("plan", "3.3.3"), "task", ("plan", "3.3.3")),
        (IDS.task("plan", ""), "task", ("plan", "document")),
        (IDS.fact("plan", "figure", 3, 9), "figure", ("plan", "3-9")),
        (IDS.fact("plan", "figure", 3, 9, nth=2), "figure", ("plan", "3-9-2")),
        (IDS.unit("某县", "县粮食局"), "unit", ("某县", "县粮食局")),
        (IDS.unit("", "农业农村部"), "unit", ("中国", "农业农村部")),
        (IDS.former_name("某县", "县粮食局", "县粮油局"), "former-name", ("某县", "县粮食局", "县粮油局")),
        (IDS.regulation("某省粮食条例"), "regulation", ("某省粮食条例",)),
        (IDS.rule("unit_label"), "rule", ("unit_label",)),
        (IDS.graph("stated"), "graph", ("stated",)),
    ],
)
def test_minted_and_parsed_back(iri: str, kind: str, parts: tuple[str, ...]) -> None:
    assert IDS.parse(iri) == (kind, parts)


def test_a_foreign_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="example"):
        IDS.parse("https://example.org/x")


@pytest.mark.parametrize("module", [kb.identifiers, kb.graph.view])
def test_docstring_examples(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried >= 1
    assert failed == 0
