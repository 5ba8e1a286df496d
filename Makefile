# SuaraMPP. `make run` starts the line, `make test` runs every test; both set up what they need first.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-dev run test check check-content clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/runtime  ## install what the line needs, make the database and the demo data
	@$(BIN)/python app.py setup

setup-dev: .venv/development

run: setup  ## start the line; open the address that it prints
	@$(BIN)/python app.py run

test: .venv/development  ## run every test
	@$(BIN)/python -m pytest

check: .venv/development check-content  ## format, lint, types and content
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .

check-content: .venv/runtime  ## check everything in content/
	@$(BIN)/python app.py check-content

clean:  ## forget the environment; var/ with all data stays
	rm -rf .venv

.venv/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/development: requirements.txt requirements-dev.txt .venv/runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
