"""The public SPARQL endpoint's inside: guard, killable worker processes, budgets, results. The HTTP side is in api."""
