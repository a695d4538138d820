/*
 * models.c - deploy what is shipped.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "server/demo/demo.h"
#include "server/workflow/deploy.h"

#define FILES_MAX 500

static int
deploy_file(struct demo *d, const char *path, enum deploy_kind kind,
    struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct deploy what = { .arena = a, .db = d->db, .actor = d->actor,
		.kind = deploy_kind_of(str_of(path)) };
	struct deployed done;

	if (what.kind != kind)
		return 0;
	if (file_read(path, DEPLOY_SIZE_MAX, &text, err) < 0)
		return -1;
	what.text = buf_view(&text);
	db_begin(d->db);
	if (deploy(&what, &done, err) < 0 || audit_commit(d->db, err) < 0) {
		struct error why = *err;

		db_rollback(d->db);
		return error_set(err, why.kind, why.code, "%s: %s", path,
		    why.message);
	}
	return 0;
}

static int
deploy_dir(struct demo *d, const char *dir, enum deploy_kind kind,
    struct error *err)
{
	struct dirent **list;
	char path[1024];
	int n = scandir(dir, &list, NULL, alphasort), r = 0;

	if (n < 0)
		return error_set(err, ERR_NOT_FOUND, "demo.models",
		    "%s: %s (run this where the program was installed, or say "
		    "--source)", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir,
		    list[i]->d_name);
		if (r == 0 && i < FILES_MAX)
			r = deploy_file(d, path, kind, err);
		free(list[i]);
	}
	free(list);
	return r;
}

int
demo_models(struct demo *d, struct error *err)
{
	/* A form wants its decisions to be there, a process both. */
	if (deploy_dir(d, d->models_dir, DEPLOY_DECISION, err) < 0 ||
	    deploy_dir(d, d->forms_dir, DEPLOY_FORM, err) < 0)
		return -1;
	return deploy_dir(d, d->models_dir, DEPLOY_PROCESS, err);
}
