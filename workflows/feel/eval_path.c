/*
 * eval_path.c - a.b, a...b and a[filter].
 */
#include "workflows/feel/eval.h"
#include "workflows/feel/limits.h"

static struct feel_value path_of(struct feel_run *run, const struct node *n,
    struct feel_value v, int depth);

static struct feel_value
no_property(struct feel_run *run, const struct node *n, struct feel_value v)
{
	return feel_fail_at(run, n, "feel.no_entry", "a %s has no \"%.*s\"",
	    feel_kind_name(v.kind), STR_ARG(n->path.name));
}

static bool
date_property(struct civil d, struct str name, struct feel_value *ret)
{
	if (str_is(name, "year"))
		*ret = feel_int(d.year);
	else if (str_is(name, "month"))
		*ret = feel_int(d.month);
	else if (str_is(name, "day"))
		*ret = feel_int(d.day);
	else if (str_is(name, "weekday"))
		*ret = feel_int(civil_weekday(d));
	else
		return false;
	return true;
}

static bool
clock_property(const struct temporal_time *t, struct str name,
    struct feel_value *ret)
{
	if (str_is(name, "hour"))
		*ret = feel_int(t->hour);
	else if (str_is(name, "minute"))
		*ret = feel_int(t->minute);
	else if (str_is(name, "second"))
		*ret = feel_number(temporal_second(t));
	else
		return false;
	return true;
}

static struct feel_value
offset_value(bool has_offset, int32_t seconds)
{
	return has_offset ? feel_days_time(seconds * TEMPORAL_NS) :
	    FEEL_NULL_VALUE;
}

static struct feel_value
zone_value(const struct temporal_zone *zone)
{
	struct str name = temporal_zone_name(zone);

	return name.p == NULL ? FEEL_NULL_VALUE : feel_string(name);
}

static bool
time_property(const struct temporal_time *t, struct str name,
    struct feel_value *ret)
{
	bool has_offset;
	int32_t seconds = 0;

	if (clock_property(t, name, ret))
		return true;
	if (str_is(name, "time offset")) {
		has_offset = temporal_time_offset(t, &seconds);
		*ret = offset_value(has_offset, seconds);
	} else if (str_is(name, "timezone")) {
		*ret = zone_value(&t->zone);
	} else {
		return false;
	}
	return true;
}

static bool
date_time_property(const struct temporal_datetime *t, struct str name,
    struct feel_value *ret)
{
	bool has_offset;
	int32_t seconds = 0;

	if (date_property(t->date, name, ret) ||
	    clock_property(&t->time, name, ret))
		return true;
	if (str_is(name, "time offset")) {
		has_offset = temporal_datetime_offset(t, &seconds);
		*ret = offset_value(has_offset, seconds);
		return true;
	}
	if (!str_is(name, "timezone"))
		return false;
	*ret = zone_value(&t->time.zone);
	return true;
}

static bool
days_property(temporal_ns ns, struct str name, struct feel_value *ret)
{
	static const char *const names[] = { [PART_DAYS] = "days",
	    [PART_HOURS] = "hours", [PART_MINUTES] = "minutes",
	    [PART_SECONDS] = "seconds" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i])) {
			*ret = feel_number(temporal_ns_part(ns,
			    (enum temporal_part)i));
			return true;
		}
	}
	return false;
}

static bool
months_property(int64_t months, struct str name, struct feel_value *ret)
{
	if (str_is(name, "years"))
		*ret = feel_int(months / 12);
	else if (str_is(name, "months"))
		*ret = feel_int(months % 12);
	else
		return false;
	return true;
}

static bool
range_property(const struct feel_range *r, struct str name,
    struct feel_value *ret)
{
	bool is_equal = r->form == RANGE_EQUAL;

	if (str_is(name, "start"))
		*ret = r->form == RANGE_UNEQUAL ? FEEL_NULL_VALUE : r->low;
	else if (str_is(name, "end"))
		*ret = is_equal ? r->low : r->high;
	else if (str_is(name, "start included"))
		*ret = feel_bool(r->is_low_closed &&
		    r->form != RANGE_UNEQUAL);
	else if (str_is(name, "end included"))
		*ret = feel_bool(r->is_high_closed || is_equal);
	else
		return false;
	return true;
}

static struct feel_value
path_of_list(struct feel_run *run, const struct node *n, struct feel_list list,
    int depth)
{
	struct feel_value *v;

	if (depth >= FEEL_VALUE_DEPTH_MAX || !feel_steps(run, list.n))
		return FEEL_NULL_VALUE;
	v = feel_bytes(run, list.n * sizeof(*v));
	if (v == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n; i++)
		v[i] = path_of(run, n, list.v[i], depth + 1);
	return feel_list(v, list.n);
}

