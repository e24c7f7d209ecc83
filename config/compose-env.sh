#!/bin/sh
# Passwords for compose.yaml, new ones each time:  (umask 077; config/compose-env.sh > .env)
set -eu
for account in ADMIN INTAKE CLASSIFIER MATCHER NOTIFIER LEDGER CHANNEL CHANNEL_DESK CHANNEL_WEB OPERATOR; do
  printf 'MAALEM_%s_PASSWORD=%s\n' "$account" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done
