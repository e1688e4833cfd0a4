"""Imported by the process that workers are forked from: Ctrl+C is for who supervises them, and not for it."""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
