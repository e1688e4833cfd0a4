"""DingTalk's robots, by HTTP or by a long connection (stream)."""
