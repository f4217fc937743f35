#!/bin/bash
# Runs ./quickstart --exit and looks for what its reader must see. usage: quickstart_check.sh   Exit 1 names what is missing.
set -uo pipefail
cd "$(dirname "$0")/../.."
out=$(./quickstart --exit 2>&1)
rc=$?
missing=0
sees() { # sees WHAT PATTERN
  grep -qE "$2" <<<"$out" && return
  echo "not shown: $1 (no line matches: $2)"
  missing=1
}
sees "the slip of the recorded story" 'Enterprise pricing approval slips by 5 working days'
sees "what it does to the customer's date" 'Go-live moves from Mon 2026-05-04 to Mon 2026-05-11'
sees "who can win the days back" 'wins 5 working days back; the move of Priya Nair \(partner\)'
sees "the plans" '^ *pln_'
sees "a notice to a person of the sample CRMs" '^  To:      .*@'
sees "an owner who is a team" 'team'
sees "the quarantined row" 'partner_export|vendor_export'
sees "what to try next" 'alerts list --state-dir'
if [ "$rc" -ne 0 ] || [ "$missing" -ne 0 ]; then
  printf '%s\nquickstart --exit ended with %d\n' "$out" "$rc"
  exit 1
fi
