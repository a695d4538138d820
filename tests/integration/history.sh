#!/bin/sh
# history.sh - old months of history go at once, and the audit trail knows.
. tests/lib/server.sh

"$vinculo" migrate >/dev/null
"$vinculo" demo --persons 20 --cases 1 >/dev/null 2>&1
for m in 201901 201902; do
	sql "create table history_$m partition of history
	    for values from ('${m%??}-${m#????}-01') to ('${m%??}-${m#????}-20')"
done
sql "insert into history (tenant_id, at, instance_id, elements, types, events)
    select id, '2019-01-05', id, '{a}', '{task}', '{entered}' from tenant"
now=$(sql 'select count(*) from history')
is 'months are listed, the oldest first' \
    "$("$vinculo" history list | head -2 | tr '\n' ' ')" '2019-01 2019-02 '
is 'a month that is none is refused' \
    "$("$vinculo" history drop --before 2019-13 >/dev/null 2>&1 || echo $?)" 2
is 'those before a month go' \
    "$("$vinculo" history drop --before 2019-02 | tr '\n' ' ')" \
    '2019-01 dropped 1 months '
is 'with what was in them, and nothing else' \
    "$(sql 'select count(*) from history')" $((now - 1))
is 'the audit trail knows' \
    "$(sql "select count(*) from audit_event where action = 'history.drop'")" 1
may_go() {
	sql "select sealed_may_go(id, 16, gen_random_uuid(), '$1') from tenant"
}
is 'and so nobody misses a note from then' "$(may_go 2019-01-20)" t
is 'but one of a month that stays' "$(may_go 2019-02-20)" f
is 'nothing to drop is no event' \
    "$("$vinculo" history drop --before 2019-02)" '0 months'
finish_tests
