/*
 * value.c - make, look into and copy FEEL values.
 */
#include <assert.h>

#include "workflows/feel/value.h"
#include "workflows/feel/limits.h"

/* Contexts smaller than this are searched from the front. */
#define SORT_FROM	12

struct feel_value
feel_int(int64_t v)
{
	return feel_number(dec128_int(v));
}

struct feel_value
feel_function(const struct feel_function *f)
{
	return (struct feel_value){ .kind = FEEL_FUNCTION, .function = f };
}

struct feel_value
feel_date(struct civil d)
{
	return (struct feel_value){ .kind = FEEL_DATE, .date = d };
}

struct feel_value
feel_time(struct arena *a, const struct temporal_time *t)
{
	struct temporal_time *copy = arena_alloc(a, sizeof(*copy));

	*copy = *t;
	return (struct feel_value){ .kind = FEEL_TIME, .time = copy };
}

struct feel_value
feel_date_time(struct arena *a, const struct temporal_datetime *t)
{
	struct temporal_datetime *copy = arena_alloc(a, sizeof(*copy));

	*copy = *t;
	return (struct feel_value){ .kind = FEEL_DATE_TIME, .date_time = copy };
}

struct feel_value
feel_days_time(temporal_ns ns)
{
	return (struct feel_value){ .kind = FEEL_DAYS_TIME, .ns = ns };
}

struct feel_value
feel_years_months(int64_t months)
{
	return (struct feel_value){ .kind = FEEL_YEARS_MONTHS,
	    .months = months };
}


/* Where key is or would be among the first n of the sorted positions. */
static size_t
lower_bound(const struct feel_entry *entries, const uint32_t *sorted, size_t n,
    struct str key)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (str_cmp(entries[sorted[mid]].key, key) < 0)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

static int
by_key(const void *x, const void *y, void *arg)
{
	const struct feel_entry *entries = arg;
	uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
	int r = str_cmp(entries[i].key, entries[j].key);

	return r != 0 ? r : (i > j) - (i < j);
}

static uint32_t *
sort_keys(struct arena *a, struct feel_entry *entries, size_t n)
{
	uint32_t *v = arena_array(a, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (uint32_t)i;
	qsort_r(v, n, sizeof(*v), by_key, entries);
	return v;
}

/* Let the last of equal keys have the place of the first.  Returns how many
 * are left. */
static size_t
drop_repeats_small(struct feel_entry *entries, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		size_t j = 0;

		while (j < kept && !str_eq(entries[j].key, entries[i].key))
			j++;
		entries[j] = entries[i];
		kept += j == kept;
	}
	return kept;
}

static size_t
drop_repeats(struct arena *a, struct feel_entry *entries, size_t n)
{
	bool *is_gone = arena_zalloc(a, n * sizeof(*is_gone));
	uint32_t *v = sort_keys(a, entries, n);
	size_t kept = 0, first = 0;

	for (size_t i = 1; i < n; i++) {
		if (!str_eq(entries[v[i]].key, entries[v[first]].key)) {
			first = i;
			continue;
		}
		entries[v[first]].value = entries[v[i]].value;
		is_gone[v[i]] = true;
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_gone[i])
			entries[kept++] = entries[i];
	}
	return kept;
}

struct feel_value
feel_context(struct arena *a, struct feel_entry *entries, size_t n)
{
	struct feel_context *c = arena_alloc(a, sizeof(*c));
	uint64_t weight;

	n = n < SORT_FROM ? drop_repeats_small(entries, n) :
	    drop_repeats(a, entries, n);
	*c = (struct feel_context){ .n = n, .entries = entries };
	if (n >= SORT_FROM)
		c->sorted = sort_keys(a, entries, n);
	weight = n;
	for (size_t i = 0; i < n; i++)
		weight += entries[i].value.weight;
	return (struct feel_value){ .kind = FEEL_CONTEXT,
	    .weight = feel_weight_of(weight), .context = c };
}

const struct feel_value *
feel_get(const struct feel_context *c, struct str key)
{
	if (c->sorted != NULL) {
		size_t i = lower_bound(c->entries, c->sorted, c->n, key);

		if (i == c->n ||
		    !str_eq(c->entries[c->sorted[i]].key, key))
			return NULL;
		return &c->entries[c->sorted[i]].value;
	}
	for (size_t i = 0; i < c->n; i++) {
		if (str_eq(c->entries[i].key, key))
			return &c->entries[i].value;
	}
	return NULL;
}

struct feel_value
feel_unknown(struct arena *a, struct str name)
{
	struct feel_unknown *u = arena_alloc(a, sizeof(*u));
	struct str *names = arena_alloc(a, sizeof(*names));

	*names = name;
	*u = (struct feel_unknown){ 1, names };
	return (struct feel_value){ .kind = FEEL_UNKNOWN, .unknown = u };
}

