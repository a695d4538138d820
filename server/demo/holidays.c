/*
 * holidays.c - the national holidays of Spain (Estatuto de los Trabajadores,
 * 37.2), of this year and the next one.
 */
#include "base/civil.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/tz.h"
#include "server/demo/demo.h"
#include "server/demo/holidays.h"

static const struct {
	uint8_t		 month, day;
	const char	*name;
} fixed[] = {
	{ 1, 1, "Año Nuevo" },
	{ 1, 6, "Epifanía del Señor" },
	{ 5, 1, "Fiesta del Trabajo" },
	{ 8, 15, "Asunción de la Virgen" },
	{ 10, 12, "Fiesta Nacional de España" },
	{ 11, 1, "Todos los Santos" },
	{ 12, 6, "Día de la Constitución Española" },
	{ 12, 8, "Inmaculada Concepción" },
	{ 12, 25, "Natividad del Señor" },
};

size_t
holidays_of_spain(int32_t year, struct holiday ret[HOLIDAYS_OF_SPAIN])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		ret[n++] = (struct holiday){ { year, fixed[i].month,
		    fixed[i].day }, fixed[i].name };
	ret[n].name = "Viernes Santo";
	(void)civil_add_days(civil_easter(year), -2, &ret[n++].day);
	return n;
}

static void
write_year(struct jsonw *w, int32_t year)
{
	struct holiday list[HOLIDAYS_OF_SPAIN];
	size_t n = holidays_of_spain(year, list);

	for (size_t i = 0; i < n; i++) {
		char day[16];

		(void)snprintf(day, sizeof(day), "%04d-%02d-%02d",
		    list[i].day.year, list[i].day.month, list[i].day.day);
		jsonw_object(w);
		jsonw_key(w, "day");
		jsonw_cstr(w, day);
		jsonw_key(w, "name");
		jsonw_cstr(w, list[i].name);
		jsonw_object_end(w);
	}
}

int
demo_calendar(struct demo *d, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct civil today;

	(void)civil_from_days(tz_day(tz_find(STR(DEMO_ZONE)),
	    clock_now_us() / 1000000), &today);
	jsonw_array(&w);
	write_year(&w, today.year);
	write_year(&w, today.year + 1);
	jsonw_array_end(&w);
	db_begin(d->db);
	db_push(d->db, CALENDAR_LOCK);
	db_push(d->db, HOLIDAY_PUT, db_str(d->db, buf_view(&out)));
	audit_push(d->db, &d->actor, &(struct audit_event){
	    .action = "calendar.write", .object_type = "tenant",
	    .object = d->actor.tenant });
	return audit_commit(d->db, err);
}
