/*
 * deploy.h - put a process, decisions or a form into service.
 *
 * A text is checked as strictly as the engine needs, then every executable
 * process, every decision or the form in it becomes the next version of its
 * key, unless it is the same as the last one.  Running cases keep theirs.
 */
#ifndef SERVER_WORKFLOW_DEPLOY_H
#define SERVER_WORKFLOW_DEPLOY_H

#include "base/arena.h"
#include "server/db/db.h"
#include "server/security/audit.h"
#include "server/workflow/findings.h"

#define DEPLOY_SIZE_MAX		(4 * 1024 * 1024)	/* bytes of a text */
#define DEPLOY_ITEMS_MAX	24	/* processes or decisions of one text */

enum deploy_kind { DEPLOY_PROCESS = 1, DEPLOY_DECISION, DEPLOY_FORM };

struct deploy_item {
	enum deploy_kind kind;
	const char	*key, *name;
	bool		 is_new;	/* else the last version is the same */
};

struct deployed {
	struct deploy_item items[DEPLOY_ITEMS_MAX];
	size_t		 n;
	/* About a process or decisions, also when they were refused; NULL
	 * when there was no model to look at. */
	const struct lint_report *report;
};

/* By the ending of a file's name: .bpmn, .dmn, .json; 0 for another. */
enum deploy_kind deploy_kind_of(struct str file_name);

struct deploy {
	struct arena	*arena;
	struct db	*db;		/* scoped; a transaction is open */
	struct audit_actor actor;	/* staff all zero: an operator */
	enum deploy_kind kind;
	struct str	 text;
	struct work_pool *work;		/* to check it there; NULL: here */
};

/* Check it and write rows and audit events; audit_commit() remains.  -1 and
 * err: what is wrong with it ("deploy.model" and the report; "deploy.*",
 * "form.*", "json.*", "bpmn.*"; line or field set), or of the database. */
int fiber_fn	deploy(const struct deploy *d, struct deployed *ret,
		    struct error *err);

#endif
