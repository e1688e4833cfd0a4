"""Who may do what: keys and roles, sessions of browsers, limits on use, and the record of what was changed."""
