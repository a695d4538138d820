# server.sh - what shell tests of the server share: a database of their own, the
# state folder, the server itself.  To be sourced, from the root of the tree.
#
#	. tests/lib/server.sh
#	is 'what is tested' "$got" expected
#	finish_tests
set -eu
vinculo=${VINCULO:-build/release/vinculo}
n=0 server=

# Connect to the cluster in this folder from now on.
use_cluster() {
	dir=$1
	export VINCULO_DATABASE_OWNER_URL="host=$dir dbname=postgres user=postgres"
	export VINCULO_DATABASE_URL="host=$dir dbname=postgres user=vinculo_app"
}
use_cluster "$(tests/lib/pg start $$)"
state=$(mktemp -d)
export VINCULO_SERVER_STATE_DIR="$state" VINCULO_SERVER_WORKERS=1 \
    VINCULO_HTTP_WEB_DIR=
clean_up() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || :
	[ -z "$server" ] || wait "$server" 2>/dev/null || :
	tests/lib/pg stop "$dir"
	rm -rf "$state"
}
trap clean_up EXIT

is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"
	else echo "not ok $n - $1"; echo "# got '$2', expected '$3'"; fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
finish_tests() { echo "1..$n"; }

sql() { psql -XAtqh "$dir" -U postgres -d postgres -c "$1"; }

# Until a command succeeds; after ten seconds the log, and the test ends.
until_true() {
	waited=0
	while ! "$@"; do
		waited=$((waited + 1))
		if [ $waited -ge 100 ]; then
			echo "never: $*" >&2
			cat "$state/log" >&2
			exit 1
		fi
		sleep 0.1
	done
}
logged() { grep -q "$1" "$state/log"; }

# Start it, until it answers; $port is where.
serve() {
	: >"$state/log"
	VINCULO_HTTP_PORT=0 "$vinculo" serve >/dev/null 2>"$state/log" &
	server=$!
	until_true logged ' web process.ready'
	port=$(sed -n 's/.* url=https:.*:\([0-9]*\)\/.*/\1/p' "$state/log")
}
stop() {
	kill "$server"
	wait "$server" || :
	server=
}

# Is every event of the audit trail sealed?
is_sealed() {
	[ "$(sql "select count(*) from audit_event e where not exists
	    (select from audit_batch b where e.id = any(b.ids))")" = 0 ]
}
