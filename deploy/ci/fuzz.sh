#!/usr/bin/env bash
# Runs every fuzz target of the module, each for FUZZTIME (60s unless set), one
# after another; stops at the first that fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
for pkg in $(go list ./...); do
  for target in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
    printf '== %s %s\n' "$pkg" "$target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-60s}" "$pkg"
  done
done
