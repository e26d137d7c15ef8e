#!/bin/sh
# Checks an evidencekit vault, or one capture, with sh, unzip, openssl, sha256sum (or shasum) alone.
#   sh check.sh [-k FINGERPRINT] [-r ROOTS.pem] [VAULT]      VAULT: default is the folder of this file
#   sh check.sh [-k FINGERPRINT] CAPTURE.wacz KEY.pem
# Reads only. Exit: 0 nothing failed, 1 something failed, 2 wrong use, 3 a tool is missing or the
# format is newer. It came with the vault: whoever could change the vault could change this file.
# Take it from a release of evidencekit where that matters. Format: docs/vault-format.md, 1.0.
LC_ALL=C; export LC_ALL; umask 077
usage() { echo "usage: sh check.sh [-k FINGERPRINT] [-r ROOTS.pem] [VAULT | CAPTURE.wacz KEY.pem]" >&2; exit 2; }
full() { case $1 in /*) printf '%s\n' "$1";; *) printf '%s/%s\n' "$PWD" "$1";; esac; }
GIVEN=; ROOTS=
while getopts k:r: o; do
  case $o in
    k) GIVEN=$(printf %s "$OPTARG" | tr -d ' \t' | tr A-F a-f); [ "$(printf %s "$GIVEN" | tr -d 0-9a-f)" = "" ] && [ ${#GIVEN} -eq 64 ] || usage;;
    r) ROOTS=$(full "$OPTARG"); [ -r "$ROOTS" ] || usage;;
    *) usage;;
  esac
done
shift $((OPTIND - 1))
ONE=; KEY=; VAULT=
case ${1:-} in
  *.wacz) [ $# -eq 2 ] && [ -f "$1" ] && [ -f "$2" ] || usage; ONE=$(full "$1"); KEY=$(full "$2");;
  *) [ $# -le 1 ] || usage; VAULT=$(full "${1:-$(dirname "$0")}");;
esac
for t in unzip openssl sed awk od find cmp; do command -v $t >/dev/null || { echo "MISSING $t" >&2; exit 3; }; done
if command -v sha256sum >/dev/null; then sha() { sha256sum | cut -c1-64; }
elif command -v shasum >/dev/null; then sha() { shasum -a 256 | cut -c1-64; }
else echo "MISSING sha256sum or shasum" >&2; exit 3; fi
hash() { sha < "$1"; }
T=${TMPDIR:-/tmp}/evidencekit-check.$$; mkdir "$T" || exit 3
trap 'rm -rf "$T"' EXIT; trap 'exit 3' HUP INT TERM
BAD=0; DEMO=0; OPEN=0; FPRS=
: > "$T/links"
# Names of files may be made to fool a terminal.
say() { printf '%s\n' "$1" | tr -c '[:print:]\n' '?'; }
ok() { say "OK   $1 $2"; }
bad() { BAD=$((BAD + 1)); say "BAD  $1 $2: $3"; }
note() { say "NOTE $1 $2: $3"; }
plain() { [ -f "$1" ] && [ ! -L "$1" ]; }
verifies() { openssl dgst -sha256 -verify "$1" -signature "$2" "$3" >/dev/null 2>&1; }
ends_well() { [ "$(tail -c 1 "$1" | od -An -tx1 | tr -d ' \n')" = 0a ]; }
ENV='^{"at":"\([0-9T:.Z-]*\)","body":\({.*}\),"boot":"\([0-9a-f]\{16\}\)","kind":"\([a-z._]*\)","mono":\([0-9]*\),"prev":"\([0-9a-f]\{64\}\)","seq":\([0-9]*\),"sig":"\([A-Za-z0-9+/=]*\)","v":1}$'

check_key() { # PEM: sets F (fingerprint), leaves its base64 DER in $T/spki64
  plain "$1" && openssl pkey -pubin -in "$1" -outform DER -out "$T/spki" 2>/dev/null &&
    openssl pkey -pubin -in "$1" -pubout 2>/dev/null | cmp -s - "$1" &&
    [ "$(wc -c < "$T/spki")" -eq 120 ] || { bad key.file "$1" "not there, or not a P-384 key in its usual form"; return 1; }
  F=$(hash "$T/spki"); openssl base64 -A -in "$T/spki" > "$T/spki64"
}
check_lines() { # log, key: chain and signatures; fills $T/heads; sets n
  prev=$(printf '%064d' 0); n=0
  while IFS= read -r line; do
    set -- "$1" "$2" $(printf '%s\n' "$line" | sed -n "s|$ENV|\\6 \\7 \\8|p")
    if [ $# -ne 5 ] || [ "$4" != "$n" ]; then bad custody.form "$1:$((n + 1))" "the line is not in the form"; return; fi
    [ "$3" = "$prev" ] || { bad custody.chain "$1:$((n + 1))" "the line does not follow the one before it"; return; }
    printf %s "$5" | openssl base64 -d -A > "$T/sig"
    printf '%s\n' "$line" | sed 's|,"sig":"[A-Za-z0-9+/=]*","v":1}$|,"v":1}|' | tr -d '\n' > "$T/line"
    [ "$(openssl base64 -A -in "$T/sig")" = "$5" ] && verifies "$2" "$T/sig" "$T/line" ||
      bad custody.signatures "$1:$((n + 1))" "the line is not signed by this key"
    prev=$(printf %s "$line" | sha); echo "$ID $n $prev" >> "$T/heads"; n=$((n + 1))
    set -- "$1" "$2"
  done < "$1"
}
check_log() { # log, key
  L=$1; n0=$BAD
  plain "$L" && [ -s "$L" ] || { bad custody.form "$L" "missing or empty"; return; }
  tr -d '\000-\011\013-\037' < "$L" | cmp -s - "$L" || bad custody.form "$L" "control characters"
  ends_well "$L" || bad custody.tail "$L" "the last line has no end"
  check_lines "$L" "$2"
  first=$(sed -n 1p "$L" | sed -n 's|^{"at":"[^"]*","body":{"after":.*,"demo":\([a-z]*\),"format":"[0-9.]*","key_id":"\([0-9a-f]*\)","program":"[^"]*","spki":"\([A-Za-z0-9+/=]*\)","vault_id":"\([a-z0-9-]*\)"},"boot":.*,"kind":"log.begun",.*|\1 \2 \3 \4|p')
  [ "$first" = "$VDEMO $ID $(cat "$T/spki64") $VID" ] || bad vault.identity "$L:1" "vault, key or DEMO mark differ from vault.json and keys/"
  case $first in true*) DEMO=1;; esac
  sed -n "s|$ENV|$ID \\7 \\4 \\2|p" "$L" >> "$T/events"
  [ $BAD -ne $n0 ] || { for c in custody.form custody.tail custody.chain custody.signatures vault.identity; do ok $c "$L ($n lines)"; done; check_clock; }
}
check_clock() { # L: within a boot wall and monotonic clock move together, or a clock.step says by how much not
  sed -n "s|$ENV|\\3 \\1 \\5 \\4 \\2|p" "$L" | awk '{split($2, d, /[-T:.Z]/); y=d[1]; m=d[2]; if (m < 3) {y--; m += 12}
    t=((365*y + int(y/4) - int(y/100) + int(y/400) + int((153*m - 457)/5) + d[3] - 719469)*86400 + d[4]*3600 + d[5]*60 + d[6])*1000 + d[7]
    same=(NR > 1 && $1 == boot); moved=same ? (t - before) - ($3 - mono) : 0; if (moved <= 2000 && moved >= -2000) moved=0
    said=0; if ($4 == "clock.step") {said=$5; gsub(/[^0-9-]/, "", said); said += 0}
    if (moved != said || (same && $3 + 0 < mono)) printf "%.0f %.0f\n", NR, moved
    boot=$1; before=t; mono=$3 + 0}' > "$T/steps"
  while read -r i ms; do note custody.clock "$L:$i" "the clock moved by $ms ms since the line before, and no line tells of it"; done < "$T/steps"
  [ -s "$T/steps" ] || ok custody.clock "$L"
}
hex() { od -An -v -tx1 | tr -d ' \n'; }
part() { od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d ' \n'; } # file, first byte, how many
le() { printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)); }
check_zip() { # file: members into $D; every other byte is made anew and compared
  size=22; at=0; dir=
  for m in archive/data.warc.gz indexes/index.cdx.gz indexes/index.idx pages/pages.jsonl datapackage.json datapackage-digest.json; do
    unzip -p "$1" "$m" > "$D/${m##*/}" 2>/dev/null || { bad wacz.zip "$1" "cannot read $m"; return 1; }
    s=$(wc -c < "$D/${m##*/}"); size=$((size + 76 + 2 * ${#m} + s))
    head=$(part "$1" $at $((30 + ${#m}))); name=$(printf %s "$m" | hex)
    both=14000008000000002100$(echo "$head" | cut -c29-36)$(le "$s")$(le "$s")$(le ${#m} | cut -c1-4)0000
    [ "$head" = "504b0304$both$name" ] || { bad wacz.zip "$1" "the header of $m is not in the form"; return 1; }
    dir=${dir}504b01021403${both}00000000000000002481$(le $at)$name; at=$((at + 30 + ${#m} + s))
  done
  [ $size -eq $(wc -c < "$1") ] || { bad wacz.zip "$1" "there is something else in the file"; return 1; }
  dir=${dir}504b05060000000006000600$(le $((size - 22 - at)))$(le $at)0000
  [ "$(part "$1" $at $((size - at)))" = "$dir" ] || { bad wacz.zip "$1" "its directory is not that of its members"; return 1; }
}
check_members() { # file
  sed -n '/^ "resources": \[$/,/^ \],$/p' "$D/datapackage.json" > "$D/res"
  [ "$(sed -n 's/^   "path": "\(.*\)",$/\1/p' "$D/res" | tr '\n' ' ')" = "archive/data.warc.gz indexes/index.cdx.gz indexes/index.idx pages/pages.jsonl " ] ||
    bad wacz.members "$1" "datapackage.json does not list the four files"
  for m in data.warc.gz index.cdx.gz index.idx pages.jsonl; do
    h=$(sed -n "/^   \"name\": \"$m\",\$/,/^  }/s/^   \"hash\": \"sha256:\([0-9a-f]*\)\",\$/\1/p" "$D/res")
    [ "$(hash "$D/$m")" = "$h" ] || bad wacz.members "$1" "$m is not what datapackage.json says"
  done
}
check_inner() { # file, key
  H=$(sed -n 's/^ "hash": "\(sha256:[0-9a-f]*\)",$/\1/p' "$D/datapackage-digest.json")
  H2=$(sed -n 's/^  "hash": "\(sha256:[0-9a-f]*\)",$/\1/p' "$D/datapackage-digest.json")
  [ "sha256:$(hash "$D/datapackage.json")" = "$H" ] && [ "$H" = "$H2" ] || bad wacz.digest "$1" "datapackage.json is not what datapackage-digest.json says"
  S=$(sed -n 's/^  "signature": "\([^"]*\)",$/\1/p' "$D/datapackage-digest.json")
  printf %s "$S" | openssl base64 -d -A > "$D/rs"; X=$(od -An -v -tx1 "$D/rs" | tr -d ' \n')
  printf 'asn1=SEQUENCE:s\n[s]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$(echo "$X" | cut -c1-96)" "$(echo "$X" | cut -c97-192)" > "$D/c"
  openssl asn1parse -genconf "$D/c" -noout -out "$D/der" >/dev/null 2>&1; printf %s "$H" > "$D/h"
  [ "$(openssl base64 -A -in "$D/rs")" = "$S" ] && verifies "$2" "$D/der" "$D/h" || bad wacz.inner_signature "$1" "the signature inside does not fit"
  openssl pkey -pubin -in "$2" -outform DER 2>/dev/null | openssl base64 -A > "$D/k64"
  [ "$(sed -n 's/^  "publicKey": "\([^"]*\)"$/\1/p' "$D/datapackage-digest.json")" = "$(cat "$D/k64")" ] || bad wacz.inner_signature "$1" "another key is inside"
}
check_claims() { # file, seq of its line: the eight lines of section 6.7
  sed -n '/^ "evidencekit": {$/,$p' "$D/datapackage.json" | sed -n 2,9p | sed -n 's/^ *"[a-z_]*": "\{0,1\}\([a-z0-9.-]*\)"\{0,1\},\{0,1\}$/\1/p' > "$D/ek"
  set -- "$1" "$2" $(cat "$D/ek")
  [ $# -eq 9 ] && [ "$4.wacz" = "${1##*/}" ] || bad wacz.metadata "$1" "it says it is ${4:-nothing}"
  [ "${7:-}" = true ] && { [ -n "$ONE" ] || [ "$VDEMO" = true ] || bad vault.demo "$1" "a demo capture in a vault that is none"; DEMO=1; }
  [ -n "$ONE" ] && return
  [ "${5:-} ${6:-} ${7:-}" = "$VID $ID $VDEMO" ] || bad wacz.metadata "$1" "another vault, key or DEMO mark"
  [ "${8:-x}" -lt "$2" ] 2>/dev/null && grep -qx "$6 $8 $9" "$T/heads" || bad custody.witness "$1" "the log does not have the entry that this capture saw"
}
check_wacz() { # file, key, seq of its line
  n0=$BAD; D=$T/x; mkdir -p "$D"
  if [ -z "$ONE" ] || [ -f "$1.sig" ]; then verifies "$2" "$1.sig" "$1" || bad wacz.signature "$1.sig" "it does not fit the file"
  else note wacz.signature "$1.sig" "not beside the file: only the signature inside is checked"; fi
  if check_zip "$1"; then check_members "$1"; check_inner "$1" "$2"; check_claims "$1" "$3"; fi
  [ $BAD -ne $n0 ] || for c in wacz.signature wacz.zip wacz.members wacz.digest wacz.inner_signature wacz.metadata; do
    [ $c = wacz.signature ] && [ ! -f "$1.sig" ] || ok $c "$1"; done
  [ $BAD -ne $n0 ] || [ -n "$ONE" ] || ok custody.witness "$1"
}
check_succession() { # which log goes on where which ended; fills $T/links: whoever trusts the first trusts the second
  sed -n 's|^\([0-9a-f]*\) 0 log.begun {"after":{"head":"\([0-9a-f]\{64\}\)","key_id":"\([0-9a-f]\{16\}\)","seq":\([0-9]*\)},.*,"spki":"\([A-Za-z0-9+/]*\)","vault_id":"[a-z0-9-]*"}$|\1 \3 \4 \2 \5|p' "$T/events" > "$T/after"
  sed -n 's|^\([0-9a-f]*\) \([0-9]*\) key.succeeded {"by":".*","spki":"\([A-Za-z0-9+/]\{160\}\)"}$|\1 \2 \3|p' "$T/events" > "$T/succ"
  while read -r new old seq head spki; do
    grep -qx "$old $seq $head" "$T/heads" || { bad custody.succession "custody/$new.jsonl:1" "the log that it goes on from did not end so"; continue; }
    echo "$new $old" >> "$T/links"
    if grep -qxF "$old $seq $spki" "$T/succ"; then ok custody.succession "custody/$new.jsonl"; echo "$old $new" >> "$T/links"
    else OPEN=1; note custody.succession "custody/$new.jsonl" "that the old key agreed is not shown"; fi
  done < "$T/after"
  while read -r old seq spki; do
    next=$(printf %s "$spki" | openssl base64 -d -A | sha | cut -c1-16)
    [ -e "custody/$next.jsonl" ] || { OPEN=1; note custody.succession "custody/$next.jsonl" "the old log names this key as the next, and its log is not here"; }
    awk -v k="$old" -v s="$seq" '$1 == k && $2 > s {print $2 + 1}' "$T/heads" > "$T/late"
    while read -r l; do bad custody.events "custody/$old.jsonl:$l" "it stands behind the end of the log"; done < "$T/late"
  done < "$T/succ"
}
check_revoked() {
  sed -n 's|^\([0-9a-f]*\) [0-9]* key.revoked {"by":".*","key_id":"\([0-9a-f]\{16\}\)","reason":"[a-z_]*"}$|\1 \2|p' "$T/events" > "$T/revoked"
  while read -r who gone; do
    # From the log that says so back to the log that went on from the revoked one: what that stands on, counts.
    s=$(awk -v w="$who" -v g="$gone" '{old[$1] = $2; at[$1] = $3} END {
      for (n = 0; n <= NR && w in old; n++) {if (old[w] == g) {print at[w]; exit} w = old[w]}}' "$T/after")
    [ -n "$s" ] || { bad key.revoked "custody/$who.jsonl" "it revokes $gone and did not follow it"; continue; }
    awk -v k="$gone" -v s="$s" '$1 == k && $2 > s {print $2 + 1}' "$T/heads" > "$T/late"
    while read -r l; do bad key.revoked "custody/$gone.jsonl:$l" "signed with a key that was revoked"; done < "$T/late"
    [ -s "$T/late" ] || ok key.revoked "keys/$gone.pem"
  done < "$T/revoked"
}
all_known() { # every key is the given one, or bound to it by the logs
  echo "$GIVEN" | cut -c1-16 > "$T/trust"
  for f in $FPRS; do
    while read -r a b; do grep -qx "$a" "$T/trust" && echo "$b" >> "$T/trust"; done < "$T/links"
  done
  for f in $FPRS; do grep -qx "$(echo "$f" | cut -c1-16)" "$T/trust" || return 1; done
}
check_removed() { # fills $T/removed (id, hash): what a person took out, with a signed line
  sed -n 's|^[0-9a-f]* [0-9]* capture.removed {"by":".*","id":"\(c-[0-9a-z]\{26\}\)","reason":".*","sha256":"\([0-9a-f]\{64\}\)"}$|\1 \2|p' "$T/events" > "$T/removed"
  [ "$(grep -c '^[0-9a-f]* [0-9]* capture.removed ' "$T/events")" -eq "$(wc -l < "$T/removed")" ] || bad custody.form custody "a capture.removed line is not in the form"
}
gone() { # file: it belongs to a removed capture
  [ -e "$1" ] && note custody.unfinished "$1" "its capture was removed; opening the vault removes it"
}
check_sealed() {
  P='{"bytes":[0-9]*,"file":"\(evidence/[0-9]\{4\}/[0-9]\{2\}/c-[0-9a-z]\{26\}\.wacz\)","id":"\(c-[0-9a-z]\{26\}\)"'
  sed -n "s|^\([0-9a-f]*\) \([0-9]*\) capture.sealed $P,\"recovered\":[a-z]*,\"sha256\":\"\([0-9a-f]\{64\}\)\"}\$|\1 \2 \3 \4 \5|p" "$T/events" > "$T/sealed"
  [ "$(grep -c '^[0-9a-f]* [0-9]* capture.sealed ' "$T/events")" -eq "$(wc -l < "$T/sealed")" ] || bad custody.form custody "a capture.sealed line is not in the form"
  while read -r ID seq file id h; do
    echo "$id" >> "$T/ended"
    if ! inside "$id"; then echo "$h  $file" >> "$T/outside"; note custody.file_missing "$file" "not in this export"; continue; fi
    printf '%s\n' "$file" "$file.sig" >> "$T/known"; echo "$h" >> "$T/inside"
    if grep -qx "$id $h" "$T/removed"; then
      echo "$h  $file" >> "$T/gone"; gone "$file"; gone "$file.sig"
      note custody.removed "$file" "a person removed it on purpose: the log says who and why"; continue
    fi
    plain "$file" || { bad custody.file_missing "$file" "sealed in the log, not here"; continue; }
    plain "$file.sig" || { bad custody.file_missing "$file.sig" "sealed in the log, not here"; continue; }
    [ "$(hash "$file")" = "$h" ] && ok wacz.hash "$file" || bad wacz.hash "$file" "not the bytes that were sealed"
    check_wacz "$file" "keys/$ID.pem" "$seq"
  done < "$T/sealed"
  sed -n 's|^[0-9a-f]* [0-9]* capture.lost {"id":"\([^"]*\)".*|\1|p' "$T/events" >> "$T/ended"
  sed -n "s|^[0-9a-f]* [0-9]* capture.sealing $P,.*|\1 \2|p" "$T/events" > "$T/begun"
  while read -r file id; do
    grep -qx "$id" "$T/ended" && continue
    inside "$id" || continue
    printf '%s\n' "$file" "$file.sig" >> "$T/known"; note custody.unfinished "$file" "it was being sealed; opening the vault finishes it"
  done < "$T/begun"
}
check_derived() {
  sed -n 's|^[0-9a-f]* [0-9]* derived.made {"file":"\(derived/[0-9a-f]\{64\}/[a-z0-9._-]*\)","kind":"[a-z_]*","sha256":"\([0-9a-f]\{64\}\)","source":"\([0-9a-f]\{64\}\)"}$|\1 \2 \3|p' "$T/events" > "$T/made"
  while read -r p h from; do
    [ $EXPORT = 0 ] || grep -qx "$from" "$T/inside" || continue
    echo "$p" >> "$T/known"
    if grep -q " $from\$" "$T/removed"; then gone "$p"; continue; fi
    plain "$p" || { bad custody.file_missing "$p" "the log names it, not here"; continue; }
    [ "$(hash "$p")" = "$h" ] && ok derived.hash "$p" || bad derived.hash "$p" "changed since it was made"
  done < "$T/made"
}
inside() { [ $EXPORT = 0 ] || grep -qx "$1" "$T/scope"; } # id: is it in this export, or is this a whole vault
read_scope() { # export.json: what may be absent; the last line of a log vouches for it by its hash
  EXPORT=0; : > "$T/scope"; : > "$T/inside"; : > "$T/outside"
  [ -e export.json ] || [ -L export.json ] || return
  EXPORT=1
  plain export.json && [ "$(sed -n '3p' export.json)" = ' "kind": "export",' ] || { bad export.scope export.json "not in the form"; return; }
  sed -n '/^ "captures": \[$/,/^ \],$/s/^  "\(c-[0-9a-z]\{26\}\)",\{0,1\}$/\1/p' export.json > "$T/scope"
}
check_scope() {
  [ $EXPORT = 1 ] || return
  while read -r id; do grep -q "\"id\":\"$id\",\"recovered\"" "$T/sealed0" || bad export.scope export.json "the log does not know $id"; done < "$T/scope"
  h=$(hash export.json)
  if grep "export.made .*,\"files\":\[{\"bytes\":[0-9]*,\"name\":\"export.json\",\"sha256\":\"$h\"}\],\"recipient\":" "$T/events" |
    cut -d' ' -f1,2 | grep -qxFf "$T/last"; then ok export.scope export.json
  else OPEN=1; note export.scope export.json "the log does not vouch for what is left out"; fi
  sed -n '/^ "files": \[$/,/^ \]$/p' export.json | sed -n 's/^   "name": "\([A-Za-z0-9_-][A-Za-z0-9/._-]*\)",$/\1/p;s/^   "sha256": "\([0-9a-f]\{64\}\)"$/\1/p' | paste -d' ' - - > "$T/files"
  while read -r p h; do
    case /$p in */.*) bad export.files "$p" "not a name of ours"; continue;; esac
    plain "$p" && [ "$(hash "$p")" = "$h" ] && ok export.files "$p" || bad export.files "$p" "missing or changed"
  done < "$T/files"
}
check_list() { # list
  echo "$1" >> "$T/known"
  if grep -qv '^[0-9a-f]\{64\}  [A-Za-z0-9_-][A-Za-z0-9/._-]*$' "$1" || ! ends_well "$1" || grep -q '/\.' "$1"; then bad stamp.list "$1" "not in the form"; return; fi
  n1=$BAD
  while read -r h p; do
    { plain "$p" && [ "$(hash "$p")" = "$h" ]; } || grep -qxF "$h  $p" "$T/gone" || { [ ! -e "$p" ] && grep -qxF "$h  $p" "$T/outside"; } || bad stamp.list "$1" "$p is missing or changed"
    case $p in stamps/heads/*)
      echo "$p" >> "$T/known"; k=${p##*/}; k=${k%.json}
      grep -qx "${k%-*} ${k##*-} $h" "$T/heads" && [ "$(hash "$p")" = "$h" ] && ok custody.witness "$p" || bad custody.witness "$p" "the log does not have this line";;
    esac
  done < "$1"
  [ $BAD -ne $n1 ] || ok stamp.list "$1"
}
seconds() { # 2026-11-23T22:33:57Z, as seconds since 1970
  echo "$1" | tr 'TZ:-' '    ' | awk '{y=$1; m=$2; if (m < 3) {y--; m += 12}
    printf "%.0f\n", (365*y + int(y/4) - int(y/100) + int(y/400) + int((153*m - 457)/5) + $3 - 719469 + 0)*86400 + $4*3600 + $5*60 + $6}'
}
token_holds() { # roots, then -attime and its value or nothing: over the list, and over the request with its nonce
  R=$1; shift
  openssl ts -verify "$@" -data "$B" -in "$p.tsr" -CAfile "$R" -untrusted "$p.chain.pem" >/dev/null 2>&1 &&
    openssl ts -verify "$@" -queryfile "$p.tsq" -in "$p.tsr" -CAfile "$R" -untrusted "$p.chain.pem" >/dev/null 2>&1
}
held() { # roots, time in the log: now, or at that time
  token_holds "$1" || { token_holds "$1" -attime "$(seconds "$2")" && note stamp.chain "$p.chain.pem" "the certificates have ended since; they held at $2"; }
}
check_token() { # time in the log; B is the list, p the stem of its files
  if openssl crl2pkcs7 -nocrl -certfile "$p.chain.pem" 2>/dev/null | openssl pkcs7 -print_certs -noout 2>/dev/null | grep -q 'evidencekit DEMO' && [ "$VDEMO" != true ]; then bad vault.demo "$p.tsr" "a demo token in a vault that is none"; fi
  if [ -n "$ROOTS" ] && held "$ROOTS" "$1"; then ok stamp.token "$p.tsr"; ok stamp.chain "$p.chain.pem"
  elif held "$p.chain.pem" "$1"; then
    ok stamp.token "$p.tsr"
    if [ -n "$ROOTS" ]; then bad stamp.chain "$p.chain.pem" "it does not end in a root of $ROOTS"
    else note stamp.chain "$p.chain.pem" "the root came with the vault: it proves a time only if you know that root (-r ROOTS.pem)"; fi
  else
    bad stamp.token "$p.tsr" "openssl ts -verify fails"
    case $(openssl version) in LibreSSL*) note stamp.token "$p.tsr" "if its certificates have ended, this needs OpenSSL";; esac
  fi
}
check_crls() { # member revocation of the log; p is the stem: bytes, whose list it is, whether it names the certificate
  echo "$1" | tr '{' '\n' | sed -n 's|^"file":"\(stamps/[0-9A-Za-z.-]*\.[1-9]\.crl\)","sha256":"\([0-9a-f]\{64\}\)"},*$|\1 \2|p' > "$T/crls"
  while read -r f h; do
    echo "$f" >> "$T/known"; k=${f%.crl}; k=${k##*.}
    plain "$f" && [ "$(hash "$f")" = "$h" ] || { bad stamp.revocation "$f" "missing or not what was kept"; continue; }
    openssl crl -inform DER -in "$f" -noout -CAfile "$p.chain.pem" 2>&1 | grep -q '^verify OK' || { bad stamp.revocation "$f" "not signed by the issuer in $p.chain.pem"; continue; }
    sed -n '/-----BEGIN/,/-----END/p' "$p.chain.pem" | awk -v n="$k" '/-----BEGIN/ {i++} i == n' > "$T/cert"
    s=$(openssl x509 -in "$T/cert" -noout -serial 2>/dev/null | sed 's/^serial=//')
    if [ -z "$s" ] || openssl crl -inform DER -in "$f" -noout -text 2>/dev/null | grep -q "^ *Serial Number: $s\$"; then bad stamp.revocation "$f" "it names certificate $k of $p.chain.pem as revoked"
    else ok stamp.revocation "$f"; fi
  done < "$T/crls"
}
check_stamps() {
  for B in stamps/*.sha256; do
    [ -e "$B" ] || [ -L "$B" ] || continue
    plain "$B" && case $B in *[!A-Za-z0-9/.-]*) false;; esac && check_list "$B"
  done
  A='{"authority":"\([a-z0-9-]\{1,40\}\)"'; N='"list":"\(stamps/[0-9TZ-]*\.sha256\)","list_sha256":"\([0-9a-f]\{64\}\)"'
  sed -n "s|^[0-9a-f]* [0-9]* stamp.requested $A,$N,\"tsq_sha256\":\"\([0-9a-f]\{64\}\)\"}\$|\1 \2 \3 \4|p" "$T/events" > "$T/req"
  sed -n "s|^[0-9a-f]* [0-9]* stamp.received $A,\"chain_sha256\":\"\([0-9a-f]\{64\}\)\",\"gen_time\":\"\([0-9TZ:-]*\)\",$N,\"policy\":\"[0-9.]*\",\"recovered\":[a-z]*,\"revocation\":\[\([^]]*\)\],\"serial\":\"[0-9a-f-]*\",\"tsr_sha256\":\"\([0-9a-f]\{64\}\)\"}\$|\1 \4 \5 \2 \7 \3 \6|p" "$T/events" > "$T/recv"
  [ "$(grep -c '^[0-9a-f]* [0-9]* stamp.received ' "$T/events")" -eq "$(wc -l < "$T/recv")" ] || bad custody.form custody "a stamp.received line is not in the form"
  while read -r a B lh qh; do
    p=${B%.sha256}.$a.tsq; echo "$p" >> "$T/known"
    plain "$B" || { bad custody.file_missing "$B" "the log names it, not here"; continue; }
    [ "$(hash "$B")" = "$lh" ] || bad stamp.list "$B" "not the list that was sent"
    plain "$p" && [ "$(hash "$p")" = "$qh" ] && ok stamp.request "$p" || bad stamp.request "$p" "missing or changed"
  done < "$T/req"
  while read -r a B lh ch th g crls; do
    p=${B%.sha256}.$a; printf '%s\n' "$p.tsr" "$p.chain.pem" >> "$T/known"; n2=$BAD
    plain "$B" && [ "$(hash "$B")" = "$lh" ] || bad stamp.list "$B" "not the list that was stamped"
    plain "$p.tsr" && [ "$(hash "$p.tsr")" = "$th" ] || bad stamp.token "$p.tsr" "missing or not what was received"
    plain "$p.chain.pem" && [ "$(hash "$p.chain.pem")" = "$ch" ] || bad stamp.chain "$p.chain.pem" "missing or not what was received"
    check_crls "$crls"
    [ $BAD -ne $n2 ] || check_token "$g"
  done < "$T/recv"
}
got_holds() { # roots, then -attime and its value or nothing; U is the chain kept for the capture W, of the hash c
  R=$1; shift
  openssl ts -verify "$@" $I -data "$W" -in "$p" -CAfile "$R" -untrusted "$U" >/dev/null 2>&1 ||
    { [ ! -e "$W" ] && openssl ts -verify "$@" $I -digest "$c" -in "$p" -CAfile "$R" -untrusted "$U" >/dev/null 2>&1; }
}
got_held() { got_holds "$1" || { got_holds "$1" -attime "$(seconds "$g")" && note stamp.chain "$p" "the certificates have ended since; they held at $g"; }; }
check_got() { # the imported token p, of the time g
  case $p in *.tst) I=-token_in;; *) I=;; esac
  U=$T/chain-$id; : >> "$U"
  if openssl crl2pkcs7 -nocrl -certfile "$U" 2>/dev/null | openssl pkcs7 -print_certs -noout 2>/dev/null | grep -q 'evidencekit DEMO' && [ "$VDEMO" != true ]; then bad vault.demo "$p" "a demo token in a vault that is none"; fi
  if [ -n "$ROOTS" ] && got_held "$ROOTS"; then ok stamp.token "$p"; ok stamp.chain "$p"
  elif got_held "$U"; then
    ok stamp.token "$p"
    if [ -n "$ROOTS" ]; then bad stamp.chain "$p" "it does not end in a root of $ROOTS"
    else note stamp.chain "$p" "the root came with the vault: it proves a time only if you know that root (-r ROOTS.pem)"; fi
  elif grep -qx "$id $c" "$T/removed" && [ ! -e "$W" ]; then note stamp.token "$p" "its capture was removed: not checked"
  else bad stamp.token "$p" "openssl ts -verify fails over $W"; fi
}
check_imported() {
  sed -n 's|^[0-9a-f]* [0-9]* stamp.imported {"by":".*","capture_sha256":"\([0-9a-f]\{64\}\)","file":"\(stamps/imported/[0-9a-f]\{64\}\.[a-z]\{3\}\)","gen_time":\([0-9TZ:nul"-]*\),"id":"\(c-[0-9a-z]\{26\}\)","kind":"\([a-z_]*\)","sha256":"\([0-9a-f]\{64\}\)"}$|\1 \2 \3 \4 \5 \6|p' "$T/events" | tr -d '"' > "$T/got"
  [ "$(grep -c '^[0-9a-f]* [0-9]* stamp.imported ' "$T/events")" -eq "$(wc -l < "$T/got")" ] || bad custody.form custody "a stamp.imported line is not in the form"
  while read -r c p g id k h; do
    [ $EXPORT = 0 ] || grep -qx "$c" "$T/inside" || continue
    echo "$p" >> "$T/known"
    plain "$p" || { bad custody.file_missing "$p" "the log names it, not here"; continue; }
    [ "$(hash "$p")" = "$h" ] && [ "${p%.*}" = "stamps/imported/$h" ] || { bad stamp.imported "$p" "not the file that was imported"; continue; }
    W=$(sed -n "s|^[0-9a-f]* [0-9]* \([^ ]*\) $id $c\$|\1|p" "$T/sealed")
    [ -n "$W" ] || { bad stamp.imported "$p" "bound to a capture that the log does not have"; continue; }
    ok stamp.imported "$p"
    case $k in
      chain) cat "$p" >> "$T/chain-$id";;
      token) check_got;;
      *) note stamp.certificate "$p" "a certificate of others: not checked here";;
    esac
  done < "$T/got"
}
check_vault() {
  cd -- "$VAULT" 2>/dev/null && [ -f vault.json ] || { echo "no vault.json in $VAULT" >&2; exit 2; }
  set -- $(sed -n '2s/^ "format": "\([0-9.]*\)",$/\1/p;3s/^ "vault_id": "\(v-[0-9a-z]*\)",$/\1/p;4s/^ "demo": \([a-z]*\),$/\1/p' vault.json)
  [ $# -eq 3 ] || { set -- 0 - -; bad vault.format vault.json "its first lines are not in the form"; }
  case $1 in 1.*) ok vault.format vault.json;; 0) ;; *) echo "BAD  vault.format vault.json: format $1 is newer than this check.sh"; exit 3;; esac
  VID=$2; VDEMO=$3; [ "$VDEMO" = true ] && DEMO=1
  : > "$T/heads"; : > "$T/events"; : > "$T/known"; : > "$T/ended"; : > "$T/gone"; : > "$T/links"; : > "$T/last"; read_scope
  for L in custody/*.jsonl; do
    ID=${L##*/}; ID=${ID%.jsonl}
    case $ID in *[!0-9a-f]*|'') bad custody.form "$L" "no log of a key"; continue;; esac
    check_key "keys/$ID.pem" || continue
    [ "$(echo "$F" | cut -c1-16)" = "$ID" ] && ok key.file "keys/$ID.pem" || bad key.file "keys/$ID.pem" "the name is not the hash of the key"
    FPRS="$FPRS $F"; check_log "$L" "keys/$ID.pem"; echo "$ID $((n - 1))" >> "$T/last"
  done
  for K in keys/*.pem; do
    ID=${K##*/}; ID=${ID%.pem}; case $ID in *.enc) continue;; esac
    [ -e "custody/$ID.jsonl" ] && continue
    if [ -n "$FPRS" ]; then OPEN=1; note custody.unfinished "custody/$ID.jsonl" "a key without a log: a change of keys was interrupted, or the log was taken away"
    else bad custody.form "custody/$ID.jsonl" "missing"; fi
  done
  grep '^[0-9a-f]* [0-9]* capture.sealed ' "$T/events" > "$T/sealed0"
  check_scope; check_succession; check_revoked; check_removed; check_sealed; check_derived; check_stamps; check_imported
  find evidence stamps derived ! -type d \( ! -type f -o ! -name .DS_Store ! -name Thumbs.db ! -name desktop.ini \) 2>/dev/null | sort > "$T/have"
  sort -u "$T/known" > "$T/known2"; grep -vxFf "$T/known2" "$T/have" > "$T/unknown"
  while IFS= read -r f; do bad custody.file_unknown "$f" "the log does not know it"; done < "$T/unknown"
  [ -s "$T/unknown" ] || ok custody.file_unknown "evidence stamps derived"
}
VID=; VDEMO=
if [ -n "$ONE" ]; then check_key "$KEY" && { FPRS=" $F"; check_wacz "$ONE" "$KEY" 0; }; else check_vault; fi
for f in $FPRS; do echo "KEY  fingerprint $f"; done
KNOWN=0
if [ -n "$GIVEN" ]; then case "$FPRS " in *" $GIVEN "*) all_known && KNOWN=1;; *) bad key.known "keys" "not the key with the fingerprint you gave";; esac; fi
NOT="This does not prove who held the key, that a shop sent these bytes, or that the goods are fake."
if [ $BAD -gt 0 ]; then printf '%s\n' "RESULT failed: $BAD problem(s)" "$NOT"; exit 1; fi
if [ $DEMO = 1 ]; then printf '%s\n' "$NOT" "RESULT DEMO: proves nothing"; exit 0; fi
if [ $KNOWN = 1 ] && [ $OPEN = 1 ]; then echo "RESULT indeterminate: see the lines NOTE"
elif [ $KNOWN = 1 ]; then echo "RESULT passed"; else echo "RESULT indeterminate: compare the fingerprint"; fi
echo "$NOT"
