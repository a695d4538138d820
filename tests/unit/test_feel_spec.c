/*
 * test_feel_spec.c - FEEL line by line: what DMN 1.5 says each expression is
 * worth.
 *
 * The lines lie in tests/conformance/feel: "expression ==> JSON", or "error"
 * where it does not parse; "#" begins a comment.
 */
#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/unit/feel_cases.h"

#define FOLDER		"tests/conformance/feel"
#define FILE_MAX	(1024 * 1024)

static void
check_line(struct arena *a, struct str line)
{
	ptrdiff_t at = str_find(line, STR(" ==> "), 0);
	struct feel_case c;

	if (line.len == 0 || line.p[0] == '#')
		return;
	if (at < 0) {
		ok(false, "no ==> in %.*s", STR_ARG(line));
		return;
	}
	c.expression = arena_str(a, str_sub(line, 0, (size_t)at)).p;
	c.expected = arena_str(a, str_sub(line, (size_t)at + 5, line.len)).p;
	feel_case_check(&c);
}

static void
check_file(const char *name)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf path = BUF_INIT;
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct str rest;
	ptrdiff_t end;

	buf_printf(&path, FOLDER "/%s", name);
	ok(file_read(buf_cstr(&path), FILE_MAX, &text, NULL) == 0, "%s", name);
	rest = buf_view(&text);
	while ((end = str_chr(rest, '\n')) >= 0) {
		check_line(a, str_sub(rest, 0, (size_t)end));
		rest = str_sub(rest, (size_t)end + 1, rest.len);
	}
	ok(rest.len == 0, "%s ends with a line", name);
}

static int
is_table(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), ".txt");
}

int
main(void)
{
	struct dirent **list;
	int n = scandir(FOLDER, &list, is_table, alphasort);

	ok(n > 0, "there are tables of expressions");
	for (int i = 0; i < n; i++) {
		check_file(list[i]->d_name);
		free(list[i]);
	}
	if (n > 0)
		free(list);
	return done_testing();
}
