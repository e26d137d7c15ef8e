#!/usr/bin/env bash
# Tries this checkout, uncommitted files included, on a fresh Debian that has make and git and
# nothing else, as root, as a user with password-less sudo and as a user without.
#
#   sudo packaging/try-bare-root.sh [who...]        who: root sudoer plain (all three if none)
#
#   SUITE=bookworm   trixie works too
#   BARE=/tmp/bare   where the systems are made; "$BARE/base-$SUITE" is kept for the next trial
#   DO="make run; make run; make test"              what is tried, one after the other
#   FIRST="..."      what root does before that, as an administrator would for a plain user
#   KEEP=1           leaves the tried systems there to be looked at
#
# Mirror, certificates and name resolution are this computer's own. All mounts live in a mount
# namespace of the trial and end with it. A pivoted root, not a chroot: in a chroot the kernel
# refuses user namespaces, and with them the sandbox of Chromium.
set -euo pipefail

SUITE=${SUITE:-bookworm}
BARE=${BARE:-/tmp/bare}
DO=${DO:-make run; make run; make test}
FIRST=${FIRST:-}
CHECKOUT=$(cd "$(dirname "$0")/.." && pwd)
BASE=$BARE/base-$SUITE

make_base() {
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/\?$' | head -n 1)
  mkdir -p "$BASE"
  debootstrap --variant=minbase --include=make,git,ca-certificates,sudo "$SUITE" "$BASE" "$mirror" \
    >"$BARE/debootstrap-$SUITE.log"
  borrow_settings
  useradd --root "$BASE" --create-home --shell /bin/bash sudoer
  useradd --root "$BASE" --create-home --shell /bin/bash plain
  echo 'sudoer ALL=(ALL) NOPASSWD: ALL' >"$BASE/etc/sudoers.d/sudoer"
  touch "$BASE/.complete"
}

# What this computer needs to reach its mirrors, the trial needs too.
borrow_settings() {
  local file
  cp /etc/resolv.conf /etc/hosts "$BASE/etc/"
  [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$BASE/etc/"
  grep -l '^Acquire::' /etc/apt/apt.conf.d/* 2>/dev/null | while read -r file; do
    cp "$file" "$BASE/etc/apt/apt.conf.d/"
  done
  cp /usr/local/share/ca-certificates/*.crt "$BASE/usr/local/share/ca-certificates/" 2>/dev/null || true
  chroot "$BASE" update-ca-certificates >/dev/null 2>&1
}

copy_checkout() { # into the home folder of a user of a system
  local system=$1 who=$2 home
  home=$system$(chroot "$system" sh -c "echo ~$who")
  mkdir -p "$home/evidencekit"
  git -C "$CHECKOUT" ls-files -z --cached --others --exclude-standard |
    (cd "$CHECKOUT" && tar --null --files-from=- --ignore-failed-read -cf -) | tar -xf - -C "$home/evidencekit"
  chroot "$system" chown -R "$who" "$(chroot "$system" sh -c "echo ~$who")/evidencekit"
}

# Runs the commands as a user whose system is the whole world: own mounts, own process numbers.
inside() {
  local system=$1 who=$2
  unshare --mount --pid --fork --propagation private bash -euc '
    mount --bind "$1" "$1"
    mount -t proc proc "$1/proc"
    mount --rbind /sys "$1/sys"
    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    for node in null zero full random urandom tty; do
      touch "$1/dev/$node"; mount --bind "/dev/$node" "$1/dev/$node"
    done
    ln -s /proc/self/fd "$1/dev/fd"
    mkdir "$1/dev/shm"; mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
    cd "$1"; mkdir -p .host; pivot_root . .host; umount -l /.host
    [ -z "$3" ] || su --login root --command "$3" >/tmp/first.log 2>&1
    exec su --login "$2" --command "bash /tmp/trial.sh"
  ' bash "$system" "$who" "$FIRST"
}

write_trial() {
  {
    printf 'DO=%q\n' "$DO"
    cat <<'TRIAL'
cd ~/evidencekit
IFS=';'
for command in $DO; do
  begun=$(date +%s.%N)
  sh -c "$command" </dev/null
  status=$?
  took=$(echo "$begun $(date +%s.%N)" | awk '{ printf "%.1f s", $2 - $1 }')
  echo "### $(id -un): $command: status $status, $took"
done
TRIAL
  } >"$1/tmp/trial.sh"
}

[ -e "$BASE/.complete" ] || { rm -rf "$BASE"; make_base; }
[ $# -gt 0 ] || set -- root sudoer plain
for who; do
  system=$BARE/$who-$SUITE
  rm -rf "$system"
  cp -a "$BASE" "$system"
  copy_checkout "$system" "$who"
  write_trial "$system"
  echo "### a fresh $SUITE, as $who"
  inside "$system" "$who" || true
  [ -n "${KEEP:-}" ] || rm -rf "$system"
done
