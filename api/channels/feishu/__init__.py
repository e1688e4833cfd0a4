"""Feishu's robots, by event callbacks or by a long connection."""
