#!/bin/bash
# clang 14 compiles and clang-tidy judges the files changed lately. usage: clang_check.sh [yes: every file]
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset tidy >/dev/null
all=${1:-no}
files_max=10   # a minute on two cores; --long takes all of them
if [ "$all" = yes ]; then
  mapfile -t files < <(git ls-files 'mapping/*.cpp' 'config/*.cpp' 'connectors/*.cpp' 'daemon/*.cpp')
else
  base=$(git rev-list --max-count=1 --before='1 day ago' HEAD 2>/dev/null || true)
  [ -n "$base" ] || base=$(git rev-list --max-parents=0 HEAD | tail -1)
  mapfile -t files < <(git log --name-only --pretty=format: "$base"..HEAD -- 'mapping/*.cpp' 'config/*.cpp' 'connectors/*.cpp' 'daemon/*.cpp' |
    awk 'NF && !seen[$0]++' | while read -r file; do [ -f "$file" ] && echo "$file"; done | head -$files_max)
fi
[ "${#files[@]}" -gt 0 ] || { echo "nothing changed"; exit 0; }
echo "${#files[@]} files"
[ "$all" = yes ] && cmake --build build/tidy -j 2
printf '%s\n' "${files[@]}" | xargs -P 2 -n 3 clang-tidy-14 -p build/tidy --quiet --warnings-as-errors='*'
