-- Ids given as an array whose length the planner cannot see: otherwise it would
-- plan each call anew, for as many as there are, which costs more than the call.
create function some_ids(wanted uuid[]) returns table (ids uuid[])
language sql stable rows 1 as $$ select wanted offset 0 $$;
