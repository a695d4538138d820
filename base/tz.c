/*
 * tz.c - time zones from TZif files (RFC 8536).
 *
 * Loaded zones stay in a list; its head is all that ever changes, under a lock.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <pthread.h>

#include "base/file.h"
#include "base/tz.h"
#include "base/tz_rule.h"

#define ZONEINFO	"/usr/share/zoneinfo"
#define FILE_MAX	(256 * 1024)
#define NAME_MAX_LEN	64
#define HEADER		44
#define DAY		86400

struct tz {
	struct tz	*next;
	struct str	 name;
	size_t		 n;		/* changes */
	int64_t		*at;		/* when, ascending */
	int32_t		*offset;	/* n + 1: before them, after each */
	struct tz_rule	 rule;		/* after the last */
	bool		 has_rule;
};

static pthread_mutex_t	 tz_lock = PTHREAD_MUTEX_INITIALIZER;
static struct tz	*tz_list;

static void
tz_free(struct tz *tz)
{
	free((char *)tz->name.p);
	free(tz->at);
	free(tz->offset);
	free(tz);
}

static int64_t
big_endian(const char *p, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)p[i];
	if (bytes == 4)
		return (int32_t)(uint32_t)v;
	return (int64_t)v;
}

/* The counts of a header. */
struct counts {
	size_t	 ut, std, leap, time, type, chars;
};

/* The size of the data that follow the header, or -EINVAL. */
static int64_t
read_header(struct str s, int time_size, struct counts *c)
{
	size_t *const fields[] = {
		&c->ut, &c->std, &c->leap, &c->time, &c->type, &c->chars,
	};

	if (s.len < HEADER || memcmp(s.p, "TZif", 4) != 0)
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		int64_t v = big_endian(s.p + 20 + 4 * i, 4);
		if (v < 0 || v > FILE_MAX)
			return -EINVAL;
		*fields[i] = (size_t)v;
	}
	return (int64_t)(c->time * ((size_t)time_size + 1) + c->type * 6 +
	    c->chars + c->leap * ((size_t)time_size + 4) + c->std + c->ut);
}

static int
read_changes(struct tz *tz, const char *p, const struct counts *c)
{
	const char *index = p + c->time * 8, *types = index + c->time;

	tz->n = c->time;
	tz->at = xreallocarray(NULL, c->time + 1, sizeof(*tz->at));
	tz->offset = xreallocarray(NULL, c->time + 1, sizeof(*tz->offset));
	tz->offset[0] = (int32_t)big_endian(types, 4);
	for (size_t i = 0; i < c->time; i++) {
		size_t type = (unsigned char)index[i];
		if (type >= c->type)
			return -EINVAL;
		tz->at[i] = big_endian(p + 8 * i, 8);
		if (i > 0 && tz->at[i] <= tz->at[i - 1])
			return -EINVAL;
		tz->offset[i + 1] = (int32_t)big_endian(types + 6 * type, 4);
	}
	return 0;
}

/* The second, 64-bit part of the file; the first is for programs of old. */
static int
read_file(struct tz *tz, struct str s)
{
	struct counts c;
	int64_t size = read_header(s, 4, &c);
	struct str rule;

	if (size < 0 || (size_t)size > s.len - HEADER || s.p[4] < '2')
		return -EINVAL;
	s = str_sub(s, HEADER + (size_t)size, s.len);
	size = read_header(s, 8, &c);
	if (size < 0 || (size_t)size > s.len - HEADER || c.type == 0)
		return -EINVAL;
	if (read_changes(tz, s.p + HEADER, &c) < 0)
		return -EINVAL;
	rule = str_trim(str_sub(s, HEADER + (size_t)size, s.len));
	if (rule.len == 0)
		return 0;
	tz->has_rule = true;
	return tz_rule_parse(rule, &tz->rule);
}

/* Names of the database only: no path that leaves it, none of its copies with
 * other meanings. */
static bool
is_name(struct str s)
{
	if (s.len == 0 || s.len > NAME_MAX_LEN || s.p[0] == '/')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.p[i]) &&
		    (s.p[i] == '\0' || strchr("/_+-", s.p[i]) == NULL))
			return false;
	return !str_starts(s, "right/") && !str_starts(s, "posix/") &&
	    !str_is(s, "localtime") && !str_is(s, "posixrules") &&
	    !str_is(s, "Factory");
}

static struct tz *
tz_load(struct str name)
{
	_cleanup_(buf_done) struct buf path = BUF_INIT, data = BUF_INIT;
	struct tz *tz;

	buf_printf(&path, ZONEINFO "/%.*s", STR_ARG(name));
	if (file_read(buf_cstr(&path), FILE_MAX, &data, NULL) < 0)
		return NULL;
	tz = xcalloc(1, sizeof(*tz));
	tz->name = str_of(xstrdup(buf_cstr(&path) + strlen(ZONEINFO "/")));
	if (read_file(tz, buf_view(&data)) < 0) {
		tz_free(tz);
		return NULL;
	}
	return tz;
}

const struct tz *
tz_find(struct str name)
{
	struct tz *tz;

	if (!is_name(name))
		return NULL;
	pthread_mutex_lock(&tz_lock);
	for (tz = tz_list; tz != NULL; tz = tz->next)
		if (str_eq(tz->name, name))
			break;
	if (tz == NULL && (tz = tz_load(name)) != NULL) {
		tz->next = tz_list;
		tz_list = tz;
	}
	pthread_mutex_unlock(&tz_lock);
	return tz;
}

struct str
tz_name(const struct tz *tz)
{
	return tz->name;
}

int32_t
tz_offset_at(const struct tz *tz, int64_t utc)
{
	size_t low = 0, high = tz->n;

	while (low < high) {		/* the first change after utc */
		size_t middle = (low + high) / 2;
		if (tz->at[middle] <= utc)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tz->n && tz->has_rule)
		return tz_rule_offset(&tz->rule, utc);
	return tz->offset[low];
}

int64_t
tz_day(const struct tz *tz, int64_t utc)
{
	int64_t local = utc + (tz == NULL ? 0 : tz_offset_at(tz, utc));

	return local >= 0 ? local / DAY : -((DAY - 1 - local) / DAY);
}

int32_t
tz_offset_local(const struct tz *tz, int64_t local)
{
	int32_t before = tz_offset_at(tz, local - DAY);
	int32_t after = tz_offset_at(tz, local + DAY);

	if (tz_offset_at(tz, local - before) == before)
		return before;
	if (tz_offset_at(tz, local - after) == after)
		return after;
	return before;
}

int32_t
tz_standard(const struct tz *tz, bool *ret_varies)
{
	*ret_varies = tz->has_rule && tz->rule.has_summer;
	return tz->has_rule ? tz->rule.standard : tz->offset[tz->n];
}
