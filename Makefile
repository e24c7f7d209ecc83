# Maalem: the two commands of the README are `make demo` and `make test`.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PACKAGES := librabbitmq-dev libsqlite3-dev libyaml-dev rabbitmq-server openssl
ARGS ?=

.PHONY: help demo up test lint format bench cluster faults soak units compose monitoring packages build release

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: packages release ## the whole system, a city's requests, one story (ARGS="--exit", "--chaos")
	.build/release/maalem demo $(ARGS)

up: packages release ## the system without the play, until Ctrl-C
	.build/release/maalem up $(ARGS)

test: packages ## every test, with a RabbitMQ node of its own
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build $(ARGS)

lint: build ## config and pipelines, whole; and the formatting of the code
	.build/debug/maalem lint
	swift format lint --recursive --parallel Package.swift Sources Tests Benchmarks

format: ## format the code in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: packages release ## requests a second through the whole chain, beside a relay that does nothing (ARGS=triage: the triage alone)
	.build/release/bench $(ARGS)

monitoring: PACKAGES := prometheus
monitoring: packages ## the alert rules: their form, and what makes each of them fire
	promtool check config config/monitoring/prometheus.yml
	promtool test rules config/monitoring/rules.test.yml

faults: PACKAGES += strace faketime
faults: packages release ## faults of every kind against the laws (ARGS="--seed 7 --only kills", "--list")
	.build/release/faults $(ARGS)

soak: packages release ## one system for hours with a mishap now and then, and what grows (ARGS="--hours 8")
	.build/release/faults soak $(ARGS)

cluster: packages release ## three RabbitMQ nodes; the leader killed while requests flow (ARGS="--rate 100")
	.build/release/cluster $(ARGS)

units: ## the systemd units, held to systemd's own judgement
	config/systemd/check.sh

compose: ## compose.yaml without its passwords is refused, with them it is whole
	@command -v docker-compose >/dev/null || { echo "apt-get install docker-compose" >&2; exit 69; }
	env=$$(mktemp); trap 'rm -f "$$env"' EXIT
	if docker-compose --env-file /dev/null config >/dev/null 2>&1; then echo "passwords are built in" >&2; exit 65; fi
	config/compose-env.sh > "$$env"
	docker-compose --env-file "$$env" config --quiet
	echo "compose.yaml is whole, and needs its passwords"

build:
	swift build

release:
	swift build -c release

packages: ## what is missing from Debian, installed as root or by sudo
	@missing=()
	for package in $(PACKAGES); do
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing+=($$package)
	done
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi
	run=""
	if [ "$$(id -u)" -ne 0 ]; then
	  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=sudo; else
	    echo "These Debian packages are missing: $${missing[*]}" >&2
	    echo "Install them as root: apt-get install $${missing[*]}" >&2
	    exit 69
	  fi
	fi
	echo "Installing from Debian: $${missing[*]}"
	# A node of ours is private: Debian's own service must not start because we need the program.
	policy=/usr/sbin/policy-rc.d
	mine=no
	if [ ! -e $$policy ]; then printf '#!/bin/sh\nexit 101\n' | $$run tee $$policy >/dev/null; $$run chmod 755 $$policy; mine=yes; fi
	trap 'if [ $$mine = yes ]; then '"$$run"' rm -f '"$$policy"'; fi' EXIT
	$$run apt-get update -qq
	DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq --no-install-recommends $${missing[*]} >/dev/null
