#!/usr/bin/env bash
# Measures five times how long the published program (demo) takes from start to its first page.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d) port=5097
trap 'rm -rf "$out"' EXIT
dotnet publish src/HaDashboard -c Release -o "$out/app" -v quiet -nologo
for _ in 1 2 3 4 5; do
  begin=$(date +%s%N)
  dotnet "$out/app/HaDashboard.dll" --demo --urls "http://127.0.0.1:$port" > "$out/log" 2>&1 & pid=$!
  until curl -s -o /dev/null -f --max-time 2 "http://127.0.0.1:$port/"; do
    kill -0 "$pid" || { cat "$out/log"; exit 1; }
    sleep 0.02
  done
  echo "$(( ($(date +%s%N) - begin) / 1000000 )) ms"
  kill "$pid"; wait "$pid" 2>/dev/null || true
done
