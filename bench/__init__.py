"""Measurements of this machine; `make bench` prints them and writes bench/results.json."""
