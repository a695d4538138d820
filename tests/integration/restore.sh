#!/bin/sh
# restore.sh - docs/operations.md followed to the letter: installed, backed up,
# lost, restored on another cluster, checked.
. tests/lib/server.sh
lost=
clean_up_both() {
	clean_up
	[ -z "$lost" ] || tests/lib/pg stop "$lost"
}
trap clean_up_both EXIT
page() {
	curl -s --cacert "$VINCULO_SERVER_STATE_DIR/localhost.pem" \
	    -o /dev/null -w '%{http_code}' "https://localhost:$port$1"
}

# Installed, it runs from anywhere.
make -s MODE="${MODE:-release}" DESTDIR="$state/root" install >/dev/null
share=$state/root/usr/local/share/vinculo
vinculo=$state/root/usr/local/bin/vinculo
mkdir "$state/var"
export VINCULO_SERVER_STATE_DIR="$state/var" VINCULO_HTTP_WEB_DIR="$share/web"
cat >"$state/var/connectors.ini" <<-'INI'
	[printer]
	connector = exec
	command = cat
INI
root=$PWD
cd /
"$vinculo" migrate >/dev/null
"$vinculo" demo --persons 100 --cases 5 --source "$share" >/dev/null 2>&1
serve
is 'the installed program serves' "$(page /health)" 200
is 'and the application' "$(page /staff/queue)" 200
is 'and finds its connectors' \
    "$(grep -c 'connector.open name=printer' "$state/log")" 1
cd "$root"
if ! command -v systemd-analyze >/dev/null; then
	skip 'the unit is strict' 'no systemd-analyze here'
else
	is 'the unit is strict' "$(systemd-analyze security --offline=true \
	    --threshold=15 etc/vinculo.service >/dev/null 2>&1; echo $?)" 0
fi

# Back up while it serves; keys elsewhere.
until_true is_sealed
pg_basebackup -h "$dir" -U postgres -D "$state/backup" -X stream -c fast
[ "$(id -u)" != 0 ] || chown -R postgres "$state/backup"
mkdir -m 700 "$state/safe"
install -m 0600 "$state/var/keys/"* "$state/safe/"
"$vinculo" user add after.backup --name 'After Backup' --role clerk \
    --unit uts-1 >/dev/null 2>&1
until_true is_sealed
stop
cp "$state/var/audit/checkpoints" "$state/copy"
persons=$(sql 'select count(*) from person')
is 'the trail is whole before' "$("$vinculo" audit verify 2>/dev/null |
    tail -1)" 'the trail is as it was written'

# The machine is lost.
lost=$dir
rm -rf "$state/var"
use_cluster "$(tests/lib/pg start $$ "$state/backup")"
mkdir -m 700 "$state/var" "$state/var/keys"
install -m 0600 "$state/safe/"* "$state/var/keys/"
is 'every person is back' "$(sql 'select count(*) from person')" "$persons"
is 'every query fits' "$("$vinculo" check >/dev/null 2>&1; echo $?)" 0
is 'the keys are there' "$("$vinculo" keys status puentelarga |
    grep -c '"purpose" : "kek", "key_id" : 1, "state" : "active"')" 1
serve
is 'it serves' "$(page /health)" 200
until_true logged search.loaded
is 'and opens what is sealed' \
    "$(sed -n 's/.* search.loaded .*names=\([0-9]*\).*/\1/p' "$state/log")" \
    "$persons"
until_true is_sealed
stop
report=$("$vinculo" audit verify --checkpoints "$state/copy" 2>&1) &&
    status=0 || status=$?
is 'what was lost with the end of the trail is reported' "$status" 1
is 'as a trail that was longer once' \
    "$(echo "$report" | grep -c 'its end was removed')" 1

# Another root key opens nothing, and a damaged one is told apart.
echo "vinculo-root 1 $(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" \
    >"$state/var/keys/root"
is 'a wrong root key is called wrong' "$("$vinculo" user add wrong.root \
    --name 'Wrong Root' --role clerk --unit uts-1 2>&1 >/dev/null |
    grep -c 'root key')" 1
serve
until_true logged code=keyd.wrong_key
is 'in the log too' "$(logged code=keyd.wrong_key && echo yes)" yes
stop
echo damaged >"$state/var/keys/root"
is 'a damaged one is no root key' "$("$vinculo" keys status puentelarga 2>&1 |
    grep -c 'is not a root key')" 1
finish_tests
