/*
 * test_models.c - the processes and forms we ship can be deployed together.
 */
#include <dirent.h>

#include "base/file.h"
#include "base/xml.h"
#include "forms/form.h"
#include "server/security/role.h"
#include "workflows/bpmn/lint/lint.h"

#include "tests/unit/tap.h"

#define MODELS	"workflows/models"
#define FORMS	"forms/definitions"

static bool
has_role(void *ctx, struct str name)
{
	ptrdiff_t at = str_chr(name, '@');

	(void)ctx;
	return role_of(at < 0 ? name : str_sub(name, 0, (size_t)at)) != 0;
}

static bool
has_form(void *ctx, struct str id)
{
	_cleanup_(buf_done) struct buf path = BUF_INIT, text = BUF_INIT;

	(void)ctx;
	buf_printf(&path, FORMS "/%.*s.json", STR_ARG(id));
	return file_read(buf_cstr(&path), 1024 * 1024, &text, NULL) == 0;
}

static const struct lint_catalogue catalogue = {
	.has_role = has_role, .has_form = has_form,
};

static void
test_model(const char *file)
{
	const struct lint_options options = {
		.catalogue = &catalogue, .is_deployment = true,
	};
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf text = BUF_INIT, said = BUF_INIT;
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	const struct lint_report *r;

	if (file_read(file, XML_SIZE_MAX, &text, NULL) == 0)
		doc = xml_parse(buf_view(&text), NULL);
	if (doc == NULL) {
		ok(false, "%s is XML", file);
		return;
	}
	r = lint_run(a, doc, &options);
	ok(r->n == 0, "%s: nothing to say", file);
	for (size_t i = 0; i < r->n; i++) {
		buf_puts(&said, "# ");
		lint_format(&said, file, &r->v[i]);
	}
	printf("%s", buf_cstr(&said));
}

static void
test_form(const char *file)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { .message = "cannot be read" };
	const struct json *schema = NULL, *languages;
	const struct form *form = NULL;

	if (file_read(file, 1024 * 1024, &text, &err) == 0)
		schema = json_parse(a, buf_view(&text), &err);
	if (schema != NULL)
		form = form_compile(a, schema, &err);
	ok(form != NULL, "%s compiles%s%s", file, form == NULL ? ": " : "",
	    form == NULL ? err.message : "");
	languages = json_get(schema, "translations");
	ok(languages != NULL && languages->n == 4,
	    "%s speaks five languages", file);
}

static void
for_each(const char *folder, const char *end, void (*test)(const char *))
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	char path[512];
	int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!str_ends(str_of(entry->d_name), end))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    entry->d_name);
		test(path);
		n++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	ok(n >= 8, "%s has %d", folder, n);
}

int
main(void)
{
	for_each(MODELS, ".bpmn", test_model);
	for_each(FORMS, ".json", test_form);
	return done_testing();
}
