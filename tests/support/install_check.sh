#!/bin/bash
# Installs a built .deb with apt in a clean Debian 12 root and takes it out again. usage: install_check.sh DEB   Needs root.
# Prints "N passed, N failed"; exit 1 if any failed. The root is made by debootstrap from the mirror this machine uses.
set -uo pipefail
deb=$(readlink -f "${1:?usage: install_check.sh DEB}")
[ "$(id -u)" -eq 0 ] || { echo "install_check: needs root (chroot)" >&2; exit 2; }
work=$(mktemp -d)
root=$work/root
cleanup() {
  umount -q "$root/proc" 2>/dev/null
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT
passed=0
failed=0
check() { # check NAME COMMAND...: one check; its output is shown when it fails
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$name" "$(tail -20 <<<"$out" | sed 's/^/    /')"
  fi
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }

mirror=$(apt-cache policy libc6 | grep -oE 'https?://[^ ]+' | head -1)
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "${mirror:?no mirror known to apt}" >"$work/debootstrap.log" 2>&1 ||
  { tail -5 "$work/debootstrap.log"; echo "0 passed, 1 failed"; exit 1; }
cp -a /etc/apt/. "$root/etc/apt/" 2>/dev/null
cp -aL /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null
cp -aL /etc/ssl/certs/. "$root/etc/ssl/certs/" 2>/dev/null
mount -t proc proc "$root/proc" 2>/dev/null
cp "$deb" "$root/tmp/closemap.deb"

check "apt knows its packages" inside apt-get update -qq
check "apt installs it with what it depends on" inside apt-get install -y -qq --no-install-recommends /tmp/closemap.deb
check "the program runs" inside closemap --version
check "the user is there" inside getent passwd closemap
check "the state folder is the user's own" bash -c "[ \"\$(chroot '$root' stat -c '%a %U' /var/lib/closemap)\" = '700 closemap' ]"
check "the configuration is closed to others" bash -c "[ \"\$(chroot '$root' stat -c '%a %U:%G' /etc/closemap)\" = '750 root:closemap' ]"
check "an unconfigured service says so with 78 or holds" bash -c "chroot '$root' closemap check; rc=\$?; [ \$rc -eq 0 ] || [ \$rc -eq 78 ]"
echo '# an edit of the administrator' >>"$root/etc/closemap/closemap.toml"
check "installing again keeps the edited configuration" bash -c "chroot '$root' env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --reinstall -o Dpkg::Options::=--force-confold /tmp/closemap.deb && grep -q 'edit of the administrator' '$root/etc/closemap/closemap.toml'"
echo keep >"$root/var/lib/closemap/marker"
check "apt removes it" inside apt-get remove -y -qq closemap
check "removing keeps data and configuration" bash -c "[ -f '$root/var/lib/closemap/marker' ] && [ -f '$root/etc/closemap/closemap.toml' ]"
check "apt purges it" inside apt-get purge -y -qq closemap
check "purging leaves nothing behind" bash -c "! ls -d '$root/var/lib/closemap' '$root/etc/closemap' 2>/dev/null | grep ."

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
