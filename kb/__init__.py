"""Zeren: who is responsible for what in Chinese government plans. Plain Python, no web framework."""

# The packaging reads it from here, too.
__version__ = "0.1.0"
