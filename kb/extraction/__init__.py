"""Provisions → facts, by patterns kept as data."""
