-- When exports go by themselves, as pages show it.

create function schedule_card(s export_schedule) returns json
language sql stable as $$
	select json_build_object('kind', s.kind, 'connector', s.connector,
	       'cron', s.cron, 'isActive', s.is_active,
	       'nextAt', case when s.is_active then s.next_at end)
$$;
