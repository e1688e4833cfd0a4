"""Web pages: the text of the document on them, without what surrounds it."""
