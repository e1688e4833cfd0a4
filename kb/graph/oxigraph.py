"""A graph in Oxigraph, in memory or in files, its default graph the union of its named graphs.

The engine's own union gives a triple once for each graph that holds it, and rows and counts would be of graphs, not of
facts: the union is stored as the default graph. This module imports nothing else of the project, so that who needs the
engine alone starts at once.
"""

from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

_UNION_FILE = "union.nt"


def in_memory(nquads: bytes | BinaryIO) -> ox.Store:
    """The graph of N-Quads in memory.

    :raises SyntaxError: they are none.
    """
    store = ox.Store()
    store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def write_files(nquads: Path, folder: Path) -> None:
    """Write the graph of an N-Quads file, each line of it in a named graph, as the engine's own files into a new ``folder``.

    :raises SyntaxError: they are no N-Quads, or not all in named graphs.
    :raises OSError: the files cannot be written.
    """
    store = ox.Store(folder)
    store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
    if any(True for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        raise SyntaxError("a triple that is in no graph")
    union = folder / _UNION_FILE
    try:
        with nquads.open("rb") as lines, union.open("wb") as triples:
            # The graph is the last term of a line, and no IRI holds a blank.
            triples.writelines(line.rpartition(b" <")[0] + b" .\n" for line in lines if line.strip())
        store.bulk_load(path=union, format=ox.RdfFormat.N_TRIPLES)
    finally:
        union.unlink(missing_ok=True)
    store.flush()


def in_files(folder: Path) -> ox.Store:
    """The graph in the files that :func:`write_files` wrote, read as it is asked, by any number of processes.

    :raises OSError: they cannot be read, or are no such files.
    """
    return ox.Store.read_only(str(folder))
