/*
 * audit_flight.h - numbers of a writer whose fate is not known yet, or not
 * announced.
 *
 * A number is given when an event is pushed; what became of it is known when
 * its transaction ended.  Who pushes and then rolls back without a word is
 * found out by the serial number of the transaction (db_serial()).
 */
#ifndef SERVER_SECURITY_AUDIT_FLIGHT_H
#define SERVER_SECURITY_AUDIT_FLIGHT_H

#include "base/str.h"
#include "server/db/db.h"

#define FLIGHT_MAX	16384

enum fate {
	FATE_PENDING,
	FATE_DONE,
	FATE_VOID,		/* rolled back */
	FATE_UNKNOWN,		/* the answer to the commit was lost */
};

struct flight {
	struct in_flight {
		struct db	*db;	/* of the batch that has it, or that
					 * announces it; or NULL */
		uint64_t	 serial;
		const void	*writer;
		uint64_t	 number;
		enum fate	 fate;
	}			*v;
	size_t			 n;
};

/* -1 when there are FLIGHT_MAX: that number will be missing unexplained. */
int	flight_add(struct flight *f, const void *writer, struct db *db,
	    uint64_t number);
/* The transaction that had this serial ended like this: what is done is
 * forgotten, with what it announced; the rest waits to be announced. */
void	flight_settle(struct flight *f, const struct db *db, uint64_t serial,
	    enum fate fate);
/* Whose numbers the open transaction of this connection has; or NULL. */
const void *flight_writer(const struct flight *f, const struct db *db);
/* Let this connection's batch announce all numbers of a writer with a fate:
 * their ranges, [[5,5],[9,12]], are added; how many there are. */
size_t	flight_take(struct flight *f, const void *writer, enum fate fate,
	    struct db *db, struct buf *ranges);

#endif
