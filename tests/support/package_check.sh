#!/bin/bash
# Checks a built .deb without installing it. usage: package_check.sh DEB [long]   Prints "N passed, N failed"; exit 1 if any failed.
# long: lintian too. Prints each failed check with what it saw; needs root only for the ownership checks and says when it left them out.
set -uo pipefail
deb=${1:?usage: package_check.sh DEB [long]}
long=${2:-}
exposure_max=11 # tenths; what remains is listed in the unit's comments and in reliability notes
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
passed=0
failed=0

# check NAME COMMAND...: one check; its output is shown when it fails.
check() {
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$name" "$(sed 's/^/    /' <<<"$out")"
  fi
}
owned_is() { # PATH MODE USER GROUP, names looked up in the package's own root
  local uid gid
  uid=$(awk -F: -v n="$3" '$1 == n { print $3 }' "$root/etc/passwd")
  gid=$(awk -F: -v n="$4" '$1 == n { print $3 }' "$root/etc/group")
  [ "$(stat -c '%a %u:%g' "$1")" = "$2 $uid:$gid" ] || { echo "${1#"$root"} is $(stat -c '%a %u:%g' "$1"), wanted $2 $3:$4 ($uid:$gid)"; return 1; }
}

check "the archive unpacks" dpkg-deb -x "$deb" "$root"
check "the control files unpack" dpkg-deb -e "$deb" "$work/control"

# What is inside, and nothing else.
cat >"$work/wanted" <<'FILES'
/etc/closemap/closemap.toml
/lib/systemd/system/closemap.service
/usr/bin/closemap
/usr/lib/sysusers.d/closemap.conf
/usr/lib/tmpfiles.d/closemap.conf
/usr/share/bash-completion/completions/closemap
/usr/share/doc/closemap/README.md
/usr/share/doc/closemap/changelog.Debian.gz
/usr/share/doc/closemap/changelog.gz
/usr/share/doc/closemap/copyright
/usr/share/man/man1/closemap.1.gz
FILES
(cd "$root" && find . ! -type d | cut -c2- | LC_ALL=C sort) >"$work/found"
check "the files are the expected ones" diff "$work/wanted" "$work/found"
check "every file belongs to root" bash -c "! dpkg-deb -c '$deb' | awk '\$2 != \"root/root\"' | grep ."
check "nothing is writable by others" bash -c "! dpkg-deb -c '$deb' | grep -E '^.(.....w|........w)'"
check "the configuration is a conffile" grep -qx /etc/closemap/closemap.toml "$work/control/conffiles"
check "the configuration equals config/sample.toml" cmp "$root/etc/closemap/closemap.toml" "$source/config/sample.toml"
for script in postinst prerm postrm; do check "$script is sound shell" sh -n "$work/control/$script"; done
check "the binary is stripped" bash -c "file '$root/usr/bin/closemap' | grep -q ', stripped'"
check "the binary is position independent" bash -c "file '$root/usr/bin/closemap' | grep -q 'pie executable'"

# The unit. verify wants the binary to exist, so it reads a copy whose Exec lines name one that does.
unit=$root/lib/systemd/system/closemap.service
sed -E 's#^(Exec[A-Za-z]*=)/usr/bin/closemap#\1/usr/bin/true#' "$unit" >"$work/closemap.service"
check "systemd accepts the unit" bash -c "out=\$(systemd-analyze verify --man=no --recursive-errors=no '$work/closemap.service' 2>&1); rc=\$?; printf '%s' \"\$out\"; [ \$rc -eq 0 ] && [ -z \"\$out\" ]"
check "exposure stays within $exposure_max tenths" bash -c "systemd-analyze security --no-pager --offline=true --threshold=$exposure_max '$work/closemap.service' | tail -1; exit \${PIPESTATUS[0]}"

# User and folders, in the unpacked root.
check "the user is created" systemd-sysusers --root="$root" closemap.conf
check "the user has no shell" grep -q '^closemap:.*:/var/lib/closemap:/usr/sbin/nologin$' "$root/etc/passwd"
if [ "$(id -u)" -eq 0 ]; then
  grep -q '^root:' "$root/etc/passwd" || { echo 'root:x:0:0:root:/root:/bin/sh' >>"$root/etc/passwd"; echo 'root:x:0:' >>"$root/etc/group"; }
  mkdir -p "$root/etc/closemap/credentials"
  echo planted >"$root/etc/closemap/credentials/old"
  chmod 0644 "$root/etc/closemap/credentials/old"
  for pass in first second; do check "the folders are created ($pass time)" systemd-tmpfiles --root="$root" --create closemap.conf; done
  check "configuration folder" owned_is "$root/etc/closemap" 750 root closemap
  check "credentials folder" owned_is "$root/etc/closemap/credentials" 700 root root
  check "a credential left open is closed" owned_is "$root/etc/closemap/credentials/old" 600 root root
  check "state folder" owned_is "$root/var/lib/closemap" 700 closemap closemap
  check "backup folder" owned_is "$root/var/lib/closemap/backup" 700 closemap closemap
  check "spool folder" owned_is "$root/var/spool/closemap" 2770 closemap closemap
else
  echo "left out, not root: ownership of the folders"
fi

# The program itself, as installed.
closemap=$root/usr/bin/closemap
check "it says its version" "$closemap" --version
check "the shipped sample is what the program renders" bash -c "'$closemap' config sample | diff - '$source/config/sample.toml'"
shipped_config_holds() { # 0, or 78 with one clear line: what an unconfigured service shows
  local out rc=0
  out=$("$closemap" check --config "$root/etc/closemap/closemap.toml" 2>&1) || rc=$?
  echo "exit status $rc: $out"
  [ $rc -eq 0 ] || { [ $rc -eq 78 ] && [ "$(wc -l <<<"$out")" -eq 1 ]; }
}
check "the shipped configuration holds, or says in one line what is missing" shipped_config_holds
printf '\nno_such_key = 1\n' | cat - "$root/etc/closemap/closemap.toml" >"$work/broken.toml"
check "a broken configuration stops the start with 78" bash -c "'$closemap' check --config '$work/broken.toml'; [ \$? -eq 78 ]"
check "the manual page renders" bash -c "! man --warnings -l -Tutf8 '$root/usr/share/man/man1/closemap.1.gz' 2>&1 >/dev/null | grep ."
check "the manual page names every command of --help" bash -c "
  '$closemap' --help | sed -n '/ommands:/,\$p' | awk '/^  [a-z]/ { print \$1 }' | while read -r word; do
    zgrep -qE \"^\\.B[RI]* .*\\b\$word\\b\" '$root/usr/share/man/man1/closemap.1.gz' || { echo \"not in closemap.1: \$word\"; exit 1; }
    grep -qw \"\$word\" '$root/usr/share/bash-completion/completions/closemap' || { echo \"not in the completion: \$word\"; exit 1; }
  done"
check "the manual page names no command that is not there" bash -c "
  zgrep -E '^\\.BR ' '$root/usr/share/man/man1/closemap.1.gz' | grep -oE '\"(config|connectors|plan|links|alerts|store) [a-z]+\"' | tr -d '\"' | while read -r group word; do
    '$closemap' \$group --help | grep -qE \"^  \$word\" || { echo \"closemap.1 names \$group \$word\"; exit 1; }
  done"
check "the completion is sound" bash -n "$root/usr/share/bash-completion/completions/closemap"

if [ -n "$long" ]; then
  check "lintian has nothing to say" lintian --allow-root --no-tag-display-limit --fail-on error,warning "$deb"
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
