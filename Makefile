# Everything needs only Python 3.11+, make and a package index; the virtual environment is made here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

FUZZ_MINUTES ?= 10

.PHONY: help run test lint bench eval fuzz screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(RUNTIME) ## Set up, build the index if the pages changed, start Telegram or, without a token, a local chat
	@$(BIN)/python -m bot start

test: $(DEV) lint ## Set up, check style and types, run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(DEV) ## Check style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(DEV) ## Measure speed and quality (tests/benchmarks)
	$(BIN)/python -m tests.benchmarks

eval: $(DEV) ## Answer the project's own questions and list every miss
	@$(BIN)/python -m tests.evaluation

fuzz: $(DEV) ## Feed readers, parsers and bodies with nonsense, FUZZ_MINUTES=10 each; FUZZ_TARGETS=names
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	$(BIN)/python -m tests.security.endurance patterns 100000
	$(BIN)/python -m tests.security.endurance functions 100000
	$(BIN)/python -m tests.fuzz --minutes $(FUZZ_MINUTES) $(FUZZ_TARGETS)

screenshots: $(DEV) ## Take the README's pictures of the running program anew (needs chromium)
	@$(BIN)/python -m tests.screenshots

clean: ## Remove the environment and caches; data in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing packages, once, about 1.6 GB …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "installing what developers need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
