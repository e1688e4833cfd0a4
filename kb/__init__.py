"""Zeren: who is responsible for what in Chinese government plans. Plain Python, no web framework."""
