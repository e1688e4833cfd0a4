"""Pages written by the server: plain HTML, everything escaped, nothing loaded from elsewhere."""
