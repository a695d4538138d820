/*
 * eval_arithmetic.c - + - * / ** and the unary minus (DMN 1.5, tables 44, 45).
 */
#include "workflows/feel/eval.h"

#define PAIR(x, y)	((x) * 32 + (y))

static struct feel_value
refuse(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	static const char *const signs[] = { [N_ADD] = "+", [N_SUB] = "-",
	    [N_MUL] = "*", [N_DIV] = "/", [N_POW] = "**" };

	if (x.kind == FEEL_UNKNOWN || y.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, x, y);
	return feel_fail_at(run, n, "feel.type", "%s %s %s is not defined",
	    feel_kind_name(x.kind), signs[n->kind], feel_kind_name(y.kind));
}

static struct feel_value
out_of_range(struct feel_run *run, const struct node *n)
{
	return feel_fail_at(run, n, "feel.range", "the result is out of range");
}

static struct feel_value
number(struct feel_run *run, const struct node *n, struct dec128 v)
{
	if (!dec128_ok(v))
		return out_of_range(run, n);
	return feel_number(v);
}

static struct feel_value
concat(struct feel_run *run, struct str x, struct str y)
{
	char *s = feel_bytes(run, x.len + y.len);

	if (s == NULL)
		return FEEL_NULL_VALUE;
	memcpy(s, x.p, x.len);
	memcpy(s + x.len, y.p, y.len);
	return feel_string((struct str){ s, x.len + y.len });
}

static struct feel_value
sum_ns(struct feel_run *run, const struct node *n, temporal_ns x,
    temporal_ns y)
{
	temporal_ns r;

	return temporal_ns_add(x, y, &r) ? feel_days_time(r) :
	    out_of_range(run, n);
}

static struct feel_value
sum_months(struct feel_run *run, const struct node *n, int64_t x, int64_t y)
{
	int64_t r;

	return temporal_months_add(x, y, &r) ? feel_years_months(r) :
	    out_of_range(run, n);
}

/* A point in time moved by a duration. */
static struct feel_value
moved(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value by)
{
	struct temporal_datetime dt;
	struct civil d;

	switch (PAIR(x.kind, by.kind)) {
	case PAIR(FEEL_DATE, FEEL_DAYS_TIME):
		if (temporal_date_add_ns(x.date, by.ns, &d))
			return feel_date(d);
		break;
	case PAIR(FEEL_DATE, FEEL_YEARS_MONTHS):
		if (civil_add_months(x.date, by.months, &d))
			return feel_date(d);
		break;
	case PAIR(FEEL_DATE_TIME, FEEL_DAYS_TIME):
		if (temporal_datetime_add_ns(x.date_time, by.ns, &dt))
			return feel_date_time(run->arena, &dt);
		break;
	case PAIR(FEEL_DATE_TIME, FEEL_YEARS_MONTHS):
		if (temporal_datetime_add_months(x.date_time, by.months, &dt))
			return feel_date_time(run->arena, &dt);
		break;
	default: {
		struct temporal_time t = temporal_time_add_ns(x.time, by.ns);

		return feel_time(run->arena, &t);
	}
	}
	return out_of_range(run, n);
}

struct feel_value
eval_add(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	switch (PAIR(x.kind, y.kind)) {
	case PAIR(FEEL_NUMBER, FEEL_NUMBER):
		return number(run, n, dec128_add(x.number, y.number));
	case PAIR(FEEL_STRING, FEEL_STRING):
		return concat(run, x.string, y.string);
	case PAIR(FEEL_DAYS_TIME, FEEL_DAYS_TIME):
		return sum_ns(run, n, x.ns, y.ns);
	case PAIR(FEEL_YEARS_MONTHS, FEEL_YEARS_MONTHS):
		return sum_months(run, n, x.months, y.months);
	case PAIR(FEEL_DATE, FEEL_DAYS_TIME):
	case PAIR(FEEL_DATE, FEEL_YEARS_MONTHS):
	case PAIR(FEEL_DATE_TIME, FEEL_DAYS_TIME):
	case PAIR(FEEL_DATE_TIME, FEEL_YEARS_MONTHS):
	case PAIR(FEEL_TIME, FEEL_DAYS_TIME):
		return moved(run, n, x, y);
	case PAIR(FEEL_DAYS_TIME, FEEL_DATE):
	case PAIR(FEEL_YEARS_MONTHS, FEEL_DATE):
	case PAIR(FEEL_DAYS_TIME, FEEL_DATE_TIME):
	case PAIR(FEEL_YEARS_MONTHS, FEEL_DATE_TIME):
	case PAIR(FEEL_DAYS_TIME, FEEL_TIME):
		return moved(run, n, y, x);
	default:
		return refuse(run, n, x, y);
	}
}

/* A date as the date and time of its first moment, UTC. */
static const struct temporal_datetime *
as_date_time(struct feel_value v, struct temporal_datetime *buffer)
{
	if (v.kind == FEEL_DATE_TIME)
		return v.date_time;
	*buffer = (struct temporal_datetime){ .date = v.date,
	    .time.zone.kind = ZONE_OFFSET };
	return buffer;
}

