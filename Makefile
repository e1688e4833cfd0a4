# The two commands: make run, make test. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DIFY := .venv-dify

# What looks like a secret by its form: hashes are no secrets, and tests name keys that open nothing.
CERTAIN := --disable-plugin HexHighEntropyString --disable-plugin Base64HighEntropyString --disable-plugin KeywordDetector

.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# One install for everything: constraints pin every version, so the second time there is nothing to do.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

install: $(STAMP)  ## create .venv and install

# Dify's client pins versions that ours go past, and patches the interpreter: it lives apart.
$(DIFY)/.installed: constraints-dify.txt
	$(PYTHON) -m venv $(DIFY)
	$(DIFY)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-dify.txt dify_plugin
	@touch $@

clients: $(DIFY)/.installed  ## clients that tests ask with and that need an environment of their own

run: $(STAMP)  ## build the snapshot from corpus/ and serve http://127.0.0.1:8000
	$(BIN)/zeren build
	$(BIN)/zeren serve

lint: $(STAMP)  ## ruff, types, layer contract, licences of what is pinned, secrets in what is kept
	$(BIN)/ruff check kb api tests bench .ci
	$(BIN)/ruff format --check kb api tests bench .ci
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python .ci/licences.py
	git ls-files -z ':!*/vendor/*' | xargs -0 $(BIN)/detect-secrets-hook --no-verify $(CERTAIN)

programs:  ## Chromium, LibreOffice and Virtuoso, which tests drive (apt-get, as root)
	.ci/programs

test: lint programs clients  ## the whole check: lint and pytest
	$(BIN)/pytest -n auto

soak: $(STAMP)  ## kill, garble and overload a running service, at length (50 kills, 10,000 requests); make test does it in short
	ZEREN_SOAK=1 $(BIN)/pytest tests/faults

bench: $(STAMP)  ## measure this machine: parse, build, answers, load, faults, growth, encoder, search at scale, plans beside others, reasoning, SPARQL; write bench/results.json and docs/bench.md with plots
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m bench

clean:  ## remove what was built
	rm -rf $(VENV) $(DIFY) snapshots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help install clients run lint programs test soak bench clean
