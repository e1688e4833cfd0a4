"""The graph in another server: any SPARQL 1.1 endpoint, asked by URL and loaded by the Graph Store HTTP Protocol."""
