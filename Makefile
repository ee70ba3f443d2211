# `make help` lists what can be done. Needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
FRENCH := lms/translations/fr/LC_MESSAGES/messages
export RELAIS_DEMO ?= 1

.DEFAULT_GOAL := help
.PHONY: help install run test check bench rebuild translations clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

install: .venv/installed $(FRENCH).mo ## make .venv and install what running needs (again only when requirements change)

.venv/installed: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Relais needs…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what testing needs…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(FRENCH).mo: $(FRENCH).po .venv/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale fr

run: install ## serve the demonstration on http://127.0.0.1:8000 (RELAIS_DEMO=0: without it)
	@$(FLASK) serve

test: .venv/installed-dev $(FRENCH).mo ## run every test, browser journeys included, on every processor
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.debian
	$(BIN)/python -m pytest -q --numprocesses auto --dist loadfile --no-loadscope-reorder

check: .venv/installed-dev $(FRENCH).mo ## style, types, import directions, templates, translations, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint lms --lint --quiet
	$(BIN)/python -m pytest -q tests/house/test_translations.py
	$(FLASK) content check

bench: .venv/installed-dev $(FRENCH).mo ## CPU per request of four pages, per PDF, per list of people and per certificate, as ratios against a floor
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.prints
	$(BIN)/python -m bench.load
	$(BIN)/python -m bench.rosters
	$(BIN)/python -m bench.certificates

rebuild: install ## make every table of facts again from the journal
	$(FLASK) journal rebuild

translations: .venv/installed-dev ## take new sentences from the code into the French catalogue
	$(BIN)/pybabel --quiet extract --no-location --sort-output -F babel.cfg -k lazy_gettext -k _l -o .venv/messages.pot lms
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --omit-header -i .venv/messages.pot -o $(FRENCH).po -l fr

clean: ## remove what was installed; data stay
	rm -rf .venv $(FRENCH).mo