static struct feel_value
path_of(struct feel_run *run, const struct node *n, struct feel_value v,
    int depth)
{
	struct str name = n->path.name;
	const struct feel_value *entry;
	struct feel_value r;
	bool has = false;

	switch (v.kind) {
	case FEEL_UNKNOWN:
		return v;
	case FEEL_CONTEXT:
		entry = feel_get(v.context, name);
		return entry != NULL ? *entry : no_property(run, n, v);
	case FEEL_LIST:
		return path_of_list(run, n, v.list, depth);
	case FEEL_DATE:
		has = date_property(v.date, name, &r);
		break;
	case FEEL_TIME:
		has = time_property(v.time, name, &r);
		break;
	case FEEL_DATE_TIME:
		has = date_time_property(v.date_time, name, &r);
		break;
	case FEEL_DAYS_TIME:
		has = days_property(v.ns, name, &r);
		break;
	case FEEL_YEARS_MONTHS:
		has = months_property(v.months, name, &r);
		break;
	case FEEL_RANGE:
		has = range_property(v.range, name, &r);
		break;
	default:
		break;
	}
	return has ? r : no_property(run, n, v);
}

struct feel_value
eval_path(struct feel_run *run, const struct node *n)
{
	return path_of(run, n, feel_node(run, n->path.of), 0);
}

/* Entries of this name at any depth, outer before inner. */
static bool
descend(struct feel_run *run, struct str name, struct feel_value v,
    struct list_builder *out, int depth)
{
	size_t n = v.kind == FEEL_LIST ? v.list.n :
	    v.kind == FEEL_CONTEXT ? v.context->n : 0;

	if (depth >= FEEL_VALUE_DEPTH_MAX || !feel_steps(run, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool is_list = v.kind == FEEL_LIST;
		struct feel_value part = is_list ? v.list.v[i] :
		    v.context->entries[i].value;

		if (!is_list && str_eq(v.context->entries[i].key, name) &&
		    !eval_append(run, out, part))
			return false;
		if (!descend(run, name, part, out, depth + 1))
			return false;
	}
	return true;
}

struct feel_value
eval_descendants(struct feel_run *run, const struct node *n)
{
	struct feel_value v = feel_node(run, n->path.of);
	struct list_builder out = { 0 };

	if (v.kind == FEEL_UNKNOWN)
		return v;
	if (!descend(run, n->path.name, v, &out, 0))
		return FEEL_NULL_VALUE;
	return feel_list(out.v, out.n);
}

/* The item at a position from the front (1, 2 ...) or the end (-1, -2 ...). */
static struct feel_value
item_at(struct feel_run *run, const struct node *n, struct feel_list list,
    struct dec128 at)
{
	int64_t i;

	if (dec128_to_int(at, &i) == 0) {
		if (i > 0 && (uint64_t)i <= list.n)
			return list.v[i - 1];
		if (i < 0 && (uint64_t)-(i + 1) < list.n)
			return list.v[list.n - (uint64_t)-i];
	}
	return feel_fail_at(run, n, "feel.index",
	    "the list of %zu has no item there", list.n);
}

/* What the filter is worth for one item. */
static struct feel_value
filter_value(struct feel_run *run, const struct node *n,
    struct feel_value item)
{
	run->frame[n->filter.slot] = item;
	return feel_node(run, n->filter.by);
}

static struct feel_value
filter_once(struct feel_run *run, const struct node *n, struct feel_list list)
{
	struct feel_value by = filter_value(run, n, FEEL_NULL_VALUE);

	if (by.kind == FEEL_UNKNOWN)
		return by;
	if (by.kind == FEEL_NUMBER)
		return item_at(run, n, list, by.number);
	if (feel_is_true(by))
		return feel_list(list.v, list.n);
	if (by.kind != FEEL_BOOLEAN && by.kind != FEEL_NULL)
		return feel_fail_at(run, n, "feel.type",
		    "a %s cannot filter a list", feel_kind_name(by.kind));
	return feel_list(NULL, 0);
}

static struct feel_value
filter_each(struct feel_run *run, const struct node *n, struct feel_list list)
{
	struct list_builder out = { 0 };
	struct feel_value unknown = FEEL_NULL_VALUE, by;

	for (size_t i = 0; i < list.n && feel_steps(run, 1); i++) {
		by = filter_value(run, n, list.v[i]);
		if (by.kind == FEEL_NUMBER)
			return item_at(run, n, list, by.number);
		if (by.kind == FEEL_UNKNOWN)
			unknown = feel_unknown_join(run->arena, unknown, by);
		if (feel_is_true(by) && !eval_append(run, &out, list.v[i]))
			return FEEL_NULL_VALUE;
	}
	if (unknown.kind == FEEL_UNKNOWN)
		return unknown;
	return feel_list(out.v, out.n);
}

struct feel_value
eval_filter(struct feel_run *run, const struct node *n)
{
	struct feel_value of = feel_node(run, n->filter.of);
	struct feel_value *single;

	if (of.kind == FEEL_UNKNOWN)
		return of;
	if (of.kind == FEEL_NULL)
		of = feel_list(NULL, 0);
	if (of.kind != FEEL_LIST) {
		single = feel_bytes(run, sizeof(*single));
		if (single == NULL)
			return FEEL_NULL_VALUE;
		*single = of;
		of = feel_list(single, 1);
	}
	return n->is_plain ? filter_once(run, n, of.list) :
	    filter_each(run, n, of.list);
}
