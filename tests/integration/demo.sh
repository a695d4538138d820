#!/bin/sh
# demo.sh - the operator's commands on a fresh database: demo, deploy, user.
. tests/lib/server.sh

"$vinculo" migrate >/dev/null
"$vinculo" demo --persons 300 --cases 10 >"$state/out" 2>"$state/err"
is 'the municipality has its people' "$(sql 'select count(*) >= 300 from person')" t
is 'each lives in a household' "$(sql 'select count(*) from person p where not
    exists (select from household_member m where m.person_id = p.id)')" 0
is 'every process is deployed' \
    "$(sql 'select count(*) from process_definition')" \
    "$(ls workflows/models/*.bpmn | wc -l)"
is 'every form too' "$(sql 'select count(*) from form_definition')" \
    "$(ls forms/definitions/*.json | wc -l)"
is 'cases are under way' "$(sql "select count(*) from process_instance")" 10
is 'with a task each at least' \
    "$(sql "select count(distinct instance_id) from task where state = 'open'")" 10
is 'nothing went wrong in them' "$(sql 'select count(*) from incident')" 0
is 'accounts are for their owner only' \
    "$(stat -c %a "$state/demo-accounts.txt")" 600
is 'no name is in the clear' "$(sql "select count(*) from person_data
    where position('surname1'::bytea in envelope) > 0")" 0
again=$("$vinculo" demo 2>&1) && again=done
is 'it is not made twice' "${again%%:*}" 'vinculo demo'
is 'nor when asked to be quiet about it' \
    "$("$vinculo" demo --if-empty 2>&1; echo $?)" 0
is 'what is deployed again is the same' \
    "$("$vinculo" deploy workflows/models/home-care.bpmn)" \
    'workflows/models/home-care.bpmn: home_care unchanged'
is 'an account gets a link' "$("$vinculo" user add ana.test --name 'Ana Test' \
    --role clerk --unit uts-1 2>/dev/null | sed 's/#.*//')" \
    'https://localhost:8443/staff/activate'
is 'of which only the hash is kept' \
    "$(sql 'select count(*), max(length(token_hash)) from login_link')" '1|32'
is 'one login, one account' "$("$vinculo" user add ana.test --name 'Ana Test' \
    --role clerk --unit uts-1 >/dev/null 2>&1 || echo refused)" refused
is 'the list shows it' "$("$vinculo" user list | grep -c 'not activated')" 1
finish_tests
