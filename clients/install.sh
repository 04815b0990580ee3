#!/usr/bin/env bash
# Installs the clients that the gate is run on, each with its own package manager, outside the project's dependencies.
# A toolchain that is not there is said, and its clients are left out.
cd "$(dirname "$0")" || exit 2
failed=0
try() {
  echo "== $1"
  (cd "$1" && shift && "$@") || { echo "$1 could not be installed" >&2; failed=1; }
}
for folder in cloudflare-npm cf distilled openapi-fetch; do try "$folder" npm ci --no-audit --no-fund; done
if command -v python3 > /dev/null; then
  for release in 5.9.0; do
    try cloudflare-python python3 -m pip install --quiet --upgrade --target "packages-$release" "cloudflare==$release"
  done
else
  echo "no python3: cloudflare (PyPI) is left out"
fi
if command -v go > /dev/null; then
  for release in 6.6.0 7.9.0; do try cloudflare-go ./build.sh "$release"; done
else
  echo "no go: cloudflare-go is left out"
fi
if command -v terraform > /dev/null; then
  try terraform npm ci --no-audit --no-fund
  (cd terraform && terraform init -input=false > /dev/null) || echo "the Terraform provider could not be had: it is left out"
else
  echo "no terraform: its provider is left out"
fi
exit "$failed"
