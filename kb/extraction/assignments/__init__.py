"""Responsibility statements → assignments."""

from kb.extraction.assignments.extract import extract_assignments

__all__ = ["extract_assignments"]
