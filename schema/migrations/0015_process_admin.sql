-- Lists of instances by version and state, newest first.

create index process_instance_list
	on process_instance (tenant_id, definition_id, state, id);
drop index process_instance_definition;
