/*
 * codec_value.c - numbers, text and FEEL values as bytes.
 */
#include "workflows/bpmn/codec.h"

#define MONTHS_MAX	INT64_C(99999999999)

enum tag {
	TAG_NULL, TAG_FALSE, TAG_TRUE, TAG_INT, TAG_NUMBER, TAG_STRING,
	TAG_DATE, TAG_TIME, TAG_DATE_TIME, TAG_DAYS_TIME, TAG_MONTHS,
	TAG_LIST, TAG_CONTEXT, TAG_RANGE,
};

/* ----------------------------------------------------------------- writing */

void
codec_write_number(struct buf *out, uint64_t v)
{
	while (v >= 0x80) {
		buf_putc(out, (char)(v | 0x80));
		v >>= 7;
	}
	buf_putc(out, (char)v);
}

void
codec_write_signed(struct buf *out, int64_t v)
{
	codec_write_number(out, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

void
codec_write_text(struct buf *out, struct str s)
{
	codec_write_number(out, s.len);
	buf_str(out, s);
}

static void
write_dec(struct buf *out, struct dec128 d)
{
	char text[DEC128_TEXT_SIZE];
	int64_t i;

	if (dec128_to_int(d, &i) == 0) {
		buf_putc(out, TAG_INT);
		codec_write_signed(out, i);
		return;
	}
	buf_putc(out, TAG_NUMBER);
	codec_write_text(out, dec128_ok(d) ? dec128_text(d, text) : STR("0"));
}

/* Temporal values as FEEL writes them, zone included. */
static void
write_temporal(struct buf *out, enum tag tag, struct feel_value v)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	feel_format(&text, v);
	buf_putc(out, (char)tag);
	codec_write_text(out, buf_view(&text));
}

static void
write_ns(struct buf *out, temporal_ns ns)
{
	buf_putc(out, TAG_DAYS_TIME);
	codec_write_signed(out, (int64_t)(ns / TEMPORAL_NS));
	codec_write_signed(out, (int64_t)(ns % TEMPORAL_NS));
}

static bool
write_context(struct buf *out, const struct feel_context *c, int depth)
{
	buf_putc(out, TAG_CONTEXT);
	codec_write_number(out, c->n);
	for (size_t i = 0; i < c->n; i++) {
		codec_write_text(out, c->entries[i].key);
		if (!codec_write_value(out, c->entries[i].value, depth + 1))
			return false;
	}
	return true;
}

static bool
write_list(struct buf *out, struct feel_list list, int depth)
{
	buf_putc(out, TAG_LIST);
	codec_write_number(out, list.n);
	for (size_t i = 0; i < list.n; i++) {
		if (!codec_write_value(out, list.v[i], depth + 1))
			return false;
	}
	return true;
}

static bool
write_range(struct buf *out, const struct feel_range *range, int depth)
{
	buf_putc(out, TAG_RANGE);
	codec_write_number(out, (uint64_t)range->form << 2 |
	    (uint64_t)range->is_low_closed << 1 |
	    (uint64_t)range->is_high_closed);
	return codec_write_value(out, range->low, depth + 1) &&
	    codec_write_value(out, range->high, depth + 1);
}

bool
codec_write_value(struct buf *out, struct feel_value v, int depth)
{
	if (depth > CODEC_DEPTH_MAX)
		return false;
	switch (v.kind) {
	case FEEL_BOOLEAN:
		buf_putc(out, v.boolean ? TAG_TRUE : TAG_FALSE);
		return true;
	case FEEL_NUMBER:
		write_dec(out, v.number);
		return true;
	case FEEL_STRING:
		buf_putc(out, TAG_STRING);
		codec_write_text(out, v.string);
		return true;
	case FEEL_DATE:
		write_temporal(out, TAG_DATE, v);
		return true;
	case FEEL_TIME:
		write_temporal(out, TAG_TIME, v);
		return true;
	case FEEL_DATE_TIME:
		write_temporal(out, TAG_DATE_TIME, v);
		return true;
	case FEEL_DAYS_TIME:
		write_ns(out, v.ns);
		return true;
	case FEEL_YEARS_MONTHS:
		buf_putc(out, TAG_MONTHS);
		codec_write_signed(out, v.months);
		return true;
	case FEEL_LIST:
		return write_list(out, v.list, depth);
	case FEEL_CONTEXT:
		return write_context(out, v.context, depth);
	case FEEL_RANGE:
		return write_range(out, v.range, depth);
	default:
		buf_putc(out, TAG_NULL);
		return true;
	}
}

/* ----------------------------------------------------------------- reading */

uint64_t
codec_read_number(struct reader *in)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64; shift += 7) {
		unsigned char c;

		if (in->is_bad || in->at >= in->in.len)
			break;
		c = (unsigned char)in->in.p[in->at++];
		v |= (uint64_t)(c & 0x7f) << shift;
		if ((c & 0x80) == 0)
			return v;
	}
	in->is_bad = true;
	return 0;
}

