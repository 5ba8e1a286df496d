# SuaraMPP. `make run` starts the line, `make test` runs every test; both set up what they need first.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

# Every package with the hashes of its files, for Linux on any of our Pythons. Elsewhere the short list serves.
LOCKED := $(if $(filter Linux,$(shell uname -s)),lock,txt)
UV := uv==0.13.8

.PHONY: help setup run test screenshots check check-content lock sbom clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/runtime  ## install what the line needs, make the database and the demo data
	@$(BIN)/python app.py setup

run: setup  ## start the line; open the address that it prints
	@$(BIN)/python app.py run

test: .venv/development  ## run every test: simulated callers alone, since they are timed; the rest two files at a time
	@failed=0; \
	$(BIN)/python -m pytest tests/test_personas.py || failed=1; \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/test_personas.py || failed=1; \
	exit $$failed

screenshots: .venv/development  ## every page of the console as a picture, in tests/screenshots/
	@SUARA_SCREENSHOTS=$(CURDIR)/tests/screenshots $(BIN)/python -m pytest -q tests/console/test_accessibility.py -k axe

check: .venv/development check-content  ## format, lint, types, import rules, packages, secrets and content
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_supply_chain.py

check-content: .venv/runtime  ## check everything in content/
	@$(BIN)/python app.py check-content

lock:  ## pin every package anew, with its hashes, after a change of requirements*.txt
	@$(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install --quiet $(UV)
	@for list in requirements requirements-dev; do var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url $$list.txt -o $$list.lock || exit 1; done

sbom: .venv/runtime  ## what the line is made of, for those who watch over holes in packages: sbom.json
	@$(BIN)/python app.py sbom sbom.json

clean:  ## forget the environment; var/ with all data stays
	rm -rf .venv

.venv/runtime: requirements.txt requirements.lock
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || \
	  { echo "SuaraMPP needs Python 3.11 or later with its venv module (on Debian: python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.$(LOCKED)
	@touch $@

.venv/development: requirements-dev.txt requirements-dev.lock .venv/runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.$(LOCKED)
	@touch $@
