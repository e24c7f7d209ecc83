#!/bin/sh
# Holds the units to systemd's own judgement: `make units`. They are looked at as if installed,
# in a root of their own, with programs that are there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/etc/systemd/system" "$root/usr/lib/maalem" "$root/etc/maalem" "$root/bin" \
  "$root/usr/lib/systemd/system" "$root/usr/share/doc/maalem"
cp -R "$here"/*.service "$here"/*.target "$here"/maalem-.service.d "$root/etc/systemd/system/"
cp /lib/systemd/system/*.target "$root/usr/lib/systemd/system/"
cp /lib/systemd/system/-.slice "$root/usr/lib/systemd/system/" 2>/dev/null || true
touch "$root/usr/share/doc/maalem/runbook.md"
units=""
for unit in "$root"/etc/systemd/system/maalem-*@.service; do
  stage=$(basename "$unit" @.service); stage=${stage#maalem-}
  printf '#!/bin/sh\n' > "$root/usr/lib/maalem/$stage"; chmod 755 "$root/usr/lib/maalem/$stage"
  case $stage in intake | classifier) instance=1 ;; *) instance=31 ;; esac
  units="$units maalem-$stage@$instance.service"
done
# shellcheck disable=SC2086
said=$(systemd-analyze --root="$root" --man=no verify $units maalem.target 2>&1) || {
  echo "$said"; exit 1; }
if echo "$said" | grep -q 'maalem'; then echo "$said" | grep maalem; exit 1; fi
limit=20
for unit in $units; do
  line=$(systemd-analyze --root="$root" --offline=yes --no-pager --threshold=$limit \
    security "$unit" 2>&1 | tail -1) || { echo "$unit: exposure is above $limit tenths: $line"; exit 1; }
  echo "$unit:${line#*for $unit:}"
done
