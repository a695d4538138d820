-- The rights of the persons concerned (GDPR 15 to 18).

-- ------------------------------------------------------- a copy of one's data

-- Did the person live in the household of a record at this moment?
create function lived_in(person uuid, record uuid, at timestamptz)
returns boolean language sql stable as $$
	select exists (select from household_member m
	        where m.tenant_id = app_tenant() and m.record_id = lived_in.record
	          and m.person_id = person
	          and local_day(at) between m.valid_from
	              and coalesce(m.valid_to, 'infinity'))
$$;

-- Is an event of a record about this person too: not about what is another's?
create function audit_concerns(e audit_event, person uuid)
returns boolean language sql stable as $$
	select lived_in(person, e.record_id, e.at) and case e.object_type
	    when 'person' then e.object_id = person
	    when 'member' then not exists (select from household_member m
	        where m.tenant_id = e.tenant_id and m.id = e.object_id
	          and m.person_id <> person)
	    when 'intervention' then not exists (select from intervention i
	        where i.tenant_id = e.tenant_id and i.id = e.object_id
	          and i.person_id <> person)
	    when 'task' then not exists (select from task t
	        where t.tenant_id = e.tenant_id and t.id = e.object_id
	          and t.person_id <> person)
	    when 'entry' then not exists (select from entry n
	        where n.tenant_id = e.tenant_id and n.id = e.object_id
	          and n.person_id <> person)
	    when 'file' then not exists (select from file f
	        where f.tenant_id = e.tenant_id and f.id = e.object_id
	          and f.person_id <> person)
	    else true end
$$;

-- An event as the person concerned may know it: in which role over which unit,
-- when, what; not who (CJEU C-579/21).
create function audit_access(e audit_event) returns json
language sql stable as $$
	select json_build_object('at', e.at, 'action', e.action,
	       'outcome', e.outcome, 'purpose', e.purpose,
	       'by', coalesce((select json_agg(json_build_object(
	           'role', a ->> 'role', 'unit', u.name) order by n)
	           from jsonb_array_elements(audit_detail(e.leaf)::jsonb -> 'as')
	                with ordinality as x (a, n)
	           left join unit u on u.tenant_id = e.tenant_id
	            and u.id = (a ->> 'unit')::uuid), '[]'))
$$;
