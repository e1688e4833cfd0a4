"""Questions → answers from the graph."""
