/*
 * query.c - arguments of the query that are more than text.
 */
#include <string.h>

#include "server/api/api.h"
#include "server/api/shape.h"

int
api_query_id(struct request *req, const char *name, const char **ret,
    struct error *err)
{
	const char *v = query_arg(req, name);
	struct uuid ignored;

	if (v != NULL && uuid_parse(str_of(v), &ignored) < 0)
		return error_set_field(err, "id.invalid", str_of(name),
		    "an id (UUID)");
	*ret = v;
	return 0;
}

int
api_query_instant(struct request *req, const char *name, const char **ret,
    struct error *err)
{
	const char *v = query_arg(req, name);

	if (v != NULL && !shape_is_instant(str_of(v)))
		return error_set_field(err, "instant.invalid", str_of(name),
		    "a date and time: 2026-12-01T14:00:00Z");
	*ret = v;
	return 0;
}

int
api_query_choice(struct request *req, const char *name,
    const char *const *choices, const char **ret, struct error *err)
{
	const char *v = query_arg(req, name);
	_cleanup_(buf_done) struct buf known = BUF_INIT;

	*ret = v;
	for (size_t i = 0; choices[i] != NULL; i++) {
		if (v == NULL || strcmp(v, choices[i]) == 0)
			return 0;
		buf_printf(&known, " %s", choices[i]);
	}
	return error_set_field(err, "choice.invalid", str_of(name),
	    "one of:%.*s", (int)known.len, known.p);
}
