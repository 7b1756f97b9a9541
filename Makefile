# Everything that is done with this project; `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Installed is what this very list of packages says: another list has another stamp.
STAMP := $(VENV)/.installed-$(shell cksum requirements/dev.txt 2>/dev/null | cut -d ' ' -f 1)
WORKERS ?= 2
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

export SWITCHBOARD_MODE ?= demonstration

.DEFAULT_GOAL := help
.PHONY: run test bench screenshots lint format reset lock help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3")'
	@echo "Installing packages into $(VENV) (once)."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@rm -f $(VENV)/.installed-* && touch $@

run: $(STAMP) ## start the console with demonstration data (PORT=8000); Ctrl-C stops it
	@exec $(BIN)/python -m config.serve

test: export SWITCHBOARD_MODE = test
test: $(STAMP) lint ## checks, then all tests, in a browser too
	@$(BIN)/python -m config.chromium
	@$(BIN)/python -m pytest -n $(WORKERS)

lint: export SWITCHBOARD_EMBEDDED = test
lint: $(STAMP) ## format, style, templates, import rules, types, migrations, production settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/lint-imports
	@$(BIN)/mypy .
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@SWITCHBOARD_MODE=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  ALLOWED_HOSTS=switchboard.example SITE_URL=https://switchboard.example \
	  DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost:1/0 \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(STAMP) ## put code and templates into their shape
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

bench: $(STAMP) ## measure (NAMES="one two" for some)
	@$(BIN)/python -m bench $(NAMES)

screenshots: $(STAMP) ## pictures of the pages for the documentation
	@$(BIN)/python -m config.chromium
	@$(BIN)/python -m tests.screenshots

reset: $(STAMP) ## stop the embedded servers and delete var/
	@$(BIN)/python -m config.embedded reset

lock: $(STAMP) ## write the lock files anew from requirements/*.in
	@$(LOCK) requirements/base.in --output-file requirements/base.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt
