# Each target works on a bare machine: what it needs, it makes. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
BIN := .venv/bin
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(UPGRADE)
export COACH_HOME ?= $(CURDIR)/.coach

.PHONY: help install play test check bench attacks soak vllm vllm-test lock clean browser

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

install: .venv/installed ## the environment, with everything that tests need, and the model's weights

play: .venv/installed ## the playground in your browser; PORT=9000 make play for another port
	@exec $(BIN)/coach play

test: .venv/installed browser ## the whole test-suite
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

check: .venv/installed ## format, lint, types, walls
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed ## every program of benchmarks/, one table each
	@for one in benchmarks/*.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

attacks: .venv/installed ## what each defence of the grading brings and costs, against scripted judges and the estimate
	@$(BIN)/python -m tests.attacks.table

soak: .venv/installed browser ## what takes long: the tests marked so, fifty kills, ten minutes of mutated files; MINUTES=60 for more
	$(BIN)/pytest -n auto --dist worksteal -m soak $(ARGS)
	$(BIN)/python -m tests.soak.kills
	$(BIN)/python -m tests.soak.fuzz_bank $(or $(MINUTES),10)

vllm: .vllm/model/config.json ## a real vLLM on this machine's processor, for the coach to think with; PORT=8001 for another port
	@$(BIN)/python tools/vllm_serve.py $(or $(PORT),8000)

vllm-test: .vllm/model/config.json ## what only a real vLLM can show, on a free port
	@$(BIN)/python tools/vllm_serve.py 0 sh -c 'COACH_TEST_VLLM="$$LLM_BASE_URL" $(BIN)/pytest -n0 -v -s --durations=5 tests/vllm $(ARGS)'

lock: .venv/installed ## pin what pyproject.toml asks for, with hashes; UPGRADE=--upgrade for the newest
	$(COMPILE) --extra all --group dev pyproject.toml -o requirements/all.txt
	$(COMPILE) --extra discord --extra lab --extra otel --extra pictures --extra postgres --extra slack pyproject.toml -c requirements/all.txt -o requirements/server.txt
	echo "uv==$$($(BIN)/uv --version | cut -d' ' -f2)" | $(COMPILE) - -o requirements/uv.txt

clean: ## everything that make made, but not .coach (your answers are in there)
	rm -rf .venv .vllm .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist

.venv/installed: requirements/all.txt requirements/uv.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh tools/venv_package.sh "$(PYTHON)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync -q --require-hashes requirements/all.txt
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@$(BIN)/coach model fetch || echo "The embedded model is not there yet; everything else works. Later: .venv/bin/coach model fetch"
	@touch $@

.vllm/installed: requirements/vllm.txt tools/vllm_install.sh
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=/path/to/python3."; exit 1; }
	@sh tools/vllm_install.sh "$(PYTHON)"
	@touch $@

.vllm/model/config.json: .vllm/installed tools/vllm_model.py | .venv/installed
	@$(BIN)/coach model fetch
	@.vllm/bin/python tools/vllm_model.py "$(COACH_HOME)/models/SmolLM2-135M-Instruct.Q4_1.gguf" .vllm/model

browser:
	@sh tools/browser.sh
