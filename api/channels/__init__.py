"""Protocols of other programs, each over kb.conversation: chat clients, knowledge bases, the widget of other pages."""
