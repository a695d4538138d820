#!/bin/sh
# rootkey.sh - a root key is made for a new database, and never instead of one
# that is missing or another.
. tests/lib/server.sh
root=$state/keys/root

"$vinculo" migrate >/dev/null
serve
is 'a first start makes a root key' "$(cut -d' ' -f1,2 "$root")" \
    'vinculo-root 1'
stop
rm "$root"
serve
is 'while nothing was sealed, another one' "$(cut -d' ' -f1,2 "$root")" \
    'vinculo-root 1'
stop
"$vinculo" demo --persons 20 --cases 1 >/dev/null 2>&1
"$vinculo" keys rotate --root >/dev/null 2>&1
mv "$root" "$state/safe"

# It must end by itself, with this in its log.
refused() {
	status=0
	VINCULO_HTTP_PORT=0 timeout 30 "$vinculo" serve >/dev/null \
	    2>"$state/log" || status=$?
	is "$1: it does not start" "$status" 1
	is "$1: and says why" "$(grep -c "server.start_failed code=$2.*$3" \
	    "$state/log")" 1
}
refused 'a root key that is missing' key.root_missing \
    "sealed with number 2.*$root, mode 0600"
is 'none is made' "$(ls "$state/keys" | grep -c '^root' || :)" 0
is 'nor by commands, which say the same' "$("$vinculo" user add no.root \
    --name 'No Root' --role clerk --unit uts-1 2>&1 >/dev/null |
    grep -c "sealed with number 2.*$root")" 1
is 'still none' "$(ls "$state/keys" | grep -c '^root' || :)" 0

sed 's/root 2/root 1/' "$state/safe" >"$root"
chmod 600 "$root"
refused 'an older root key' key.root_other 'is number 1.* with number 2;.*'
rm "$root"

url=$VINCULO_DATABASE_URL
export VINCULO_DATABASE_URL="host=$state dbname=none" VINCULO_DATABASE_WAIT_MS=200
refused 'no root key and no database' key.root_missing 'does not say'
is 'none is made then either' "$(ls "$state/keys" | grep -c '^root' || :)" 0
export VINCULO_DATABASE_URL="$url"

mv "$state/safe" "$root"
serve
until_true logged search.loaded
is 'put back, it opens everything' \
    "$(sed -n 's/.* search.loaded .*names=\([0-9]*\).*/\1/p' "$state/log")" \
    "$(sql 'select count(*) from person')"
finish_tests
