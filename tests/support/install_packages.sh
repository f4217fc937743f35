#!/bin/bash
# Installs what is missing of packages.txt. usage: install_packages.sh [build|test|all]   (test = build + test)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

case "${1:-test}" in
  build) groups='^build ' ;;
  test) groups='^(build|test) ' ;;
  all) groups='^(build|test|long) ' ;;
  *) echo "usage: install_packages.sh [build|test|all]" >&2; exit 2 ;;
esac
command -v dpkg-query >/dev/null || { echo "install_packages: no dpkg here; closemap builds on Debian 12, the names are in $here/packages.txt" >&2; exit 1; }

mapfile -t wanted < <(grep -E "$groups" "$here/packages.txt" | cut -d' ' -f2)
installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^ii *//p' || true)
mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(sort -u <<<"$installed"))
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install_packages: neither root nor sudo; ask an administrator for: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "install_packages: apt-get failed; see above, then run it again" >&2
  exit 1
fi
