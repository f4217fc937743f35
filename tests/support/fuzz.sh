#!/bin/bash
# Fuzzes every target with libFuzzer, one after the other, from the seeds in tests/fuzz/corpus. usage: fuzz.sh [SECONDS_EACH]
# Prints "N passed, N failed"; what a target finds is left in build/fuzz/found.
set -uo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
cmake --preset fuzz >/dev/null && cmake --build build/fuzz -j 2 --target closemap_fuzzers >build/fuzz/build.log 2>&1 ||
  { tail -20 build/fuzz/build.log; echo "0 passed, 1 failed"; exit 1; }
found=build/fuzz/found
mkdir -p "$found"
passed=0 failed=0
for seeds in tests/fuzz/corpus/*/; do
  name=$(basename "$seeds")
  mkdir -p "build/fuzz/grown/$name"
  if build/fuzz/tests/fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=3000 -print_final_stats=1 \
    -artifact_prefix="$found/$name-" "build/fuzz/grown/$name" "$seeds" >"build/fuzz/$name.log" 2>&1; then
    passed=$((passed + 1))
    echo "ok    $name: $(grep -oP 'number_of_executed_units: \K\d+' "build/fuzz/$name.log") inputs"
  else
    failed=$((failed + 1))
    echo "FAIL  $name"
    tail -30 "build/fuzz/$name.log"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
