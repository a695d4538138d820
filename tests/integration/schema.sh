#!/bin/sh
# schema.sh - schema/schema.sql is what the migrations make, and every named
# query fits it.
set -eu
vinculo=${VINCULO:-build/release/vinculo}

if scripts/dump-schema "$vinculo" | diff -u schema/schema.sql - >&2; then
	echo 'ok 1 - schema/schema.sql is current'
else
	echo 'not ok 1 - schema/schema.sql is current'
	echo '# run make schema'
fi

dir=$(tests/lib/pg start $$)
trap 'tests/lib/pg stop "$dir"' EXIT
export VINCULO_DATABASE_OWNER_URL="host=$dir dbname=postgres user=postgres"
export VINCULO_DATABASE_URL="host=$dir dbname=postgres user=vinculo_app"
n=2
try() {
	what=$1; shift
	if "$@" >/dev/null; then echo "ok $n - $what"
	else echo "not ok $n - $what"; fi
	n=$((n + 1))
}
fails() { ! "$@" 2>/dev/null; }
try 'an empty database does not pass' fails "$vinculo" check
try 'it is migrated' "$vinculo" migrate
try 'a second time too' "$vinculo" migrate
try 'every query can be prepared' "$vinculo" check
echo "1..$((n - 1))"
