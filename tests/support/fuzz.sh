#!/bin/bash
# Fuzzes targets with libFuzzer, one after the other, from the seeds in tests/fuzz/corpus. usage: fuzz.sh [CPU_SECONDS_EACH [TARGET...]]
# Prints "N passed, N failed"; what a target finds is left in build/fuzz/found. A busy machine takes longer, not less: CPU time counts.
set -uo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
cmake --preset fuzz >/dev/null && cmake --build build/fuzz -j 2 --target closemap_fuzzers >build/fuzz/build.log 2>&1 ||
  { tail -20 build/fuzz/build.log; echo "0 passed, 1 failed"; exit 1; }
found=build/fuzz/found
mkdir -p "$found"
# Runs until it has used its CPU time; fails with the target.
fuzz() {
  local used=0 inputs=0 cpu TIMEFORMAT='%U %S'
  while [ "$used" -lt "$seconds" ]; do
    cpu=$({ time build/fuzz/tests/fuzz/fuzz_"$1" -max_total_time=$((seconds - used)) -timeout=120 -rss_limit_mb=3000 -print_final_stats=1 \
      -artifact_prefix="$found/$1-" "build/fuzz/grown/$1" "tests/fuzz/corpus/$1" >"build/fuzz/$1.log" 2>&1; } 2>&1) || return 1
    used=$((used + $(awk '{ print int($1 + $2 + 0.5) }' <<<"$cpu")))
    inputs=$((inputs + $(grep -oP 'number_of_executed_units: \K\d+' "build/fuzz/$1.log")))
  done
  echo "ok    $1: $inputs inputs in $used s of CPU time"
}
passed=0 failed=0
shift || true
targets=("$@")
[ $# -gt 0 ] || for seeds in tests/fuzz/corpus/*/; do targets+=("$(basename "$seeds")"); done
for name in "${targets[@]}"; do
  mkdir -p "build/fuzz/grown/$name"
  if fuzz "$name"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL  $name"
    tail -30 "build/fuzz/$name.log"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