static struct feel_value
difference(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	struct temporal_datetime bx, by;
	temporal_ns ns;

	if (x.kind == FEEL_DATE && y.kind == FEEL_DATE)
		return feel_days_time(temporal_date_diff(x.date, y.date));
	if (x.kind == FEEL_TIME ? temporal_time_diff(x.time, y.time, &ns) :
	    temporal_datetime_diff(as_date_time(x, &bx), as_date_time(y, &by),
	    &ns))
		return feel_days_time(ns);
	return feel_fail_at(run, n, "feel.zone",
	    "one of the two has a time zone and the other has none");
}

struct feel_value
eval_sub(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	switch (PAIR(x.kind, y.kind)) {
	case PAIR(FEEL_NUMBER, FEEL_NUMBER):
		return number(run, n, dec128_sub(x.number, y.number));
	case PAIR(FEEL_DAYS_TIME, FEEL_DAYS_TIME):
		return sum_ns(run, n, x.ns, -y.ns);
	case PAIR(FEEL_YEARS_MONTHS, FEEL_YEARS_MONTHS):
		return sum_months(run, n, x.months, -y.months);
	case PAIR(FEEL_DATE, FEEL_DATE):
	case PAIR(FEEL_DATE, FEEL_DATE_TIME):
	case PAIR(FEEL_DATE_TIME, FEEL_DATE):
	case PAIR(FEEL_DATE_TIME, FEEL_DATE_TIME):
	case PAIR(FEEL_TIME, FEEL_TIME):
		return difference(run, n, x, y);
	case PAIR(FEEL_DATE, FEEL_DAYS_TIME):
	case PAIR(FEEL_DATE_TIME, FEEL_DAYS_TIME):
	case PAIR(FEEL_TIME, FEEL_DAYS_TIME):
		return moved(run, n, x, feel_days_time(-y.ns));
	case PAIR(FEEL_DATE, FEEL_YEARS_MONTHS):
	case PAIR(FEEL_DATE_TIME, FEEL_YEARS_MONTHS):
		return moved(run, n, x, feel_years_months(-y.months));
	default:
		return refuse(run, n, x, y);
	}
}

static struct feel_value
scaled(struct feel_run *run, const struct node *n, struct feel_value x,
    struct dec128 by)
{
	int64_t months;
	temporal_ns ns;
	bool is_div = n->kind == N_DIV;

	if (x.kind == FEEL_DAYS_TIME) {
		if (is_div ? temporal_ns_div(x.ns, by, &ns) :
		    temporal_ns_mul(x.ns, by, &ns))
			return feel_days_time(ns);
	} else if (is_div ? temporal_months_div(x.months, by, &months) :
	    temporal_months_mul(x.months, by, &months)) {
		return feel_years_months(months);
	}
	return out_of_range(run, n);
}

struct feel_value
eval_mul(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	switch (PAIR(x.kind, y.kind)) {
	case PAIR(FEEL_NUMBER, FEEL_NUMBER):
		return number(run, n, dec128_mul(x.number, y.number));
	case PAIR(FEEL_DAYS_TIME, FEEL_NUMBER):
	case PAIR(FEEL_YEARS_MONTHS, FEEL_NUMBER):
		return scaled(run, n, x, y.number);
	case PAIR(FEEL_NUMBER, FEEL_DAYS_TIME):
	case PAIR(FEEL_NUMBER, FEEL_YEARS_MONTHS):
		return scaled(run, n, y, x.number);
	default:
		return refuse(run, n, x, y);
	}
}

struct feel_value
eval_div(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	struct dec128 ratio;

	switch (PAIR(x.kind, y.kind)) {
	case PAIR(FEEL_NUMBER, FEEL_NUMBER):
		return number(run, n, dec128_div(x.number, y.number));
	case PAIR(FEEL_DAYS_TIME, FEEL_NUMBER):
	case PAIR(FEEL_YEARS_MONTHS, FEEL_NUMBER):
		return scaled(run, n, x, y.number);
	case PAIR(FEEL_DAYS_TIME, FEEL_DAYS_TIME):
		if (temporal_ns_ratio(x.ns, y.ns, &ratio))
			return feel_number(ratio);
		return out_of_range(run, n);
	case PAIR(FEEL_YEARS_MONTHS, FEEL_YEARS_MONTHS):
		return number(run, n, dec128_div(dec128_int(x.months),
		    dec128_int(y.months)));
	default:
		return refuse(run, n, x, y);
	}
}

struct feel_value
eval_pow(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	if (x.kind == FEEL_NUMBER && y.kind == FEEL_NUMBER)
		return number(run, n, dec128_pow(x.number, y.number));
	return refuse(run, n, x, y);
}

struct feel_value
eval_negate(struct feel_run *run, const struct node *n, struct feel_value x)
{
	switch (x.kind) {
	case FEEL_UNKNOWN:
		return x;
	case FEEL_NUMBER:
		return feel_number(dec128_neg(x.number));
	case FEEL_DAYS_TIME:
		return feel_days_time(-x.ns);
	case FEEL_YEARS_MONTHS:
		return feel_years_months(-x.months);
	default:
		return feel_fail_at(run, n, "feel.type",
		    "a %s has no negative", feel_kind_name(x.kind));
	}
}
