# SPDX-License-Identifier: Apache-2.0
# Berth's targets. Recipes are in pkgs/, steps in scripts/; this file only names them.

ARCH    := x86_64
PROFILE ?= virt
OUT     := out/$(ARCH)
export PROFILE

PYTHON := /usr/bin/python3
PYTEST := $(PYTHON) -m pytest -p no:cacheprovider

.DEFAULT_GOAL := help
.PHONY: help deps fetch packages qcow2 raw iso netboot microvm run test test-all unit lint bench clean

help: ## this list
	@echo "Berth $$(cat VERSION): a container host, built from source."
	@echo
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22
	@echo
	@echo "PROFILE=$(PROFILE) (one of: $(patsubst configs/%.profile,%,$(wildcard configs/*.profile))); products go to $(OUT)/"

deps: ## install what the build and the tests need on this machine (apt)
	@scripts/deps

fetch: ## fetch all sources, so that everything builds offline afterwards
	@scripts/fetch $$(scripts/pkg list)

packages: ## build the packages of the profile
	@scripts/image packages

qcow2: ## build the disk image: out/x86_64/berth.qcow2
	@scripts/image qcow2

raw: ## the same disk uncompressed, for dd and other hypervisors: out/x86_64/berth.raw
	@scripts/image raw

iso: ## build the ISO that runs as CD or USB disk, BIOS or UEFI: out/x86_64/berth.iso
	@scripts/image iso

netboot: ## build what a machine boots over the network: out/x86_64/netboot/
	@scripts/image netboot

microvm: ## build kernel, root and data disk for a microvm: out/x86_64/microvm/
	@scripts/image microvm

run: deps ## build, boot in QEMU, pull an image and run it (IMAGE=, PORTS=, MEM=)
	@scripts/image console
	@$(PYTHON) scripts/qemu/run.py

lint: deps ## formatting and static checks
	@scripts/lint

unit: deps ## unit tests of the C code, with sanitizers
	@$(MAKE) --no-print-directory -j$$(nproc) -C tests/unit OUT=$(abspath $(OUT))/unit

test: deps ## lint, unit tests, build tests and VM tests
	@scripts/test

test-all: deps ## everything, resumable; writes docs/test-report.md (TESTS=PATHS: only these)
	@scripts/test --all $(TESTS)

bench: deps ## measure Berth beside Debian, and its own targets (BENCH="--parts boot run")
	@scripts/image media
	@scripts/hello-image
	@$(PYTHON) tests/bench/bench.py $(BENCH)

clean: ## remove out/ (the package cache stays; BERTH_CACHE says where it is)
	rm -rf out
