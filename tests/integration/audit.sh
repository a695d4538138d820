#!/bin/sh
# audit.sh - the audit trail is sealed while the server runs; whatever a
# superuser does to it afterwards, vinculo audit verify names it.
. tests/lib/server.sh
verify() { "$vinculo" audit verify "$@" 2>/dev/null || :; }
status() { "$vinculo" audit verify "$@" >/dev/null 2>&1 && echo 0 || echo $?; }

"$vinculo" migrate >/dev/null
"$vinculo" demo --persons 100 --cases 5 >/dev/null 2>&1
serve
until_true is_sealed
# More batches.
for i in 1 2 3; do
	"$vinculo" user add "someone.$i" --name "Someone $i" --role clerk \
	    --unit uts-1 >/dev/null 2>&1
	until_true is_sealed
done
stop
serve
for i in 1 2 3 4 5 6 7 8 9 10; do
	"$vinculo" user link someone.1 >/dev/null 2>&1
done
until_true is_sealed
stop
is 'the trail is as it was written' "$(verify | tail -1)" \
    'the trail is as it was written'
is 'after a restart the sealer goes on' \
    "$(sql 'select count(*) > 3 from audit_batch')" t
is 'from a place on too' "$(status --from 20)" 0

id=$(sql 'select ids[3] from audit_batch order by first_index limit 1')
"$vinculo" audit prove "$id" >"$state/bundle"
is 'an event is proved without the database' "$("$vinculo" audit check \
    "$state/bundle" --key "$state/keys/audit.pub" | head -1 | cut -d: -f1)" \
    "event $id"
sed 's/"index":2/"index":3/' "$state/bundle" >"$state/forged"
is 'a forged bundle proves nothing' "$("$vinculo" audit check \
    "$state/forged" --key "$state/keys/audit.pub" >/dev/null || echo refused)" \
    refused

is 'the server cannot change an event' "$( (PGOPTIONS="-c app.tenant=$id" \
    psql -Xh "$dir" -U vinculo_app -d postgres \
    -c 'update audit_event set wseq = 1' 2>&1 || :) |
    grep -c 'permission denied')" 1
is 'nor the owner by accident' "$( (sql "update audit_event set wseq = 1" \
    2>&1 || :) | grep -c 'trail is final')" 1

# As a superuser who means it: the deed, what verify must say, then undone.
forge() {
	what=$1 deed=$2 undo=$3 want=$4
	psql -XAtqh "$dir" -U postgres -d postgres >/dev/null <<-SQL
		set client_min_messages = warning;
		set session_replication_role = replica;
		create temp table was as select * from audit_event
		    where id = '$id';
		drop table if exists kept;
		create table kept as select * from was;
		$deed;
	SQL
	is "$what" "$(verify | grep -c "$want")" 1
	is "$what: status" "$(status)" 1
	psql -XAtqh "$dir" -U postgres -d postgres >/dev/null <<-SQL
		set session_replication_role = replica;
		$undo;
	SQL
	is "$what: and back" "$(status)" 0
}
back="delete from audit_event where id = '$id';
    insert into audit_event select * from kept"
forge 'a leaf that was altered is named' \
    "update audit_event set leaf = set_byte(leaf, 100, 255 -
	get_byte(leaf, 100)) where id = '$id'" "$back" \
    "event $id at place 2 was altered"
forge 'a column that was altered is named' \
    "update audit_event set outcome = 'denied' where id = '$id'" "$back" \
    "event $id: column outcome was altered"
forge 'a purpose that was altered is named' \
    "update audit_event set purpose = 'curiosity' where id = '$id'" "$back" \
    "event $id: column purpose was altered"
forge 'an actor that was exchanged is named' \
    "update audit_event set actor_id = gen_random_uuid() where id = '$id'" \
    "$back" "event $id: column actor_id was altered"
forge 'an event that was removed is named' \
    "delete from audit_event where id = '$id'" "$back" \
    "event $id at place 2 is missing"
forge 'its number is missed too' \
    "delete from audit_event where id = '$id'" "$back" \
    "missing, and was never announced"
forge 'a MAC that was altered is named' \
    "update audit_event set mac = set_byte(mac, 0, 255 - get_byte(mac, 0))
	where id = '$id'" "$back" "event $id was forged"
new=01900000-0000-7000-8000-000000000001
forge 'an event that was put in is named' \
    "update was set id = '$new'; insert into audit_event select * from was" \
    "delete from audit_event where id = '$new'" "event $new was put in"
forge 'an event that was moved is named' \
    "update audit_event set xid = (select xid_high from audit_batch
	order by first_index desc limit 1) where id = '$id'" "$back" \
    "event $id was put in after the sealing"

# Who rewrites the batch as well meets the signature.
first=$(sql 'select min(first_index) from audit_batch')
sql 'create table batch_kept as select * from audit_batch;
    create table events_kept as select * from audit_event' >/dev/null
forge 'a batch that was rewritten is named' \
    "update audit_batch set leaf_hashes = overlay(leaf_hashes placing
	sha256('x') from 65 for 32) where first_index = $first" \
    "update audit_batch b set leaf_hashes = k.leaf_hashes from batch_kept k
	where k.first_index = b.first_index" \
    "the batch at place $first was altered"
forge 'an end that was cut off is noticed' \
    "delete from audit_event e using audit_batch b where b.first_index =
	(select max(first_index) from audit_batch) and e.id = any(b.ids);
     delete from audit_batch where first_index =
	(select max(first_index) from audit_batch)" \
    "insert into audit_batch select * from batch_kept on conflict do nothing;
     insert into audit_event select * from events_kept
	on conflict do nothing" \
    "its end was removed"
finish_tests
