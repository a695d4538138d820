/*
 * audit_flight.c - numbers of events that are not settled.
 */
#include <inttypes.h>

#include "base/mem.h"
#include "server/security/audit_flight.h"

#define RANGES_MAX	1000	/* in one announcement */

/* Its transaction ended, and nobody said so: it was rolled back. */
static void
find_abandoned(struct flight *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct in_flight *x = &f->v[i];

		if (x->db == NULL || x->serial == db_serial(x->db))
			continue;
		x->db = NULL;
		if (x->fate == FATE_PENDING)
			x->fate = FATE_VOID;
	}
}

int
flight_add(struct flight *f, const void *writer, struct db *db, uint64_t number)
{
	if (f->n == FLIGHT_MAX)
		return -1;
	f->v = xreallocarray(f->v, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct in_flight){ .db = db, .serial = db_serial(db),
		.writer = writer, .number = number };
	return 0;
}

void
flight_settle(struct flight *f, const struct db *db, uint64_t serial,
    enum fate fate)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct in_flight x = f->v[i];

		if (x.db == db && x.serial == serial) {
			if (fate == FATE_DONE)
				continue;
			x.db = NULL;
			if (x.fate == FATE_PENDING)
				x.fate = fate;
		}
		f->v[kept++] = x;
	}
	f->n = kept;
}

const void *
flight_writer(const struct flight *f, const struct db *db)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->v[i].db == db && f->v[i].serial == db_serial(db))
			return f->v[i].writer;
	}
	return NULL;
}

size_t
flight_take(struct flight *f, const void *writer, enum fate fate,
    struct db *db, struct buf *ranges)
{
	uint64_t from = 0, to = 0;
	size_t n = 0, n_ranges = 0;

	find_abandoned(f);
	for (size_t i = 0; i < f->n && n_ranges < RANGES_MAX; i++) {
		struct in_flight *x = &f->v[i];

		if (x->db != NULL || x->writer != writer || x->fate != fate)
			continue;
		x->db = db;
		x->serial = db_serial(db);
		if (n++ > 0 && x->number == to + 1) {
			to++;
			continue;
		}
		if (n_ranges++ > 0)
			buf_printf(ranges, "[%" PRIu64 ",%" PRIu64 "],", from,
			    to);
		from = to = x->number;
	}
	if (n > 0)
		buf_printf(ranges, "[%" PRIu64 ",%" PRIu64 "]", from, to);
	return n;
}
