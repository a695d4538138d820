/*
 * approval.c - which deeds need a second person, and who that may be.
 */
#include "base/arena.h"
#include "base/config.h"
#include "server/db/array.h"
#include "server/security/approval.h"
#include "server/security/permission.h"

static const struct {
	const char	*action;
	enum permission	 approver;
} deeds[] = {
	{ "export.run", MAY_APPROVE_EXPORTS },
	{ "export.file", MAY_APPROVE_EXPORTS },
	{ "export.schedule", MAY_APPROVE_EXPORTS },
	{ "audit.events", MAY_APPROVE_LISTS },
	{ "audit.persons", MAY_APPROVE_LISTS },
	{ "key.destroy", MAY_APPROVE_ERASURE },
};

bool
approval_may_decide(unsigned roles, struct str action)
{
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		if (str_is(action, deeds[i].action))
			return (roles & permission_roles(
			    deeds[i].approver)) != 0;
	}
	return false;
}

const char *
approval_actions(struct arena *a, unsigned roles)
{
	struct db_array actions = DB_ARRAY_INIT;

	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		if (roles & permission_roles(deeds[i].approver))
			db_array_bare(&actions, str_of(deeds[i].action));
	}
	return db_array_end(a, &actions);
}

void
approval_ask(struct db *db, struct uuid id, const struct approval_deed *deed,
    const char *staff, const char *reason)
{
	const char *text = db_uuid(db, id);

	db_push(db, APPROVAL_INSERT, text, deed->action, deed->subject, staff,
	    db_int(db, config_int("approval.hours")), reason);
	db_push(db, NOTIFY_EVENT, "approval", text, "", "");
}

int fiber_fn
approval_use(struct db *db, const char *id, const struct approval_deed *deed,
    const char *staff, struct error *err)
{
	struct uuid u;
	int at;

	if (id == NULL)
		return error_set(err, ERR_FORBIDDEN, "approval.required",
		    "a second person has to approve this: ask for it");
	at = uuid_parse(str_of(id), &u) < 0 ? -1 : db_push(db, APPROVAL_USE,
	    id, deed->action, deed->subject, staff);
	if (at >= 0 && db_run(db, err) < 0)
		return -1;
	if (at >= 0 && db_rows(db, at) == 1)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "approval.unusable",
	    "this approval is not given, not for this, used or out of time");
}

struct audit_event
approval_event(const char *action, struct uuid id,
    const struct approval_deed *deed, struct arena *a)
{
	return (struct audit_event){ .action = action,
	    .object_type = "approval", .object = id,
	    .detail = arena_printf(a, "{\"action\":\"%s\",\"subject\":%s}",
	    deed->action, deed->subject) };
}
