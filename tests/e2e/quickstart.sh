#!/bin/bash
# Runs ./quickstart --exit twice and looks at what it showed. usage: quickstart.sh   Closes with "N passed, N failed"; exit 1 if any failed.
# env: CLOSEMAP_BUILD_DIR (build): whose release/ is used; ./test has built it before, so that this takes seconds.
set -uo pipefail
cd "$(dirname "$0")/../.."
passed=0
failed=0
shown=$(mktemp)
trap 'rm -f "$shown"' EXIT

# check NAME COMMAND...: one check; what quickstart showed follows the last failed one.
check() {
  local name=$1
  shift
  if "$@" >/dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}
shows() { grep -qF -- "$1" "$shown"; }
folders() { find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'closemap-quickstart.*' | wc -l; }

for time in first second; do
  before=$(folders)
  timeout 1200 ./quickstart --exit >"$shown" 2>&1 </dev/null
  check "the $time run ends with 0" [ $? -eq 0 ]
  check "the story's slip" shows 'Slip +5 days: Enterprise pricing approval'
  check "what it does to the customer's date" shows 'Go-live moves from Mon 2026-05-04 to Mon 2026-05-11'
  check "what wins the days back, and whose move it is" shows 'wins 5 working days back; the move of Priya Nair (partner)'
  check "plans of the two sample CRMs" bash -c "grep -cE '^pln_' '$shown' | grep -qvx 0"
  check "one plan in full" shows 'One of them: pln_'
  check "what people were told" shows '  Subject: As found: '
  check "the one broken row in quarantine" [ "$(sed -n '/^.*What could not be read/,/^.*Try next/p' "$shown" | grep -cE '^ *[0-9]+ ')" -eq 1 ]
  check "what to try next" shows 'plan explain pln_'
  check "nothing is left in the temporary folder" [ "$(folders)" -eq "$before" ]
done
[ $failed -eq 0 ] || cat "$shown"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
