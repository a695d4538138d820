/*
 * config.c - values beside the table of settings.
 */
#include <assert.h>
#include <ctype.h>

#include "base/config.h"
#include "base/file.h"
#include "base/mem.h"

#define FILE_MAX	(1024 * 1024)
#define SECRET_MAX	4096
#define NAME_MAX_LEN	64

static const struct setting	*settings;
static char			**values;	/* in step with settings */

static size_t
table_len(const struct setting *table)
{
	size_t n = 0;

	while (table != NULL && table[n].name != NULL)
		n++;
	return n;
}

static ptrdiff_t
find(struct str name)
{
	for (size_t i = 0; settings[i].name != NULL; i++) {
		if (str_is(name, settings[i].name))
			return (ptrdiff_t)i;
	}
	return -1;
}

static int
parse_bool(struct str s)
{
	if (str_is(s, "yes") || str_is(s, "true") || str_is(s, "1"))
		return 1;
	if (str_is(s, "no") || str_is(s, "false") || str_is(s, "0"))
		return 0;
	return -1;
}

/* What is wrong with a value, or 0. */
static int
check(const struct setting *s, struct str v, struct error *err)
{
	int64_t n;

	if (s->type == SETTING_INT && parse_int(v, s->min, s->max, &n) < 0)
		return error_set(err, ERR_INVALID, "config.value",
		    "%s is a whole number from %lld to %lld", s->name,
		    (long long)s->min, (long long)s->max);
	if (s->type == SETTING_BOOL && parse_bool(v) < 0)
		return error_set(err, ERR_INVALID, "config.value",
		    "%s is yes or no", s->name);
	if (s->type == SETTING_TEXT && s->max > 0 && v.len > (size_t)s->max)
		return error_set(err, ERR_INVALID, "config.value",
		    "%s has at most %lld bytes", s->name, (long long)s->max);
	return 0;
}

static void
store(size_t i, struct str v)
{
	char *copy = xmalloc(v.len + 1);

	if (v.len > 0)
		memcpy(copy, v.p, v.len);
	copy[v.len] = '\0';
	free(values[i]);
	values[i] = copy;
}

void
config_init(const struct setting *table)
{
	for (size_t i = 0; i < table_len(settings); i++)
		free(values[i]);
	free(values);
	settings = table;
	values = xcalloc(table_len(table) + 1, sizeof(*values));
	for (size_t i = 0; i < table_len(table); i++) {
		assert(check(&table[i], str_of(table[i].fallback), NULL) == 0);
		store(i, str_of(table[i].fallback));
	}
}

int
config_set(struct str name, struct str value, struct error *err)
{
	ptrdiff_t i = find(name);

	if (i < 0)
		return error_set(err, ERR_INVALID, "config.unknown",
		    "no setting is called %.*s", STR_ARG(name));
	if (check(&settings[i], value, err) < 0)
		return -1;
	store((size_t)i, value);
	return 0;
}

static int
syntax_error(const char *path, int line, struct error *err)
{
	(void)error_set(err, ERR_INVALID, "config.syntax", "%s:%d: expected "
	    "[section], name = value, or a comment", path, line);
	return error_at(err, line, 1);
}

/* One `name = value` line of a section. */
static int
read_pair(struct str section, struct str line, struct error *err)
{
	char name[NAME_MAX_LEN * 2];
	ptrdiff_t eq = str_chr(line, '=');
	struct str key = str_trim(str_sub(line, 0, (size_t)eq));
	struct str value = str_trim(str_sub(line, (size_t)eq + 1, line.len));

	(void)snprintf(name, sizeof(name), "%.*s.%.*s", STR_ARG(section),
	    STR_ARG(key));
	return config_set(str_of(name), value, err);
}

static int
read_line(const char *path, int line_no, struct str line,
    struct str *section, struct error *err)
{
	struct error cause;

