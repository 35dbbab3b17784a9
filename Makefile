# Every task of the project is one of these targets. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
RELEASE_FLAGS := -c release --product slipway --static-swift-stdlib

.PHONY: help build demo test test-deep lint format generate bench tools clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: tools-build ## Build the release binary, .build/release/slipway
	$(SWIFT) build $(RELEASE_FLAGS)

demo: build tools-test ## Build, then bring up a simulated cluster the way a user would
	Scripts/demo

test: tools-build tools-test ## Run every test: unit, plane and end to end
	Scripts/test

test-deep: tools-build tools-test ## Run the long tests too: more kill rounds, more seeds
	SLIPWAY_TEST_DEPTH=deep Scripts/test

lint: ## Check format, generated code and shell scripts
	Scripts/lint

format: ## Rewrite the sources in the project's format
	$(SWIFT) format --in-place --recursive Sources Tests Benchmarks/Sources Tools/Sources Package.swift

generate: ## Rewrite the generated coding and CRDs of the API types
	$(SWIFT) run --package-path Tools generate

bench: build tools-test ## Print the project's figures (see docs/performance.md)
	Scripts/bench

.PHONY: tools-build tools-test
tools-build: ## Install what a build needs
	Scripts/install-build-tools

tools-test: ## Install what the tests and the demo need
	Scripts/install-test-tools

clean: ## Remove everything built
	rm -rf .build Tools/.build Benchmarks/.build
