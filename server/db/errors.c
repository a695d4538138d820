/*
 * errors.c - what PostgreSQL's errors mean to a person.
 *
 * Constraints that users run into have a line in constraint_errors.def; their
 * code is stable.  A function of the schema says its own with
 *
 *	raise exception 'the case is closed'
 *	    using errcode = 'VN409', hint = 'case.closed';
 *
 * where the last three digits are the HTTP status.  PostgreSQL's own message is
 * shown only when it cannot contain what somebody typed.
 */
#include "server/db/conn.h"

struct constraint_error {
	const char	*constraint;
	enum error_kind	 kind;
	const char	*code, *message;
};

static const struct constraint_error constraint_errors[] = {
#define CONSTRAINT(name, kind, code, message) { name, kind, code, message },
#include "server/db/constraint_errors.def"
#undef CONSTRAINT
	{ NULL, ERR_NONE, NULL, NULL }
};

/* By SQLSTATE or a prefix of it, most specific first. */
static const struct state_error {
	const char	*state;
	enum error_kind	 kind;
	const char	*code, *message;
} state_errors[] = {
	{ "VN400", ERR_INVALID,		"invalid",	NULL },
	{ "VN403", ERR_FORBIDDEN,	"forbidden",	NULL },
	{ "VN404", ERR_NOT_FOUND,	"not_found",	NULL },
	{ "VN409", ERR_CONFLICT,	"conflict",	NULL },
	{ "VN412", ERR_STALE,		"stale",	NULL },
	{ "VN422", ERR_INVALID,		"invalid",	NULL },
	{ "VN429", ERR_LIMIT,		"limit",	NULL },
	{ "23505", ERR_CONFLICT,	"db.exists",
	    "there already is one like this" },
	{ "23503", ERR_INVALID,		"db.reference",
	    "something this refers to does not exist, or is still in use" },
	{ "23502", ERR_INVALID,		"db.missing",
	    "a value is missing" },
	{ "23514", ERR_INVALID,		"db.check",
	    "a value is outside what is allowed" },
	{ "23P01", ERR_CONFLICT,	"db.overlap",
	    "this overlaps with another one" },
	{ "23",    ERR_INVALID,		"db.constraint",
	    "the values do not fit together" },
	{ "22",    ERR_INVALID,		"db.value",
	    "a value is not of the right form" },
	{ "40",    ERR_UNAVAILABLE,	"db.conflict",
	    "somebody else changed the same thing at this moment; try again" },
	{ "42501", ERR_FORBIDDEN,	"db.forbidden",
	    "the database does not allow this" },
	{ "53",    ERR_UNAVAILABLE,	"db.exhausted",
	    "the database is out of resources; try again later" },
	{ "55P03", ERR_UNAVAILABLE,	"db.locked",
	    "somebody else is changing the same thing; try again" },
	{ "57014", ERR_UNAVAILABLE,	"db.timeout",
	    "the database took too long; try again" },
	{ "57P",   ERR_UNAVAILABLE,	"db.lost",
	    "the database is being restarted; try again" },
	{ "25006", ERR_UNAVAILABLE,	"db.read_only",
	    "the database accepts no changes at this moment; try again" },
	{ "25P03", ERR_UNAVAILABLE,	"db.timeout",
	    "the transaction took too long; try again" },
	{ "08",    ERR_UNAVAILABLE,	"db.lost",
	    "the connection to the database was lost" },
};

static const struct state_error *
find_state(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(state_errors); i++) {
		if (str_starts(str_of(state), state_errors[i].state))
			return &state_errors[i];
	}
	return NULL;
}

static const struct constraint_error *
find_constraint(const char *name)
{
	for (const struct constraint_error *c = constraint_errors;
	    name != NULL && c->constraint != NULL; c++) {
		if (strcmp(c->constraint, name) == 0)
			return c;
	}
	return NULL;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

int
db_error_of(const PGresult *res, struct error *err)
{
	const char *state = or_empty(PQresultErrorField(res, PG_DIAG_SQLSTATE));
	const char *text =
	    or_empty(PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
	const char *hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
	const char *name = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
	const char *column = PQresultErrorField(res, PG_DIAG_COLUMN_NAME);
	const struct constraint_error *c = find_constraint(name);
	const struct state_error *s = find_state(state);

	if (c != NULL)
		return error_set(err, c->kind, c->code, "%s", c->message);
	if (s == NULL)
		return error_set(err, ERR_INTERNAL, "db.error", "%s: %s",
		    state, text);
	if (s->message == NULL)
		return error_set(err, s->kind, hint != NULL ? hint : s->code,
		    "%s", text);
	if (column != NULL && s->kind == ERR_INVALID)
		return error_set_field(err, s->code, str_of(column), "%s",
		    s->message);
	if (name != NULL)
		return error_set(err, s->kind, s->code, "%s (%s)", s->message,
		    name);
	return error_set(err, s->kind, s->code, "%s", s->message);
}
