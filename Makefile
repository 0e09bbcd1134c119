# `make` lists what there is. Anything longer than a line or two lives in deploy/scripts.
SHELL := /bin/bash
PYTHON := .venv/bin/python
READY := .venv/.complete

# Where it is set, every process of a test would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run gate contract test test-fast sdk sdk-e2e vscode vscode-e2e accuracy bench report lint format lock clean

help:  ## List these commands
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## Make .venv with exactly the locked versions (the other commands do it themselves)

$(READY): requirements/dev.txt pyproject.toml deploy/scripts/setup.sh
	@deploy/scripts/setup.sh .venv
	@touch $@

run: $(READY)  ## Run the demo; with PROMETHEUS_URL and SLO_MONITOR_SLOS set: over your own Prometheus
	@$(PYTHON) -m deploy.demo.run --end-with-parent

gate:  ## Load the demo's shop with k6 and judge the run (GATE_SECONDS=60; SHOP_SLOW=1 fails, SHOP_DOWN=1 is inconclusive)
	@deploy/scripts/gate.sh

contract: $(READY)  ## Write packages/contract and the messages of gRPC anew, from the program and the proto
	@$(PYTHON) -m deploy.contract.generate
	@$(PYTHON) -m deploy.contract.write

test: $(READY)  ## Run every check and test, real servers included
	@$(PYTHON) deploy/demo/prometheus_server.py install >/dev/null
	@deploy/scripts/checks.sh
	@deploy/scripts/test.sh

test-fast: $(READY)  ## Run the tests that start no server and take no time, on all cores
	$(PYTHON) -m pytest -n auto -m "not prometheus and not e2e and not slow"

sdk:  ## Lint, build, test and pack the SDKs for Go, Rust and TypeScript (SDKS="go ts" for some)
	@deploy/scripts/sdk.sh $(or $(SDKS),go rust ts)

sdk-e2e: $(READY)  ## Ask a real service through each SDK, while it runs, hangs, is killed and comes back
	@$(PYTHON) deploy/demo/prometheus_server.py install >/dev/null
	@deploy/scripts/sdk.sh drivers
	$(PYTHON) -m pytest -n 3 --dist loadfile tests/sdk

vscode:  ## Lint, test and package the VS Code extension
	@deploy/scripts/vscode.sh check

vscode-e2e: $(READY)  ## Use the VS Code extension in a real editor, over a real service (screenshots: build/vscode-e2e)
	@$(PYTHON) deploy/demo/prometheus_server.py install >/dev/null
	@deploy/scripts/tools.sh install chromium code-server
	@deploy/scripts/vscode.sh package
	$(PYTHON) -m pytest -n 3 --dist loadfile tests/vscode

accuracy: $(READY)  ## Print how exact budgets, alerts and verdicts on runs are, where the truth is known (SEED=1 DAYS=31 FLAVOUR=prometheus; 7 min)
	@$(PYTHON) deploy/demo/prometheus_server.py install >/dev/null
	@$(PYTHON) -m tests.history.accuracy --seed $(or $(SEED),1) --days $(or $(DAYS),31) --flavour $(or $(FLAVOUR),prometheus)

bench: $(READY)  ## Print what the service costs, as ratios of one run (SECTIONS="cycle reads"; cycle alone: 6 min)
	@$(PYTHON) deploy/demo/prometheus_server.py install >/dev/null
	@deploy/scripts/bench-tools.sh
	@deploy/scripts/sdk.sh bench
	@$(if $(filter editor,$(or $(SECTIONS),editor)),deploy/scripts/tools.sh install chromium code-server && deploy/scripts/vscode.sh package)
	@$(PYTHON) -m tests.bench $(SECTIONS)

report: $(READY)  ## Measure and write the delivery report and the README's figures (PARTS="tests accuracy" for some; all take over an hour)
	@$(PYTHON) -m deploy.report $(or $(PARTS),all)

lint: $(READY)  ## Check style and types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format: $(READY)  ## Put the code into its usual form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

lock:  ## Resolve the dependencies anew (needs uv)
	@deploy/scripts/lock.sh

clean:  ## Remove the environment, the demo's state and every cache
	rm -rf .venv .run .tools .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info build dist
	rm -rf packages/sdk-ts/{node_modules,dist,build,docs,*.tgz} packages/sdk-rust{,/codegen}/target
	rm -rf apps/vscode-extension/{node_modules,dist,build,*.vsix}
