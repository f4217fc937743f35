#!/bin/bash
# Builds the tests of mapping/ with coverage, runs them, and asks for 95 % of its lines. usage: coverage.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=(unit_core unit_plan unit_schedule unit_signal unit_record unit_reconcile unit_report unit_daemon laws)
targets=(fuzz_dates fuzz_field_map fuzz_ics fuzz_money fuzz_plan_document)
cmake --preset cov >/dev/null
cmake --build build/cov -j 2 --target "${programs[@]}" "${targets[@]}" closemap_vectors >build/cov/build.log
find build/cov -name '*.gcda' -delete
for program in "${programs[@]}"; do env -u CLOSEMAP_LONG build/cov/tests/"$program" >build/cov/"$program".log; done
for target in "${targets[@]}"; do build/cov/tests/fuzz/"$target" tests/fuzz/corpus/"${target#fuzz_}" >/dev/null; done
build/cov/tests/vectors/closemap_vectors tests/vectors >/dev/null
python3 tests/support/coverage.py build/cov mapping 95
