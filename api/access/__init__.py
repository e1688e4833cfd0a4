"""Who may call what: the checks of requests, over kb.access."""
