"""The Model Context Protocol: the answers, lists and texts of a snapshot as tools that a language model calls."""
