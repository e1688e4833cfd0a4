"""Checks: of a plan, and of the ontology itself."""
