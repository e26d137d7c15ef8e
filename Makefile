# The commands of a checkout. `make run` and `make test` bring a fresh machine all the way; on
# Windows use run.cmd and test.cmd. Arguments go in ARGS: make run ARGS="verify --json"
.DEFAULT_GOAL := help
.PHONY: help run test rounds check static coverage mutate screens bench torture lock

# Where Python itself is missing, apt brings it if this user may, else one line says what to type.
APT_PYTHON := install -y --no-install-recommends python3 python3-venv
BOOTSTRAP = @command -v python3 >/dev/null 2>&1 || { \
	as=; test "$$(id -u)" = 0 || as="sudo -n"; \
	if command -v apt-get >/dev/null 2>&1 && $$as true 2>/dev/null; then \
	  { $$as apt-get -q update; \
	    $$as env DEBIAN_FRONTEND=noninteractive apt-get -q $(APT_PYTHON); } >&2 || exit 3; \
	else \
	  echo "Python 3.11 or newer is needed. Please type this line, then start again:" >&2; \
	  if command -v sudo >/dev/null 2>&1; \
	  then echo "sudo apt-get update && sudo apt-get $(APT_PYTHON)" >&2; \
	  else echo "su -c 'apt-get update && apt-get $(APT_PYTHON)'" >&2; fi; \
	  exit 3; \
	fi; }; \
	python3 packaging/bootstrap.py

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the app (on a fresh machine too); ARGS="..." runs a command of it instead
	$(BOOTSTRAP) run $(ARGS)

test: ## Run every test (on a fresh machine too); ARGS="-k word" goes to pytest; LONG=1: wabac.js, pdf.js and a screen too
	$(BOOTSTRAP) test $(ARGS)

rounds: ## Run the tests of the windows 20 times in a row, log in build/rounds; ARGS of rounds.py
	$(BOOTSTRAP) python packaging/rounds.py $(ARGS)

check: ## Format, lint, floors, types, then unit, integration and gui tests
	$(BOOTSTRAP) check $(ARGS)

static: ## The part of check that runs no test
	$(BOOTSTRAP) check --static

coverage: ## Branches of domain, evidence and vault that no test takes; fails when there is one
	$(BOOTSTRAP) python packaging/branches.py $(ARGS)

mutate: ## Change evidence and vault in one place at a time, count what tests notice; ARGS of mutants.py
	$(BOOTSTRAP) python packaging/mutants.py $(ARGS)

screens: ## Draw every window in both languages and themes to build/screens
	$(BOOTSTRAP) python packaging/screens.py $(ARGS)

bench: ## Measure the app and `verify` against their goals; ARGS of app.py
	$(BOOTSTRAP) python benchmarks/app.py $(ARGS)
	$(BOOTSTRAP) python benchmarks/verify.py

torture: ## Crashes, bad disks, flipped bits, edited logs: three minutes; LONG=1 a quarter of an hour, SEED=n
	$(BOOTSTRAP) python tests/torture $(ARGS)

LOCK := uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml
lock: ## Resolve the dependencies anew (needs uv)
	$(LOCK) -o packaging/locks/run.txt
	$(LOCK) --group dev -o packaging/locks/dev.txt
