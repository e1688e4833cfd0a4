"""The health check of a plan: what a practitioner would send back, with the words of the text and what to do."""

from kb.audit.check import check_plan

__all__ = ["check_plan"]
