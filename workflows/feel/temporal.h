/*
 * temporal.h - dates, times and durations of FEEL (DMN 1.5, 10.3.2.3).
 *
 * The lexical forms are those of XML Schema with FEEL's "@zone".  A time has
 * no zone, an offset, or a zone of the IANA database.  Functions that can have
 * no result (a day that does not exist, a year out of range, values that
 * cannot be compared) return false and leave *ret alone: FEEL's null.
 */
#ifndef FEEL_TEMPORAL_H
#define FEEL_TEMPORAL_H

#include "base/civil.h"
#include "base/dec128.h"
#include "base/str.h"
#include "base/tz.h"

#define TEMPORAL_NS		INT64_C(1000000000)
#define TEMPORAL_DAY_NS		(INT64_C(86400) * TEMPORAL_NS)
#define TEMPORAL_OFFSET_MAX	(18 * 3600)

/* A span in nanoseconds: the days and time duration. */
typedef __int128 temporal_ns;

enum temporal_zone_kind { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED };

struct temporal_zone {
	enum temporal_zone_kind	 kind;
	int32_t			 offset;	/* seconds, of ZONE_OFFSET */
	const struct tz		*tz;		/* of ZONE_NAMED */
};

struct temporal_time {
	uint8_t			 hour, minute, second;
	uint32_t		 ns;
	struct temporal_zone	 zone;
};

struct temporal_datetime {
	struct civil		 date;
	struct temporal_time	 time;
};

struct temporal_duration {
	bool			 is_months;	/* years and months duration */
	int64_t			 months;
	temporal_ns		 ns;
};

/* Text.  A date alone is a date and time at midnight, without a zone. */
bool	temporal_parse_date(struct str s, struct civil *ret);
bool	temporal_parse_time(struct str s, struct temporal_time *ret);
bool	temporal_parse_datetime(struct str s, struct temporal_datetime *ret);
/* Either kind: "P1DT2H", "-P1Y2M".  "P0D" is days and time, "P0M" months. */
bool	temporal_parse_duration(struct str s, struct temporal_duration *ret);
void	temporal_format_date(struct civil d, struct buf *out);
void	temporal_format_time(const struct temporal_time *t, struct buf *out);
void	temporal_format_datetime(const struct temporal_datetime *t,
	    struct buf *out);
void	temporal_format_months(int64_t months, struct buf *out);
void	temporal_format_ns(temporal_ns ns, struct buf *out);

/* time(hour, minute, second with fraction); leaves ret->zone as it is. */
bool	temporal_make_time(int64_t hour, int64_t minute, struct dec128 second,
	    struct temporal_time *ret);
/* Seconds east of Greenwich; false without a zone, or for a time of day with
 * a named zone whose offset depends on the day. */
bool	temporal_time_offset(const struct temporal_time *t, int32_t *ret);
bool	temporal_datetime_offset(const struct temporal_datetime *t,
	    int32_t *ret);
/* "Europe/Madrid" of a named zone, else STR_NULL. */
struct str temporal_zone_name(const struct temporal_zone *z);
bool	temporal_zone_eq(const struct temporal_zone *a,
	    const struct temporal_zone *b);

/* Order: -1, 0, 1.  With zones by instant; one with and one without a zone
 * cannot be compared. */
bool	temporal_cmp_time(const struct temporal_time *a,
	    const struct temporal_time *b, int *ret);
bool	temporal_cmp_datetime(const struct temporal_datetime *a,
	    const struct temporal_datetime *b, int *ret);
/* FEEL's is(): the same fields and the same zone. */
bool	temporal_same_time(const struct temporal_time *a,
	    const struct temporal_time *b);
bool	temporal_same_datetime(const struct temporal_datetime *a,
	    const struct temporal_datetime *b);

/* Moving.  A date moved by a duration of hours counts whole days, downwards. */
bool	temporal_date_add_ns(struct civil d, temporal_ns ns, struct civil *ret);
bool	temporal_datetime_add_ns(const struct temporal_datetime *t,
	    temporal_ns ns, struct temporal_datetime *ret);
bool	temporal_datetime_add_months(const struct temporal_datetime *t,
	    int64_t months, struct temporal_datetime *ret);
/* Around midnight. */
struct temporal_time temporal_time_add_ns(const struct temporal_time *t,
	    temporal_ns ns);
/* a - b */
temporal_ns temporal_date_diff(struct civil a, struct civil b);
bool	temporal_datetime_diff(const struct temporal_datetime *a,
	    const struct temporal_datetime *b, temporal_ns *ret);
bool	temporal_time_diff(const struct temporal_time *a,
	    const struct temporal_time *b, temporal_ns *ret);
/* Whole months from one day to the other, towards zero. */
int64_t	temporal_months_between(struct civil from, struct civil to);

/* Durations and numbers; months are rounded towards zero. */
bool	temporal_ns_mul(temporal_ns ns, struct dec128 by, temporal_ns *ret);
bool	temporal_ns_div(temporal_ns ns, struct dec128 by, temporal_ns *ret);
bool	temporal_months_mul(int64_t months, struct dec128 by, int64_t *ret);
bool	temporal_months_div(int64_t months, struct dec128 by, int64_t *ret);
bool	temporal_ns_ratio(temporal_ns a, temporal_ns b, struct dec128 *ret);
bool	temporal_ns_add(temporal_ns a, temporal_ns b, temporal_ns *ret);
bool	temporal_months_add(int64_t a, int64_t b, int64_t *ret);

/* Properties: seconds with their fraction; the parts of a duration. */
struct dec128 temporal_second(const struct temporal_time *t);
enum temporal_part { PART_DAYS, PART_HOURS, PART_MINUTES, PART_SECONDS };
struct dec128 temporal_ns_part(temporal_ns ns, enum temporal_part part);

/* Instants, in nanoseconds since 1970 UTC.  Without a zone: as if UTC. */
temporal_ns temporal_instant(const struct temporal_datetime *t);
/* The reading of a zone's clock at an instant. */
bool	temporal_at(temporal_ns instant, const struct temporal_zone *zone,
	    struct temporal_datetime *ret);

#endif
