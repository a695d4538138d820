/*
 * dmn.c - compile a set of models, and say what is inside and what is wrong.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/xml.h"
#include "workflows/dmn/model.h"

#define FINDINGS_MAX 2000	/* more help nobody */

void
dmn_note(struct dmn_where at, enum dmn_severity severity, const char *code,
    const char *fmt, ...)
{
	struct dmn *set = at.model->set;
	struct dmn_finding f = {
		.severity = severity,
		.code = code,
		.file = at.model->file,
		.line = at.line,
		.element = at.model->current,
		.id = at.id,
		.rule = at.rule,
	};
	va_list ap;

	set->n_errors += severity == DMN_ERROR;
	if (set->findings.n >= FINDINGS_MAX)
		return;
	va_start(ap, fmt);
	f.message = arena_vprintf(set->arena, fmt, ap);
	va_end(ap);
	vec_push(set->arena, &set->findings, f);
}

static int
cmp_findings(const void *x, const void *y)
{
	const struct dmn_finding *a = x, *b = y;
	int c;

	if (a->severity != b->severity)
		return a->severity == DMN_ERROR ? -1 : 1;
	c = str_cmp(a->file, b->file);
	if (c != 0)
		return c;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	c = (a->rule > b->rule) - (a->rule < b->rule);
	return c != 0 ? c : str_cmp(a->message, b->message);
}

static struct dmn *
new_set(void)
{
	struct arena *a = arena_new();
	struct dmn *set = arena_new_of(a, struct dmn);

	set->arena = a;
	return set;
}

struct dmn *
dmn_compile(const struct dmn_text *texts, size_t n)
{
	struct dmn *set = new_set();

	if (n > DMN_MODELS_MAX)
		n = DMN_MODELS_MAX;
	set->models = arena_array(set->arena, n, sizeof(struct dmn_model *));
	for (size_t i = 0; i < n; i++) {
		set->models[i] = dmn_read(set, texts[i]);
		set->n_models++;
		set->n_read += set->models[i]->n_elements;
	}
	dmn_link(set);
	dmn_compile_elements(set);
	dmn_list_inputs(set);
	if (set->findings.n > 0)
		qsort(set->findings.v, set->findings.n,
		    sizeof(*set->findings.v), cmp_findings);
	return set;
}

void
dmn_free(struct dmn *dmn)
{
	if (dmn != NULL)
		arena_free(dmn->arena);
}

void
dmn_freep(struct dmn **dmn)
{
	dmn_free(*dmn);
}

/* ------------------------------------------------------------------ files */

static bool
imports_something(struct str xml)
{
	return str_find(xml, STR("import"), 0) >= 0;
}

struct files {
	struct arena	*arena;
	VEC(struct dmn_text) v;
};

static int
add_file(struct files *files, struct str path, struct error *err)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	path = arena_str(files->arena, path);
	if (file_read(path.p, XML_SIZE_MAX, &b, err) < 0)
		return -1;
	vec_push(files->arena, &files->v, (struct dmn_text){ path,
	    arena_str(files->arena, buf_view(&b)) });
	return 0;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_model(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), ".dmn");
}

/* The other .dmn files of the folder; one that cannot be read is left out, and
 * missed only if it is imported. */
static void
add_folder(struct files *files, struct str path)
{
	struct dirent **list;
	struct str dir = path;
	int n;

	while (dir.len > 0 && dir.p[dir.len - 1] != '/')
		dir.len--;
	n = scandir(dir.len == 0 ? "." : arena_str(files->arena, dir).p, &list,
	    is_model, by_name);
	for (int i = 0; i < n; i++) {
		struct str other = arena_printf(files->arena, "%.*s%s",
		    STR_ARG(dir), list[i]->d_name);

		if (!str_eq(other, path) && files->v.n < DMN_MODELS_MAX)
			(void)add_file(files, other, NULL);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

struct dmn *
dmn_load(const char *path, struct error *err)
{
	struct files files = { .arena = arena_new() };
	struct dmn *dmn = NULL;

	if (add_file(&files, str_of(path), err) == 0) {
		if (imports_something(files.v.v[0].xml))
			add_folder(&files, files.v.v[0].file);
		dmn = dmn_compile(files.v.v, files.v.n);
	}
	arena_free(files.arena);
	return dmn;
}

/* --------------------------------------------------------------- findings */

const struct dmn_finding *
dmn_findings(const struct dmn *dmn, size_t *n)
{
	*n = dmn->findings.n;
	return dmn->findings.v;
}

size_t
dmn_errors(const struct dmn *dmn)
{
	return dmn->n_errors;
}

void
dmn_finding_format(const struct dmn_finding *f, struct buf *out)
{
	buf_printf(out, "%.*s:", STR_ARG(f->file));
	if (f->line > 0)
		buf_printf(out, "%d:", f->line);
	buf_printf(out, " %s: ",
	    f->severity == DMN_ERROR ? "error" : "warning");
	if (f->element.len > 0)
		buf_printf(out, "%.*s: ", STR_ARG(f->element));
	else if (f->id.len > 0)
		buf_printf(out, "%.*s: ", STR_ARG(f->id));
	if (f->rule > 0)
		buf_printf(out, "rule %zu: ", f->rule);
	buf_printf(out, "%.*s [%s]", STR_ARG(f->message), f->code);
}
