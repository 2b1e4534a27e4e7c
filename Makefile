# Weir. `make run` opens the window, `make test` runs every test; both make .venv when it is
# missing and install again only when a requirements file has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
USER_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
BENCH_STAMP := $(VENV)/.installed-bench
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check format translations bench screenshots clean

help:
	@echo 'make run [ARGS="..."]   open the window (ARGS go to main.py: ARGS="run balanced")'
	@echo 'make test [ARGS="..."]  run every test (ARGS go to pytest)'
	@echo 'make check              style, formatting, types'
	@echo 'make format             mend style and formatting'
	@echo 'make translations       gather new texts, and build what the window loads'
	@echo 'make bench [ARGS="..."] measure every claim of speed (20 minutes; ARGS="--long" for more)'
	@echo 'make screenshots        draw the pictures of the README anew'
	@echo 'make clean              remove .venv and what was built'

run: $(USER_STAMP)
	@$(BIN)/python main.py $(ARGS)

# Two at a time, then what measures real time, with the machine to itself.
test: $(DEV_STAMP)
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(BIN)/python -m pytest -n 2 --dist worksteal --ignore tests/truth; status=$$?; \
	  $(BIN)/python -m pytest tests/truth && exit $$status
endif

check: $(DEV_STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict engine gui main.py tests bench

format: $(DEV_STAMP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

translations: $(USER_STAMP)
	@$(BIN)/python -m gui.translation

bench: $(BENCH_STAMP)
	@$(BIN)/python -m bench $(ARGS)

screenshots: $(DEV_STAMP)
	@$(BIN)/python -m bench.screenshots $(ARGS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The interpreter itself; an interrupted creation is repeated, since pip is what counts.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Weir needs Python 3.11 or newer; "$(PYTHON)" is older or missing. Name another one: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python has no venv module. On Debian or Ubuntu: sudo apt install python3-venv' >&2; exit 1; }
	@echo 'Making $(VENV)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(USER_STAMP): requirements.txt | $(BIN)/python
	@echo 'Installing requirements.txt'
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(USER_STAMP)
	@echo 'Installing requirements-dev.txt'
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(BENCH_STAMP): requirements-bench.txt $(USER_STAMP)
	@echo 'Installing requirements-bench.txt'
	@$(PIP) -r requirements-bench.txt
	@touch $@