	line = str_trim(line);
	if (line.len == 0 || line.p[0] == '#' || line.p[0] == ';')
		return 0;
	if (line.p[0] == '[' && line.p[line.len - 1] == ']') {
		*section = str_sub(line, 1, line.len - 2);
		return 0;
	}
	if (str_chr(line, '=') <= 0)
		return syntax_error(path, line_no, err);
	if (read_pair(*section, line, &cause) < 0) {
		(void)error_set(err, cause.kind, cause.code, "%s:%d: %s", path,
		    line_no, cause.message);
		return error_at(err, line_no, 1);
	}
	return 0;
}

static int
read_ini(const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct str rest, section = STR("");

	if (file_read(path, FILE_MAX, &text, err) < 0)
		return -1;
	rest = buf_view(&text);
	for (int line_no = 1; rest.len > 0; line_no++) {
		ptrdiff_t end = str_chr(rest, '\n');
		size_t len = end < 0 ? rest.len : (size_t)end;

		if (read_line(path, line_no, str_sub(rest, 0, len), &section,
		    err) < 0)
			return -1;
		rest = str_sub(rest, len + 1, rest.len);
	}
	return 0;
}

static void
env_name(const char *name, char *out, size_t size)
{
	(void)snprintf(out, size, "VINCULO_%s", name);
	for (char *p = out; *p != '\0'; p++)
		*p = *p == '.' ? '_' : (char)toupper((unsigned char)*p);
}

static int
read_env(struct error *err)
{
	char name[NAME_MAX_LEN + 16];

	for (size_t i = 0; settings[i].name != NULL; i++) {
		const char *v;

		env_name(settings[i].name, name, sizeof(name));
		v = getenv(name);
		if (v == NULL)
			continue;
		if (check(&settings[i], str_of(v), err) < 0)
			return -1;
		store(i, str_of(v));
	}
	return 0;
}

int
config_load(const char *path, struct error *err)
{
	if (path != NULL && read_ini(path, err) < 0)
		return -1;
	return read_env(err);
}

static const char *
value_of(const char *name, enum setting_type type)
{
	ptrdiff_t i = find(str_of(name));

	assert(i >= 0 && settings[i].type == type);
	return values[i];
}

int64_t
config_int(const char *name)
{
	int64_t n = 0;

	(void)parse_int(str_of(value_of(name, SETTING_INT)), INT64_MIN,
	    INT64_MAX, &n);
	return n;
}

bool
config_bool(const char *name)
{
	return parse_bool(str_of(value_of(name, SETTING_BOOL))) == 1;
}

const char *
config_text(const char *name)
{
	return value_of(name, SETTING_TEXT);
}

int
config_secret(const char *name, struct buf *out, struct error *err)
{
	const char *path = value_of(name, SETTING_SECRET);

	if (path[0] == '\0')
		return 0;
	if (file_read(path, SECRET_MAX, out, err) < 0)
		return -1;
	if (out->len > 0 && out->p[out->len - 1] == '\n')
		out->p[--out->len] = '\0';
	return 0;
}

static void
help_range(struct buf *out, const struct setting *s)
{
	if (s->type == SETTING_INT)
		buf_printf(out, "# From %lld to %lld.\n", (long long)s->min,
		    (long long)s->max);
	if (s->type == SETTING_BOOL)
		buf_puts(out, "# yes or no.\n");
	if (s->type == SETTING_SECRET)
		buf_puts(out, "# The name of a file that holds it.\n");
}

void
config_help(struct buf *out)
{
	struct str section = STR("");

	for (const struct setting *s = settings; s->name != NULL; s++) {
		struct str name = str_of(s->name);
		size_t dot = (size_t)str_chr(name, '.');

		if (!str_eq(section, str_sub(name, 0, dot))) {
			section = str_sub(name, 0, dot);
			buf_printf(out, "%s[%.*s]\n", out->len > 0 ? "\n" : "",
			    STR_ARG(section));
		}
		buf_printf(out, "# %s\n", s->help);
		help_range(out, s);
		buf_printf(out, "%s = %s\n", s->name + dot + 1, s->fallback);
	}
}
