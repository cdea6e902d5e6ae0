# Two commands: `make site` builds the site, `make test` checks everything. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
LOCKED := $(PIP) --require-hashes -r requirements
# PyTorch's index of CPU builds, which are far smaller than what the usual index has for Linux.
TORCH_INDEX_URL ?=
export PATH := $(CURDIR)/$(BIN):$(PATH)
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup site serve check test test-firefox test-webkit update lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(VENV)/.site node_modules/.installed ## install what the site needs, into .venv and node_modules

site: setup ## build the site into site/
	@echo "== Building site/ (snippets are run where they changed)"
	mkdocs build --strict

serve: setup ## build, serve on 127.0.0.1:8000 and rebuild on every change
	mkdocs serve --strict --dev-addr 127.0.0.1:8000

check: setup $(VENV)/.test ## lint, format, types and spelling
	ruff check .
	ruff format --check .
	mypy
	typos

test: check $(VENV)/.browser ## run every test, in a browser too
	@echo "== Running the tests"
	pytest --numprocesses 2 || { test $$? -eq 1 && \
		echo "== Once more, one at a time: what failed beside others; what passes now is a finding" && \
		pytest --last-failed --last-failed-no-failures none; }

test-firefox: setup $(VENV)/.browser ## run the browser's core tests on Firefox
	python tests/browser/ensure_browser.py firefox
	pytest tests/browser --engine firefox -m core

test-webkit: setup $(VENV)/.browser ## run core paths and faults on WebKitGTK
	python tests/browser/ensure_browser.py webkit
	xvfb-run -a pytest tests/webkit

update: setup $(VENV)/.test ## rewrite what tests compare with: printed output, the verification record
	python -m sitekit.snippets --update
	pytest tests/cnnlib --update

lock: setup $(VENV)/.test ## write every package with its hash to requirements/ (UPGRADE=1: newer ones)
	$(COMPILE)/site.txt pyproject.toml --extra site --no-emit-package torch
	for extra in build test bench node canary; do $(COMPILE)/$$extra.txt pyproject.toml \
		--extra $$extra -c requirements/site.txt --no-emit-package torch || exit; done
	sed -n 's/^\(torch==[0-9.]*\).*/\1/p' requirements/torch-cpu.txt | \
		$(COMPILE)/torch.txt - --no-config -c requirements/site.txt

COMPILE = uv pip compile --universal --python-version 3.11.5 --generate-hashes --no-annotate --quiet \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) -o requirements

clean: ## remove everything that a build made
	rm -rf $(VENV) node_modules site .cache docs/assets/generated

# PyTorch's build for CPUs, or, where no index has it for this machine, the usual one.
$(VENV)/.site: pyproject.toml requirements/torch-cpu.txt requirements/site.txt
	@echo "== [1/3] Python packages for the site (torch is the large one)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11, 5) else "Python 3.11.5 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(LOCKED)/torch-cpu.txt $(if $(TORCH_INDEX_URL),--index-url $(TORCH_INDEX_URL)) || $(LOCKED)/torch.txt
	$(LOCKED)/site.txt
	$(LOCKED)/build.txt
	$(PIP) --no-build-isolation --editable .
	@touch $@

# Node from PATH, or from a PyPI wheel that carries it.
node_modules/.installed: package.json package-lock.json | $(VENV)/.site
	@echo "== [2/3] Browser packages: formulas, Python runtime, fonts"
	@command -v npm >/dev/null || $(LOCKED)/node.txt
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/.site
	@echo "== [3/3] Test packages"
	$(LOCKED)/test.txt
	@touch $@

$(VENV)/.browser: | $(VENV)/.test
	@echo "== A browser for the tests"
	python tests/browser/ensure_browser.py
	@touch $@
