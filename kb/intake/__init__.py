"""Documents in: a file is received, read into a preview, and published as part of a new snapshot, or a document removed."""
