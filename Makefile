# `make demo` for users, `make lint test` for developers; everything is installed into .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export HF_HUB_OFFLINE := 1

.PHONY: demo install install-dev lint test test-ray test-doccano docs format clean

demo: install  ## run the main job on the example archive
	$(BIN)/minutes extract-batch examples/archive --out out --overwrite
	@echo "The tables are in out/; begin with out/decisions.csv"

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet -e ".[train,ray,s3]" --group dev
	@touch $@ $(VENV)/.installed

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: install-dev  ## write docs/tables.md and docs/cli.md anew from the schema and the help of the commands
	$(BIN)/python scripts/build_table_docs.py
	$(BIN)/python scripts/build_cli_docs.py

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: install-dev
	sh scripts/install_test_browser.sh
	$(BIN)/pytest

test-ray: install-dev  ## the part of the tests that starts a Ray cluster of two nodes
	$(BIN)/pytest -m ray

test-doccano: install-dev  ## the part of the tests that needs a doccano server, which is installed on first use
	$(BIN)/pytest -m doccano

clean:
	rm -rf $(VENV) out build .pytest_cache .mypy_cache .ruff_cache
