/*
 * tck.c - run test cases in the format of the DMN TCK.
 *
 * A test case gives inputs and the results it expects; it passes when all of
 * them come out.  A result marked errorResult is null.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/xml.h"
#include "workflows/dmn/dmn.h"
#include "workflows/dmn/tck.h"

#define DIR_DEPTH_MAX 16

struct testing {
	struct dmn_tck		*t;
	const char		*path;
	struct dmn		*dmn;		/* NULL: could not be read */
	struct dmn_run		*run;
	const xmlNode		*test;
	struct feel_value	 inputs;
	struct str		 why;		/* of the last result */
};

static struct str
attr_or(const xmlNode *node, const char *name, const char *fallback)
{
	struct str s = xml_attr(node, name);

	return s.len > 0 ? s : str_of(fallback);
}

static void
report(const struct testing *g, struct str name, struct feel_value expected,
    struct feel_value got)
{
	struct buf *out = g->t->out;

	if (!g->t->verbose)
		return;
	buf_printf(out, "FAIL %s: case %.*s: %.*s: expected ", g->path,
	    STR_ARG(attr_or(g->test, "id", "?")), STR_ARG(name));
	feel_format(out, expected);
	buf_puts(out, ", got ");
	feel_format(out, got);
	if (g->why.len > 0)
		buf_printf(out, " (%.*s)", STR_ARG(g->why));
	buf_putc(out, '\n');
}

static struct feel_value
read_inputs(struct arena *a, const xmlNode *test)
{
	VEC(struct feel_entry) v = { 0 };

	for (const xmlNode *c = xml_first(test); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "inputNode"))
			vec_push(a, &v, (struct feel_entry){
			    arena_str(a, xml_attr(c, "name")),
			    tck_value(a, c) });
	}
	return feel_context(a, v.v, v.n);
}

static struct feel_value
evaluate(struct testing *g, struct str name)
{
	struct dmn_request req = { .inputs = g->inputs };
	struct dmn_result result;
	struct error err = { 0 };

	g->why = STR_NULL;
	req.what = g->dmn == NULL ? NULL : dmn_find(g->dmn, name);
	if (req.what == NULL) {
		g->why = STR("nothing in the model has this name");
		return FEEL_NULL_VALUE;
	}
	if (dmn_evaluate(g->run, &req, &result, &err) < 0) {
		g->why = arena_str(dmn_run_arena(g->run), str_of(err.message));
		return FEEL_NULL_VALUE;
	}
	if (result.n_diagnostics > 0)
		g->why = result.diagnostics[0].message;
	return result.value;
}

/* A decision service with several outputs gives a context of them. */
static struct feel_value
result_of(struct testing *g, struct str name)
{
	struct str type = xml_attr(g->test, "type");
	struct str invocable = xml_attr(g->test, "invocableName");
	const struct feel_value *part;
	struct feel_value v;

	if (type.len == 0 || str_is(type, "decision") || invocable.len == 0)
		return evaluate(g, name);
	v = evaluate(g, invocable);
	if (!str_is(type, "decisionService") || v.kind != FEEL_CONTEXT ||
	    dmn_service_outputs(dmn_find(g->dmn, invocable)) < 2)
		return v;
	part = feel_get(v.context, name);
	return part != NULL ? *part : v;
}

static bool
run_result(struct testing *g, const xmlNode *node)
{
	struct arena *a = dmn_run_arena(g->run);
	const xmlNode *expected = xml_child(node, "expected");
	struct str name = arena_str(a, xml_attr(node, "name"));
	struct feel_value want = expected == NULL ? FEEL_NULL_VALUE :
	    tck_value(a, expected);
	struct feel_value got = result_of(g, name);

	if (tck_same(want, got) && g->dmn != NULL)
		return true;
	report(g, name, want, got);
	return false;
}

static void
run_test(struct testing *g, const xmlNode *test)
{
	bool passed = true;

	g->test = test;
	dmn_run_reset(g->run);
	g->inputs = read_inputs(dmn_run_arena(g->run), test);
	for (const xmlNode *c = xml_first(test); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "resultNode") && !run_result(g, c))
			passed = false;
	}
	g->t->n_passed += passed;
	g->t->n_failed += !passed;
}

