# Two commands for newcomers, `make demo` and `make test`; the rest is for those who work on this.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: release-fixture demo site pictures test test-hosts test-lighthouse test-long lint catalogs reference bench bench-search bench-newsletter clean

demo: .venv/.installed
	$(BIN)/oi serve --host $(HOST) --port $(PORT)

site: .venv/.installed
	$(BIN)/oi build

test: .venv/.tested
	$(BIN)/pytest

test-hosts: .venv/.tested .venv/hosts/.installed
	$(BIN)/pytest -n 0 tests/builder/test_builder_redirects_hosts.py

test-lighthouse: .venv/.tested .venv/lighthouse/.installed
	$(BIN)/pytest -n 0 tests/browser/test_browser_lighthouse.py tests/theme/test_theme_nu_checker.py tests/service/test_service_nu_checker.py

test-long: .venv/.tested
	OI_LONG=1 $(BIN)/pytest -m long
	OI_LONG=1 $(BIN)/pytest -n 0 tests/builder/test_builder_state_machine.py
	OI_LONG=1 $(BIN)/pytest -n 0 tests/builder/test_builder_redirects_hosts.py  # skipped where `make test-hosts` never ran

lint: .venv/.linted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Collects the texts for readers, brings the catalog of each language up to date, and compiles it; a text that is new there
# stands empty in the .po, and a test says so.
LOCALE := outsideinnovation/languages/locale
CATALOG := .venv/outsideinnovation.pot
catalogs: .venv/.installed
	$(BIN)/pybabel --quiet extract --mapping outsideinnovation/languages/babel.cfg --keyword Message --keyword counted:1,2 \
	  --no-location --sort-output --omit-header --no-wrap --output-file $(CATALOG) .
	$(BIN)/pybabel --quiet update --domain outsideinnovation --input-file $(CATALOG) --output-dir $(LOCALE) \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel --quiet compile --domain outsideinnovation --directory $(LOCALE)

# The manual's page of every command and setting, from what the program says of itself
release-fixture: .venv/.tested
	PYTHONPATH=tests/support $(BIN)/python tests/backup/release_fixtures.py

reference: .venv/.installed
	$(BIN)/python tests/support/manual_reference.py

# The manual's pictures, taken by the browser tests that hold them against the pages; look at each of them afterwards
pictures: .venv/.tested
	OI_PICTURES=1 $(BIN)/pytest -n 0 tests/browser/test_browser_manual_pictures.py -k pictures_for

bench: .venv/.tested
	$(BIN)/python tests/benchmarks/beside_others.py

bench-search: .venv/.tested
	$(BIN)/python tests/benchmarks/search_beside_pagefind.py

bench-newsletter: .venv/.tested
	$(BIN)/python tests/benchmarks/newsletter.py
	$(BIN)/python tests/benchmarks/newsletter.py --long-list 1000000

clean:
	rm -rf output instance .venv .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q outsideinnovation plugins
	touch $@

.venv/.tested: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/python -m compileall -q outsideinnovation plugins
	touch $@ .venv/.installed

# Netlify's and Cloudflare's own programs, which are Node.js packages
.venv/hosts/.installed: .venv/bin/python tests/builder/hosts/package.json
	mkdir -p .venv/hosts
	cp tests/builder/hosts/package.json .venv/hosts/
	npm install --prefix .venv/hosts --silent --no-audit --no-fund --no-package-lock
	touch $@

# Lighthouse, which is a Node.js package, and the Nu HTML checker, whose package needs no script of its own to run
.venv/lighthouse/.installed: .venv/bin/python tests/browser/lighthouse/package.json
	mkdir -p .venv/lighthouse
	cp tests/browser/lighthouse/package.json .venv/lighthouse/
	npm install --prefix .venv/lighthouse --ignore-scripts --silent --no-audit --no-fund --no-package-lock
	touch $@

.venv/.linted: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ .venv/.tested .venv/.installed
