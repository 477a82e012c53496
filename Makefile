# `make run` and `make test` need only python3 (3.11 or newer, with venv) and make; everything else comes into .venv.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
# The image is built and run by `make image-test` alone; the browser tests need a Chromium.
NOT_HERE := not image
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
ifeq ($(CHROMIUM),)
NOT_HERE += and not browser
endif
# A file's tests share their household, and the browser's files must stay the last of each process (tests/conftest.py).
AT_ONCE := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
COMPILE := $(VENV_PYTHON) -m uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --custom-compile-command 'make lock' --quiet $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run test check-fast image-test lint format lock sbom bench docs pictures clean for-run for-test

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: for-run ## start the dashboard and the sidecar; the dashboard is at http://localhost:8501 (PORT=... for another)
	@$(VENV_PYTHON) -m recommenderr.supervise

test: lint ## check style and types, then run every test
	@$(if $(CHROMIUM),echo "Browser tests: with $(CHROMIUM)",echo "Browser tests: LEFT OUT, because no Chromium is installed (apt-get install chromium)")
	$(VENV_PYTHON) -m pytest -m '$(NOT_HERE)' $(AT_ONCE)

# What is worth running after each change: no browser, image, process or whole page, and few examples for each law.
QUICK := -m 'not (slow or browser or image or dask)' --hypothesis-profile quick \
	$(addprefix --ignore tests/,browser image security pages refresh benchmarks documents cli/commands)

check-fast: for-test ## check style and types, then run the quick tests
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m pytest $(QUICK) $(AT_ONCE)

image-test: for-test ## build the container image and try it (needs buildah and root; IMAGE_BUILD_ARGS for the build)
	$(VENV_PYTHON) -m pytest tests/image -m image -rs

lint: for-test ## check style and types without changing anything
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(dir $(VENV_PYTHON))hadolint Dockerfile
	$(VENV_PYTHON) scripts/audit.py

format: for-test ## put the code into the house format
	$(VENV_PYTHON) -m ruff check --fix .
	$(VENV_PYTHON) -m ruff format .

lock: for-test ## pin what pyproject.toml asks for (UPGRADE=--upgrade takes the newest of everything)
	$(COMPILE) --extra build --output-file requirements.txt
	$(COMPILE) --extra build --extra dev --extra dask --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) --extra bench --constraint requirements-dev.txt --output-file requirements-bench.txt

sbom: for-test ## write what the program is made of into sbom.json (CycloneDX)
	@$(VENV_PYTHON) scripts/sbom.py > sbom.json

bench: for-run ## measure speed and memory on small libraries; docs/performance.md has large ones
	@$(VENV_PYTHON) -m benchmarks.all --small --budget 0.3

docs: for-test ## write the documents' tables from the code, check what else they say, run their examples
	@$(VENV_PYTHON) -m scripts.documents

pictures: for-test ## take the screenshots of docs/img (needs a Chromium)
	$(VENV_PYTHON) scripts/pictures.py

clean: ## remove .venv and what the tools left behind; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

for-run:
	@$(PYTHON) scripts/environment.py run

for-test:
	@$(PYTHON) scripts/environment.py test
