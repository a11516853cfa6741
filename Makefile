# The project's commands. `make` lists them.
SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= ../shared/data
SECONDS ?= 600
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo demo-data test test-real check audit format spec faults drill bench bench-all soak messages pictures clean

help: ## list these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## environment with what the portal needs to run; EXTRAS="redis s3 sentry" adds optional parts
	@scripts/system_packages.sh run || echo "Without them everything works but the booklets in PDF." >&2
	@scripts/bootstrap.sh runtime

install-dev: ## environment with the tools for tests and checks, system packages included
	@scripts/system_packages.sh test
	@scripts/bootstrap.sh dev

demo: demo-data ## three associations live on PORT (8000); MUNICIPALITIES=FILE loads the national table too
	@$(PY) scripts/demo.py serve

demo-data: install ## all of `make demo` but the serving
	@$(PY) scripts/demo.py data $(if $(MUNICIPALITIES),--municipalities "$(MUNICIPALITIES)")

test: install-dev ## the whole suite on SQLite and PostgreSQL, browser tests included; ARGS go to pytest
	@$(PY) scripts/run_tests.py $(ARGS)

test-real: install-dev ## importers and searches on the large real files in DATA
	@$(PY) scripts/run_tests.py --only-real --real-data "$(DATA)" $(ARGS)

check: install-dev ## linters, types, import rules, migrations, templates, translations, deploy check
	@$(PY) scripts/check.py

audit: install-dev ## known vulnerabilities and licences of the dependencies; fails if nobody could be asked
	@$(PY) scripts/audit.py

format: install-dev ## format the code and mend what the linter can
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only .

spec: install-dev ## which tests prove which rule or feature of docs/spec-ids.toml
	@$(PY) scripts/spec.py

faults: install-dev ## one issue to 10,000 readers on both databases while workers, mail server and database fail: nobody twice, nobody skipped
	@$(PY) scripts/fault_run.py $(ARGS)

drill: install-dev ## back up, destroy, restore in a new place and compare row for row and file for file, on both databases
	@$(PY) scripts/drill.py $(ARGS)

bench: install-dev ## the public pages against the machine's limits, a peer and their goals; fails when one is missed; ARGS as `python scripts/bench pages --help` says
	@$(PY) scripts/bench pages $(ARGS)

bench-all: bench ## that and the directory, its verification, the register, taking in requests and mass mail, each on both databases
	@$(PY) scripts/bench directory
	@$(PY) scripts/bench verification
	@$(PY) scripts/bench register
	@REQUESTS_CSV="$(DATA)/requests_311_sample.csv" $(PY) scripts/bench requests
	@$(PY) scripts/bench mailing

soak: install-dev ## readers, senders, editors, a newsletter and invitations at once for SECONDS (600): no error, memory flat, nothing lost
	@$(PY) scripts/bench soak --seconds $(SECONDS)

messages: install-dev ## bring the translations up to the code and list what lacks a Czech text
	@$(PY) scripts/messages.py update
	@$(PY) scripts/messages.py missing

pictures: install-dev demo-data ## take the pictures of the README and the guide from the demo; ARGS="podani cile" only these
	@$(PY) scripts/pictures.py $(ARGS)

clean: ## remove the demo's data and generated files (var/) and caches; environments stay
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -path ./.venv -prune -o -path ./.uv -prune -o -name __pycache__ -type d -exec rm -rf {} +
