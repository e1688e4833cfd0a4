"""What the chat platforms (DingTalk, Feishu, WeCom) have in common: answering in the background, calling, connecting."""
