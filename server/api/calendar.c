/*
 * calendar.c - working days and holidays of the municipality.
 */
#include "base/civil.h"
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

#define YEAR_MIN	1970
#define YEAR_MAX	2200
#define HOLIDAYS_MAX	400	/* at a time */

/* The calendar of a year, committed with what was pushed. */
static int fiber_fn
reply_calendar(struct request *req, int status, int64_t year)
{
	struct error err = { 0 };
	int at;

	at = db_push(req->db, CALENDAR_GET, db_int(req->db, year));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}

/* The year that it is, from "YYYY-MM-DD". */
static int64_t
year_of(const char *day)
{
	int64_t year = YEAR_MIN;

	(void)parse_int((struct str){ day, 4 }, 0, 9999, &year);
	return year;
}

/* GET /calendar */
static int fiber_fn
calendar_get(struct request *req)
{
	int64_t year = year_of(api_today(req));
	struct error err = { 0 };
	int at, version;

	if (query_int(req, "year", (int64_t[2]){ YEAR_MIN, YEAR_MAX }, &year,
	    &err) < 0 || api_open(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, CALENDAR_GET, db_int(req->db, year));
	version = db_push(req->db, CALENDAR_VERSION);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	reply_version(req, arena_str(req->arena, db_text(req->db, version, 0,
	    0)).p);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* Lock it for a change; its version, or -1 and err. */
static int64_t fiber_fn
begin(struct request *req, struct error *err)
{
	int at;

	if (api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, CALENDAR_LOCK);
	return db_run(req->db, err) < 0 ? -1 : db_int64(req->db, at, 0, 0);
}

static void
push_change(struct request *req, const char *weekdays, struct str detail)
{
	db_push(req->db, CALENDAR_TOUCH, weekdays);
	api_audit(req, &(struct audit_event){ .action = "calendar.write",
	    .object_type = "tenant", .object = req->session->tenant,
	    .detail = detail });
}

static const struct shape one_weekday = { "", SHAPE_INT, .min = 1, .max = 7 };

static const struct shape week_shape[] = {
	{ "weekdays", SHAPE_LIST, SHAPE_REQUIRED, .min = 1, .max = 7,
	    .element = &one_weekday },
	{ 0 }
};

/* PATCH /calendar */
static int fiber_fn
calendar_patch(struct request *req)
{
	const struct json *body, *days;
	struct error err = { 0 };
	const char *seen;
	unsigned bits = 0;
	int64_t version, n;
	int status;

	body = shape_body(req, week_shape, &status);
	if (body == NULL)
		return status;
	days = json_get(body, "weekdays");
	for (size_t i = 0; i < days->n; i++) {
		if (parse_int(days->items[i].text, 1, 7, &n) == 0)
			bits |= 1u << (n - 1);
	}
	seen = req_if_match(req, &err);
	if (seen == NULL || (version = begin(req, &err)) < 0 ||
	    api_check_version(version, seen, &err) < 0)
		return reply_error(req, &err);
	push_change(req, db_int(req->db, bits),
	    str_of(req_printf(req, "{\"weekdays\":%u}", bits)));
	reply_version(req, req_printf(req, "%lld", (long long)version + 1));
	return reply_calendar(req, 200, year_of(api_today(req)));
}

static const struct shape holiday_shape[] = {
	{ "day", SHAPE_DAY, SHAPE_REQUIRED },
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 120 },
	{ 0 }
};
static const struct shape one_holiday = { "", SHAPE_OBJECT,
	.of = holiday_shape };

static const struct shape holidays_shape[] = {
	{ "holidays", SHAPE_LIST, SHAPE_REQUIRED, .min = 1,
	    .max = HOLIDAYS_MAX, .element = &one_holiday },
	{ 0 }
};

static int
check_years(struct request *req, const struct json *list, struct error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		int64_t year = year_of(shape_text(req, &list->items[i],
		    "day"));
		struct str at;

		if (year >= YEAR_MIN && year <= YEAR_MAX)
			continue;
		at = str_of(req_printf(req, "/holidays/%zu/day", i));
		return error_set_field(err, "calendar.year", at,
		    "a day from %d to %d", YEAR_MIN, YEAR_MAX);
	}
	return 0;
}

/* POST /calendar/holidays */
static int fiber_fn
holidays_create(struct request *req)
{
	const struct json *body, *list;
	struct error err = { 0 };
	int status;

	body = shape_body(req, holidays_shape, &status);
	if (body == NULL)
		return status;
	list = json_get(body, "holidays");
	if (check_years(req, list, &err) < 0 || begin(req, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, HOLIDAY_PUT, shape_json(req, body, "holidays"));
	push_change(req, NULL, str_of(req_printf(req, "{\"added\":%zu}",
	    list->n)));
	return reply_calendar(req, 201, year_of(shape_text(req,
	    &list->items[0], "day")));
}

/* DELETE /calendar/holidays/{day} */
static int fiber_fn
holiday_delete(struct request *req)
{
	const char *day = path_arg(req, "day");
	struct error err = { 0 };
	int at;

	if (!shape_is_day(str_of(day)))
		return reply_fail(req, ERR_NOT_FOUND, "calendar.no_holiday",
		    "that is no day: YYYY-MM-DD");
	if (begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, HOLIDAY_DELETE, day);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "calendar.no_holiday",
		    "this day is no holiday");
	push_change(req, NULL, str_of(req_printf(req, "{\"removed\":\"%s\"}",
	    day)));
	return reply_calendar(req, 200, year_of(day));
}

const struct route calendar_routes[] = {
	ROUTE(GET, "/api/v1/calendar", PERMIT_SIGNED_IN, calendar_get),
	ROUTE(PATCH, "/api/v1/calendar", MAY_SET_CALENDAR, calendar_patch),
	ROUTE(POST, "/api/v1/calendar/holidays", MAY_SET_CALENDAR,
	    holidays_create),
	ROUTE(DELETE, "/api/v1/calendar/holidays/{day}", MAY_SET_CALENDAR,
	    holiday_delete),
	{ 0 }
};
