#!/bin/sh
# schema.sh - schema/schema.sql is what the migrations make, every named query
# fits it, and its functions are safe to call.
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

# Such a function reads what its caller made unless pg_temp comes last.
loose() {
	psql -AtX "$VINCULO_DATABASE_OWNER_URL" -c "select oid::regprocedure
	    from pg_proc where prosecdef
	     and pronamespace = 'public'::regnamespace
	     and coalesce(array_to_string(proconfig, ';'), '')
	         !~ 'search_path=public, pg_temp(;|$)'"
}
try "functions with their owner's rights look at no temporary table" \
    test -z "$(loose)"
psql -qX "$VINCULO_DATABASE_OWNER_URL" -c "create function deceived()
    returns bigint language sql security definer set search_path = public
    as 'select count(*) from staff'"
try 'and one that would is found' test "$(loose)" = 'deceived()'
echo "1..$((n - 1))"
