/*
 * approval.c - see approval.h.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/config.h"
#include "server/cli/approval.h"

static void
push_event(struct db *db, const struct audit_actor *actor, const char *action,
    struct uuid id, const struct approval_deed *deed)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct audit_event e = approval_event(action, id, deed, a);

	audit_push(db, actor, &e);
}

int
cli_approval_ask(struct db *db, const struct audit_actor *actor,
    const struct approval_deed *deed, const char *reason, struct error *err)
{
	struct str text = str_of(reason);
	struct uuid id = uuid_new();
	char number[UUID_TEXT_LEN + 1];

	if (!utf8_valid(text) || utf8_count(text) < APPROVAL_REASON_MIN ||
	    utf8_count(text) > APPROVAL_REASON_MAX)
		return error_set(err, ERR_INVALID, "approval.reason",
		    "a reason has %d to %d characters", APPROVAL_REASON_MIN,
		    APPROVAL_REASON_MAX);
	approval_ask(db, id, deed, NULL, reason);
	push_event(db, actor, "approval.request", id, deed);
	if (audit_run(db, err) < 0)
		return -1;
	uuid_format(id, number);
	printf("%s waits for approval; within %lld hours say the same with\n"
	    "--approval %s\n", deed->action,
	    (long long)config_int("approval.hours"), number);
	return 0;
}

int
cli_approval_use(struct db *db, const struct audit_actor *actor,
    const struct approval_deed *deed, const char *id, struct error *err)
{
	struct uuid u;

	if (approval_use(db, id, deed, NULL, err) < 0)
		return -1;
	(void)uuid_parse(str_of(id), &u);
	push_event(db, actor, "approval.use", u, deed);
	return 0;
}
