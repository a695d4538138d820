/*
 * task_files.c - look for the documents of a form, and keep them.
 */
#include "server/api/task_files.h"
#include "server/db/array.h"

/* The ids as an array of PostgreSQL; they were checked to be ids. */
static const char *
array_of(struct request *req, const struct json *ids)
{
	struct db_array array = DB_ARRAY_INIT;

	for (size_t i = 0; i < ids->n; i++)
		db_array_bare(&array, ids->items[i].text);
	return db_array_end(req->arena, &array);
}

static bool
is_accepted(const struct form_files *f, struct str extension)
{
	for (size_t i = 0; i < f->n_accepts; i++) {
		if (f->accepts[i].len == extension.len &&
		    strncasecmp(f->accepts[i].p, extension.p,
		    extension.len) == 0)
			return true;
	}
	return f->n_accepts == 0;
}

/* The row of an id in the result, or -1. */
static int
row_of(const struct request *req, int at, struct str id)
{
	struct uuid wanted, there;

	(void)uuid_parse(id, &wanted);
	for (int i = 0; i < db_rows(req->db, at); i++) {
		there = db_uuid_at(req->db, at, i, 0);
		if (memcmp(there.b, wanted.b, sizeof(there.b)) == 0)
			return i;
	}
	return -1;
}

/* What is wrong with a field's documents: how many errors. */
static size_t
check_field(struct request *req, int at, const struct form_files *f,
    struct error errs[FORM_ERRORS_MAX], size_t n)
{
	for (size_t i = 0; i < f->ids->n && n < FORM_ERRORS_MAX; i++) {
		int row = row_of(req, at, f->ids->items[i].text);
		struct str pointer = arena_printf(req->arena,
		    "/data%.*s/%zu", STR_ARG(f->pointer), i);

		if (row < 0)
			(void)error_set_field(&errs[n++], "form.file_unknown",
			    pointer, "there is no such document of this "
			    "task");
		else if (!is_accepted(f, db_text(req->db, at, row, 1)))
			(void)error_set_field(&errs[n++], "form.file_type",
			    pointer, "this type of document is not wanted "
			    "here");
	}
	return n;
}

int fiber_fn
task_files_take(struct request *req, const struct form *form,
    const struct json *data, int *ret_status, struct error *err)
{
	const char *task = path_arg(req, "id"), *ids[FORM_PICKERS_MAX];
	struct form_files fields[FORM_PICKERS_MAX];
	struct error *errs = NULL;
	int at[FORM_PICKERS_MAX];
	size_t n = 0, faults = 0;

	for (size_t i = 0; n < FORM_PICKERS_MAX &&
	    form_files_at(form, data, i, &fields[n]); i++) {
		if (fields[n].ids == NULL || fields[n].ids->n == 0)
			continue;
		ids[n] = array_of(req, fields[n].ids);
		at[n] = db_push(req->db, FILE_OF_FORM, ids[n], task);
		n++;
	}
	if (n == 0)
		return 1;
	if (db_run(req->db, err) < 0)
		return -1;
	errs = req_alloc(req, FORM_ERRORS_MAX * sizeof(*errs));
	for (size_t i = 0; i < n; i++)
		faults = check_field(req, at[i], &fields[i], errs, faults);
	if (faults > 0) {
		*ret_status = reply_errors(req, errs, faults);
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		db_push(req->db, FILE_KEEP, ids[i], task);
	return 1;
}
