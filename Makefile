# Matchstream. `make help` lists what can be asked for.
SHELL := /bin/bash
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python

DATA    ?=
LIMIT   ?=
WORKERS ?= 1
BROKER  ?= embedded
PORT    ?= 8000
JOBS    ?= $(if $(filter both,$(BROKER)),$(if $(ROWS),2,4),0)
PREFIX  ?= $(HOME)/.local
MARK    ?= not apache and not browser and not servers and not fuzz and not packages and not contracts and not chaos and not ops and not long
STACK   = $(if $(DATA),--data $(DATA)) $(if $(LIMIT),--limit $(LIMIT)) --workers $(WORKERS) --broker $(BROKER) --port $(PORT)

# Where it is set, every process compiles every module it imports anew: 3 s of processor time a start, more than all else.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup install demo smoke verify test chaos ops-test bench check train evaluate schemas map pictures lock clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  variables: DATA=dir LIMIT=n WORKERS=n BROKER=embedded|apache (chaos: or both) PORT=n QUICK=1 ROWS=names (chaos, bench, ops-test) JOBS=n (chaos)"

setup: $(VENV)/.installed ## the virtual environment with all tools, from the lock file

# What runs needs about half of what the tests need: 0.66 GB instead of 1.1.
$(VENV)/.runs: requirements-local.lock
	$(call environment,$<)

$(VENV)/.installed: requirements-dev.lock
	$(call environment,$<)
	@touch $(VENV)/.runs

define environment
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14) and "Matchstream needs Python 3.11 to 3.13; name one: make PYTHON=python3.12 ...")'
	@echo "setting up $(VENV) from $(1): some minutes, the first time" >&2
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r $(1)
	@touch $@
endef

demo: $(VENV)/.runs ## everything, running until Ctrl-C: broker, Redis, workers, gateway, page
	@$(RUN) -m deploy.local demo $(STACK)

smoke: $(VENV)/.runs ## the main job, headless: replay, wait until still, verify; one JSON line
	@$(RUN) -m deploy.local smoke $(STACK)

verify: $(VENV)/.runs ## recompute the matches of the running stack from its topics alone, and compare
	@$(RUN) -m deploy.local verify

install: $(VENV)/.runs ## `matchstream` on the path: a link in PREFIX/bin, by default ~/.local/bin
	@mkdir -p "$(PREFIX)/bin"
	@printf '#!/bin/sh\n# Matchstream of %s; its files lie there, from whatever folder it is called.\nhere="%s"\nexport MATCHSTREAM_MODEL_REGISTRY="$${MATCHSTREAM_MODEL_REGISTRY:-$$here/var/models}" MATCHSTREAM_DATA_FOLDER="$${MATCHSTREAM_DATA_FOLDER:-$$here/var/faust}"\nPYTHONPATH="$$here$${PYTHONPATH:+:$$PYTHONPATH}" exec "$$here/$(RUN)" -m deploy.matchstream "$$@"\n' '$(CURDIR)' '$(CURDIR)' >"$(PREFIX)/bin/matchstream"
	@chmod 755 "$(PREFIX)/bin/matchstream"
	@echo "$(PREFIX)/bin/matchstream is there; \`matchstream --help\` lists what it does"
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo "but $(PREFIX)/bin is not on your PATH: add it" ;; esac

test: setup ## every test that needs no server of its own; MARK="...": other tests
	$(RUN) -m pytest $(if $(filter-out browser,$(MARK)),,tests/browser) -n auto --dist loadscope --no-loadscope-reorder -m "$(MARK)"

chaos: setup ## break a whole stack under load, verify what is left; QUICK=1: small sizes
	CHAOS_FORM=$(if $(QUICK),quick,full) CHAOS_PAGE=docs/reliability.md $(RUN) -m pytest tests/chaos \
	  -m "chaos$(if $(filter both,$(BROKER)),, and $(BROKER))" -n $(JOBS) --dist loadscope $(if $(ROWS),-k "$(ROWS)") --timeout $(if $(QUICK),600,5400)

ops-test: setup ## as root, the services of docker-compose.yml without Docker: smoke, dashboards, kills, upgrade, backup, alerts
	$(RUN) -m tests.ops $(if $(ROWS),-k "$(ROWS)",$(if $(QUICK),-k "site or dashboards or killed"))

bench: $(VENV)-bench/.installed ## measure what the engine promises, into docs/benchmarks.md; QUICK=1: small sizes, no page
	@$(VENV)-bench/bin/python -m tests.bench $(ROWS) $(if $(QUICK),--quick,--out docs) $(if $(DATA),--data $(DATA))

$(VENV)-bench/.installed: requirements-bench.lock
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

check: setup ## lint, format, types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

train: $(VENV)/.runs ## a model from DATA=dir into the registry; `python -m producers promote` makes it score
	$(RUN) -m model train $(if $(DATA),--data $(DATA))

evaluate: $(VENV)/.runs ## figures of a model on DATA=dir [MODEL=version]
	$(RUN) -m model evaluate $(if $(DATA),--data $(DATA)) $(if $(MODEL),--model $(MODEL))

schemas: $(VENV)/.runs ## JSON Schemas and the AsyncAPI document and the connectors' tables, from the code
	$(RUN) -m data.contract.schemas
	$(RUN) -m producers.connectors.documented

map: setup ## what is drawn or written from the code: docs/architecture.md, docs/metrics.md, dashboards, manifests
	PYTHONPATH=. $(RUN) docs/architecture.py
	PYTHONPATH=. $(RUN) docs/metrics.py
	$(RUN) -m deploy.grafana
	$(RUN) -m deploy.kubernetes

pictures: setup ## those of docs/images, from the pages as they are (needs Chromium)
	MATCHSTREAM_PICTURES=1 $(RUN) -m pytest tests/browser/test_pictures.py -m browser

lock: setup ## the lock files, from pyproject.toml
	$(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group local --group dev -c requirements.lock --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group local -c requirements-dev.lock --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-local.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group local --group bench -c requirements-dev.lock --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-bench.lock

clean: ## remove what was built, but for the virtual environments
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
