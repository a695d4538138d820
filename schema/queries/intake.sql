-- Many rows at once (server/record/intake.c); the tables in this order.

-- name: copy_data_key
copy data_key (tenant_id, dek_id, kind, subject_id, gen, key_id, wrapped)
	from stdin;

-- name: copy_person
copy person (tenant_id, id, sensitivity) from stdin;

-- name: copy_person_data
copy person_data (tenant_id, person_id, category, envelope) from stdin;

-- name: copy_tag
copy blind_index (tenant_id, kind, epoch, tag, subject_id) from stdin;

-- name: copy_record
copy record (tenant_id, id, number, holder_id, unit_id, territory_id,
	referent_id, state, sensitivity, risk, opened_at, opened_by) from stdin;

-- name: copy_record_data
copy record_data (tenant_id, record_id, category, envelope) from stdin;

-- name: copy_referent
copy record_referent (tenant_id, record_id, staff_id, valid_from) from stdin;

-- name: copy_member
copy household_member (tenant_id, record_id, person_id, relation, valid_from)
	from stdin;

-- name: copy_intervention
copy intervention (tenant_id, id, number, record_id, person_id, programme,
	sector, unit_id, state, sensitivity, opened_at, opened_by, decided_at,
	closed_at) from stdin;

-- name: copy_item
copy intervention_item (tenant_id, intervention_id, kind, scheme, code,
	amount_cents, starts_on, ends_on) from stdin;

-- name: copy_entry
copy entry (tenant_id, id, record_id, intervention_id, kind, category,
	envelope, created_at, created_by) from stdin;
