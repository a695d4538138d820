/*
 * test_json_suite.c - our parser against JSONTestSuite: y_ must be taken, n_
 * refused, i_ either.
 */
#include <dirent.h>

#include "tests/unit/vectors.h"

#define FILE_MAX	(1024 * 1024)
#define LEAST		250	/* that are text */

/* We refuse on purpose what others take: a key that comes twice. */
static const char *const stricter[] = { "y_object_duplicated_key.json",
	"y_object_duplicated_key_and_value.json" };

static bool
is_wanted(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(stricter); i++) {
		if (strcmp(stricter[i], name) == 0)
			return false;
	}
	return name[0] == 'y';
}

static void
parse(const char *folder, const char *name)
{
	struct arena *a = arena_new();
	struct str path = arena_printf(a, "%s/%s", folder, name);
	struct buf text = BUF_INIT;
	struct error err = { 0 };
	bool is_taken = file_read(path.p, FILE_MAX, &text, &err) == 0 &&
	    json_parse(a, buf_view(&text), &err) != NULL;

	if (name[0] != 'i')
		ok(is_taken == is_wanted(name), "%s: %s", name,
		    is_taken ? "taken" : err.message);
	buf_done(&text);
	arena_free(a);
}

int
main(void)
{
	const char *folder = vectors_folder("json");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct dirent *e;
	int n = 0;

	if (dir == NULL) {
		skip("JSONTestSuite", "no vectors: npm cannot get them");
		return done_testing();
	}
	while ((e = readdir(dir)) != NULL) {
		if (strchr("yni", e->d_name[0]) == NULL ||
		    e->d_name[1] != '_')
			continue;
		parse(folder, e->d_name);
		n++;
	}
	(void)closedir(dir);
	ok(n >= LEAST, "%d files", n);
	return done_testing();
}