int64_t
codec_read_signed(struct reader *in)
{
	uint64_t v = codec_read_number(in);

	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

int64_t
codec_read_range(struct reader *in, int64_t min, int64_t max)
{
	int64_t v = codec_read_signed(in);

	if (v < min || v > max)
		in->is_bad = true;
	return in->is_bad ? min : v;
}

size_t
codec_read_count(struct reader *in)
{
	uint64_t n = codec_read_number(in);

	if (n > in->in.len - in->at)
		in->is_bad = true;
	return in->is_bad ? 0 : (size_t)n;
}

struct str
codec_read_text(struct reader *in)
{
	size_t n = codec_read_count(in);
	struct str s = str_sub(in->in, in->at, n);

	if (!utf8_valid(s))
		in->is_bad = true;
	in->at += n;
	return in->is_bad ? STR("") : s;
}

static struct feel_value
bad(struct reader *in)
{
	in->is_bad = true;
	return FEEL_NULL_VALUE;
}

static struct feel_value
read_temporal(struct reader *in, enum tag tag)
{
	struct str s = codec_read_text(in);
	struct temporal_datetime dt;
	struct temporal_time t;
	struct civil d;

	if (tag == TAG_DATE && temporal_parse_date(s, &d))
		return feel_date(d);
	if (tag == TAG_TIME && temporal_parse_time(s, &t))
		return feel_time(in->a, &t);
	if (tag == TAG_DATE_TIME && temporal_parse_datetime(s, &dt))
		return feel_date_time(in->a, &dt);
	return bad(in);
}

static struct feel_value
read_dec(struct reader *in)
{
	struct dec128 d;

	if (dec128_parse(codec_read_text(in), &d) < 0 || !dec128_ok(d))
		return bad(in);
	return feel_number(d);
}

static struct feel_value
read_list(struct reader *in, int depth)
{
	size_t n = codec_read_count(in);
	struct feel_value *v = arena_array(in->a, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = codec_read_value(in, depth + 1);
	return feel_list(v, n);
}

static struct feel_value
read_context(struct reader *in, int depth)
{
	size_t n = codec_read_count(in);
	struct feel_entry *v = arena_array(in->a, n, sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i].key = codec_read_text(in);
		v[i].value = codec_read_value(in, depth + 1);
	}
	return feel_context(in->a, v, n);
}

static struct feel_value
read_interval(struct reader *in, int depth)
{
	struct feel_range *range = arena_new_of(in->a, struct feel_range);
	uint64_t bits = codec_read_number(in);

	if (bits >> 2 > RANGE_UNEQUAL)
		return bad(in);
	range->form = (enum feel_range_form)(bits >> 2);
	range->is_low_closed = (bits & 2) != 0;
	range->is_high_closed = (bits & 1) != 0;
	range->low = codec_read_value(in, depth + 1);
	range->high = codec_read_value(in, depth + 1);
	return (struct feel_value){ .kind = FEEL_RANGE, .range = range };
}

static struct feel_value
read_ns(struct reader *in)
{
	temporal_ns ns = (temporal_ns)codec_read_signed(in) * TEMPORAL_NS;

	return feel_days_time(ns + codec_read_range(in, -TEMPORAL_NS,
	    TEMPORAL_NS));
}

struct feel_value
codec_read_value(struct reader *in, int depth)
{
	if (depth > CODEC_DEPTH_MAX || in->is_bad || in->at >= in->in.len)
		return bad(in);
	switch ((unsigned char)in->in.p[in->at++]) {
	case TAG_NULL:
		return FEEL_NULL_VALUE;
	case TAG_FALSE:
		return feel_bool(false);
	case TAG_TRUE:
		return feel_bool(true);
	case TAG_INT:
		return feel_int(codec_read_signed(in));
	case TAG_NUMBER:
		return read_dec(in);
	case TAG_STRING:
		return feel_string(codec_read_text(in));
	case TAG_DATE:
		return read_temporal(in, TAG_DATE);
	case TAG_TIME:
		return read_temporal(in, TAG_TIME);
	case TAG_DATE_TIME:
		return read_temporal(in, TAG_DATE_TIME);
	case TAG_DAYS_TIME:
		return read_ns(in);
	case TAG_MONTHS:
		return feel_years_months(codec_read_range(in, -MONTHS_MAX,
		    MONTHS_MAX));
	case TAG_LIST:
		return read_list(in, depth);
	case TAG_CONTEXT:
		return read_context(in, depth);
	case TAG_RANGE:
		return read_interval(in, depth);
	default:
		return bad(in);
	}
}
