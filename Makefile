# Two targets matter: `make demo` and `make test`. Both prepare what they need.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install install-dev assets messages demo test lint screenshots

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -e 's/:.*## /	/' | sort

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing what Staffroom runs on ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/.base ## the virtual environment with the staffroom command
install-dev: $(VENV)/.dev

assets: install ## style, fonts, signs and translations that pages need
	@$(BIN)/python tools/assets.py

messages: install-dev ## collect the sentences, then list those without Spanish
	@$(BIN)/python tools/messages.py
	@$(BIN)/python tools/messages.py --check

demo: assets ## a living district on this machine (HOST, PORT, BASE_URL, ARGS="--reset --seed 2")
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/staffroom demo $(ARGS)

test: install-dev assets ## linters, tests on SQLite, and on PostgreSQL and in a browser where there are any
	@$(BIN)/python tools/run_tests.py

lint: install-dev ## linters only
	@$(BIN)/python tools/run_tests.py --lint

screenshots: install-dev assets ## the pictures in docs/images, from the browser tests
	@STAFFROOM_SCREENSHOTS=1 $(BIN)/python -m pytest tests/e2e/test_accessibility.py -k "pictures or every_name"
