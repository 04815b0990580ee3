#!/usr/bin/env bash
# Builds the adapter with one release of cloudflare-go: build.sh 6.6.0
set -euo pipefail
cd "$(dirname "$0")"
release="$1" major="v${1%%.*}" folder="bin/$1"
mkdir -p "$folder"
sed "s#/MAJOR#/$major#" adapter.go > "$folder/main.go"
if [ "$major" != v6 ]; then sed "s#/MAJOR#/$major#" placement-v7.go > "$folder/placement.go"; fi
cd "$folder"
[ -f go.mod ] || go mod init "gate-adapter" 2> /dev/null
go get "github.com/cloudflare/cloudflare-go/$major@v$release"
go build -o adapter .
