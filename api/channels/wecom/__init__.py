"""WeCom: the messages of a self-built app, and the intelligent robots by callbacks or by a long connection."""
