"""Facts → RDF graph, and the graph as a store."""