static bool
has_name(const struct feel_unknown *u, struct str name)
{
	for (size_t i = 0; i < u->n; i++) {
		if (str_eq(u->names[i], name))
			return true;
	}
	return false;
}

static bool
is_subset(const struct feel_unknown *x, const struct feel_unknown *of)
{
	for (size_t i = 0; i < x->n; i++) {
		if (!has_name(of, x->names[i]))
			return false;
	}
	return true;
}

struct feel_value
feel_unknown_join(struct arena *a, struct feel_value x, struct feel_value y)
{
	struct feel_unknown *u;
	struct str *names;

	if (y.kind != FEEL_UNKNOWN)
		return x;
	if (x.kind != FEEL_UNKNOWN || is_subset(x.unknown, y.unknown))
		return y;
	if (is_subset(y.unknown, x.unknown))
		return x;
	names = arena_array(a, x.unknown->n + y.unknown->n, sizeof(*names));
	memcpy(names, x.unknown->names, x.unknown->n * sizeof(*names));
	u = arena_alloc(a, sizeof(*u));
	*u = (struct feel_unknown){ x.unknown->n, names };
	for (size_t i = 0; i < y.unknown->n; i++) {
		if (!has_name(u, y.unknown->names[i]))
			names[u->n++] = y.unknown->names[i];
	}
	return (struct feel_value){ .kind = FEEL_UNKNOWN, .unknown = u };
}

const char *
feel_kind_name(enum feel_kind kind)
{
	static const char *const names[] = {
		[FEEL_NULL] = "null",
		[FEEL_UNKNOWN] = "unknown",
		[FEEL_NUMBER] = "number",
		[FEEL_STRING] = "string",
		[FEEL_BOOLEAN] = "boolean",
		[FEEL_DATE] = "date",
		[FEEL_TIME] = "time",
		[FEEL_DATE_TIME] = "date and time",
		[FEEL_DAYS_TIME] = "days and time duration",
		[FEEL_YEARS_MONTHS] = "years and months duration",
		[FEEL_LIST] = "list",
		[FEEL_CONTEXT] = "context",
		[FEEL_RANGE] = "range",
		[FEEL_FUNCTION] = "function",
	};

	assert(kind < ARRAY_LEN(names));
	return names[kind];
}

static struct feel_value copy_deep(struct arena *a, struct feel_value v,
    int depth);

static struct feel_value
copy_list(struct arena *a, struct feel_list list, int depth)
{
	struct feel_value *v = arena_array(a, list.n, sizeof(*v));

	for (size_t i = 0; i < list.n; i++)
		v[i] = copy_deep(a, list.v[i], depth);
	return feel_list(v, list.n);
}

static struct feel_value
copy_context(struct arena *a, const struct feel_context *c, int depth)
{
	struct feel_entry *e = arena_array(a, c->n, sizeof(*e));

	for (size_t i = 0; i < c->n; i++) {
		e[i].key = arena_str(a, c->entries[i].key);
		e[i].value = copy_deep(a, c->entries[i].value, depth);
	}
	return feel_context(a, e, c->n);
}

static struct feel_value
copy_range(struct arena *a, const struct feel_range *r, int depth)
{
	struct feel_range *copy = arena_alloc(a, sizeof(*copy));

	*copy = *r;
	copy->low = copy_deep(a, r->low, depth);
	copy->high = copy_deep(a, r->high, depth);
	return (struct feel_value){ .kind = FEEL_RANGE, .range = copy };
}

static struct feel_value
copy_unknown(struct arena *a, const struct feel_unknown *u)
{
	struct feel_unknown *copy = arena_alloc(a, sizeof(*copy));
	struct str *names = arena_array(a, u->n, sizeof(*names));

	for (size_t i = 0; i < u->n; i++)
		names[i] = arena_str(a, u->names[i]);
	*copy = (struct feel_unknown){ u->n, names };
	return (struct feel_value){ .kind = FEEL_UNKNOWN, .unknown = copy };
}

static struct feel_value
copy_deep(struct arena *a, struct feel_value v, int depth)
{
	if (depth >= FEEL_VALUE_DEPTH_MAX)
		return FEEL_NULL_VALUE;
	switch (v.kind) {
	case FEEL_STRING:
		return feel_string(arena_str(a, v.string));
	case FEEL_TIME:
		return feel_time(a, v.time);
	case FEEL_DATE_TIME:
		return feel_date_time(a, v.date_time);
	case FEEL_LIST:
		return copy_list(a, v.list, depth + 1);
	case FEEL_CONTEXT:
		return copy_context(a, v.context, depth + 1);
	case FEEL_RANGE:
		return copy_range(a, v.range, depth + 1);
	case FEEL_UNKNOWN:
		return copy_unknown(a, v.unknown);
	default:
		return v;
	}
}

struct feel_value
feel_copy(struct arena *a, struct feel_value v)
{
	return copy_deep(a, v, 0);
}