/* What is wrong with the model explains most failures. */
static void
report_findings(const struct testing *g)
{
	size_t n;
	const struct dmn_finding *f = dmn_findings(g->dmn, &n);

	for (size_t i = 0; g->t->verbose && i < n; i++) {
		if (f[i].severity != DMN_ERROR)
			break;
		dmn_finding_format(&f[i], g->t->out);
		buf_putc(g->t->out, '\n');
	}
}

static int
load_model(struct testing *g, const xmlNode *root, struct error *err)
{
	_cleanup_(buf_done) struct buf path = BUF_INIT;
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	const xmlNode *name = xml_child(root, "modelName");
	const char *slash = strrchr(g->path, '/');

	if (slash != NULL)
		buf_add(&path, g->path, (size_t)(slash - g->path) + 1);
	if (name == NULL)
		return error_set(err, ERR_INVALID, "tck.model",
		    "it does not name its model");
	xml_text(name, &text);
	buf_str(&path, str_trim(buf_view(&text)));
	g->dmn = dmn_load(buf_cstr(&path), err);
	return g->dmn == NULL ? -1 : 0;
}

static void
run_tests(struct testing *g, const xmlNode *root)
{
	uint64_t failed = g->t->n_failed;

	g->run = dmn_run_new(g->dmn);
	for (const xmlNode *c = xml_first(root); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "testCase"))
			run_test(g, c);
	}
	if (g->t->n_failed > failed)
		report_findings(g);
	dmn_run_free(g->run);
}

/* A file that cannot be run is a failure, of which the others know nothing. */
static void
fail_file(struct dmn_tck *t, const char *path, const struct error *err)
{
	t->n_failed++;
	if (t->verbose)
		buf_printf(t->out, "FAIL %s: %s\n", path, err->message);
}

static void
run_document(struct dmn_tck *t, const char *path, const xmlNode *root)
{
	struct testing g = { .t = t, .path = path };
	struct error err = { 0 };

	if (load_model(&g, root, &err) == 0)
		run_tests(&g, root);
	else
		fail_file(t, path, &err);
	dmn_free(g.dmn);
}

static void
run_file(struct dmn_tck *t, const char *path)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	struct error err = { 0 };
	const xmlNode *root;

	if (file_read(path, XML_SIZE_MAX, &text, &err) == 0)
		doc = xml_parse(buf_view(&text), &err);
	if (doc == NULL) {
		fail_file(t, path, &err);
		return;
	}
	root = xmlDocGetRootElement(doc);
	if (xml_is(root, NULL, "testCases"))
		run_document(t, path, root);
}

static int
is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int walk(struct dmn_tck *t, const char *path, int depth,
    struct error *err);

static int
walk_dir(struct dmn_tck *t, const char *dir, int depth, struct error *err)
{
	struct dirent **list;
	int n, r = 0;

	if (depth > DIR_DEPTH_MAX)
		return error_set(err, ERR_LIMIT, "tck.depth",
		    "%s: folders lie more than %d deep", dir, DIR_DEPTH_MAX);
	n = scandir(dir, &list, is_visible, by_name);
	if (n < 0)
		return error_set(err, ERR_NOT_FOUND, "file.read", "%s: %s",
		    dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		_cleanup_(buf_done) struct buf path = BUF_INIT;

		buf_printf(&path, "%s/%s", dir, list[i]->d_name);
		if (r == 0)
			r = walk(t, buf_cstr(&path), depth + 1, err);
		free(list[i]);
	}
	free(list);
	return r;
}

static int
walk(struct dmn_tck *t, const char *path, int depth, struct error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return error_set(err, ERR_NOT_FOUND, "file.read", "%s: %s",
		    path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return walk_dir(t, path, depth, err);
	if (str_ends(str_of(path), ".xml"))
		run_file(t, path);
	return 0;
}

int
dmn_tck_dir(struct dmn_tck *t, const char *dir, struct error *err)
{
	return walk(t, dir, 0, err);
}
