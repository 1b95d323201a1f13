# Fältlogg. `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
# Needs python3 (3.11 or later), make, and a way to the package registries. Everything else is installed below this folder.

PYTHON ?= python3
HOST ?= localhost
PORT ?= 8000
DATA ?= data

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
APP := backend/web/field/index.html
BROWSER := tests/browser/node_modules/.ready
PWA_PACKAGES := pwa/node_modules/.package-lock.json
PWA_SOURCES := $(shell find pwa -type f -not -path '*/node_modules/*' -not -path pwa/.built-from 2>/dev/null) \
  backend/domain/citizen.json backend/web/static/look/tokens.css backend/web/static/look/base.css
PIP_INSTALL = quiet=--quiet; [ -t 1 ] && quiet=; PIP_DISABLE_PIP_VERSION_CHECK=1 $(PY) -m pip install $$quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run serve test check faults bench screenshots lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# No shell stands between make and the server: whoever ends make ends the server.
run: export FALTLOGG_DATA := $(DATA)/demo
run: $(APP)  ## build and start everything on SQLite with the real pledges and a demonstration year (PORT=8000)
	@$(BIN)/faltlogg demo --host $(HOST) --port $(PORT)

serve: export FALTLOGG_DATA := $(DATA)
serve: $(APP)  ## the same without demonstration data
	@$(BIN)/faltlogg serve --host $(HOST) --port $(PORT)

test: check $(BROWSER)  ## install what is needed, check, and pass every test, PostgreSQL and browser included
	@$(PY) hatch_build.py pwa test
	@$(PY) -m tests.support.webkit
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(VENV)/.dev $(APP) $(PWA_PACKAGES)  ## ruff, mypy, import-linter, tsc, svelte-check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PY) hatch_build.py pwa run check

faults: $(VENV)/.dev $(APP) $(BROWSER)  ## kill phones and servers in the middle of handing in, two hundred times
	@FALTLOGG_KILLS=200 $(PY) -m pytest tests/faults

bench: $(VENV)/.dev $(APP)  ## the figures that the project promises, each with the spread of five runs
	@$(PY) -m tests.bench

screenshots: $(VENV)/.dev $(APP) $(BROWSER)  ## the pictures in README.md, made anew from the demonstration year
	@$(PY) -m tests.browser.screenshots

lock: $(VENV)/.dev  ## name every Python package anew, with hashes; UPGRADE=--upgrade takes the newest
	@for lock in "requirements.txt" "requirements-build.txt --group build" "requirements-dev.txt --group dev pyproject.toml"; do \
	  set -- $$lock; file=$$1; shift; [ $$# -gt 0 ] || set -- pyproject.toml; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url --no-emit-find-links $(UPGRADE) --output-file $$file "$$@" || exit 1; done

clean:  ## remove everything that was installed or built here; data/ stays
	rm -rf $(VENV) backend/web/field pwa/node_modules pwa/.built-from tests/browser/node_modules build dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find backend projections tests -name __pycache__ -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Fältlogg needs Python 3.11 or later. If you have one by another name: make PYTHON=python3.12 …"; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing python3-venv"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends python3-venv; \
	  else \
	    echo "This Python cannot make virtual environments. Run this once, as root, and try again:"; \
	    echo "    apt-get install python3-venv"; exit 1; \
	  fi; fi
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt requirements-build.txt | $(PY)
	@echo "Installing the packages that requirements.txt names"
	@$(PIP_INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing the packages that requirements-dev.txt names"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

$(APP): $(VENV)/.run pyproject.toml hatch_build.py $(PWA_SOURCES)
	@echo "Building the field app"
	@$(PY) hatch_build.py
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(PWA_PACKAGES): pwa/package-lock.json | $(APP)
	@$(PY) hatch_build.py pwa ci --no-audit --no-fund
	@touch $@

$(BROWSER): tests/browser/package-lock.json tests/support/chromium.py $(VENV)/.dev
	@echo "Looking for a browser for the tests"
	@$(PY) -m tests.support.chromium
	@touch $@
