"""Ways in for other programs than browsers: each speaks its own protocol over the same answers."""
