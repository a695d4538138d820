/*
 * api.h - what the handlers of server/api share.
 *
 * A handler that touches data goes: api_begin() - a connection scoped to the
 * caller's municipality, in a transaction; read and lock, db_run(); decide;
 * push writes and the audit event; api_commit().  Two round trips.
 */
#ifndef SERVER_API_API_H
#define SERVER_API_API_H

#include "server/db/db.h"
#include "server/http/http.h"
#include "server/security/audit.h"
#include "server/security/authz.h"
#include "server/security/session.h"

/* Lease req->db for the session's tenant and prepare its audit writer; given
 * back when the reply was written.  0, or -1 and err. */
int fiber_fn	api_open(struct request *req, struct error *err);
/* api_open() and db_begin(). */
int fiber_fn	api_begin(struct request *req, struct error *err);
/* Give the connection back before a long wait for the client; what was not
 * committed is rolled back, results are gone.  api_open() leases one again. */
void		api_release(struct request *req);
/* The event of what this request did; its record may be all zero. */
void		api_audit(struct request *req, const struct audit_event *event);
/* Send what was pushed with the commit. */
int fiber_fn	api_commit(struct request *req, struct error *err);
/* Did the caller prove just now who they are?  -1 and err: 403
 * "step_up.required". */
int		 api_stepped_up(const struct request *req, struct error *err);
/* Commit the event of what was denied; its Idempotency-Key is not used up. */
void fiber_fn	api_refusal(struct request *req,
		    const struct audit_event *event);

/* The {name} of the path as a UUID: 0, or -1 and err (404: it can be nothing's
 * id). */
int	api_path_id(struct request *req, const char *name, struct uuid *ret,
	    struct error *err);
/* The version that the caller saw is that of now; else -1 and err (412). */
int	api_check_version(int64_t now, const char *seen, struct error *err);
/* Today where the municipality is, YYYY-MM-DD, in the arena. */
const char *api_today(struct request *req);
/* The ids of an array as PostgreSQL writes it, "{uuid,uuid}" or null; *ret_n of
 * them, in the request's arena. */
const struct uuid *api_uuids(struct request *req, struct str array,
	    size_t *ret_n);
/* A UUID as text in the request's arena. */
const char *api_uuid(struct request *req, struct uuid u);
/* A bytea of the first row as its bytes in the arena; STR_NULL for null. */
struct str api_bytes_at(struct request *req, int at, int col);
/* ?limit=, 1 to 100, 50 unless given. */
int	api_limit(struct request *req, int *ret, struct error *err);
/* Split ?cursor= "time~id" into its parts (NULL, NULL when absent); -1 and err
 * when it is not one of ours. */
int	api_cursor(struct request *req, const char **ret_key,
	    const char **ret_id, struct error *err);

/* ?name= as a UUID, or as a date and time with an offset, or one of choices
 * (ends with NULL); NULL when absent.  -1 and err with the name as field. */
int	api_query_id(struct request *req, const char *name, const char **ret,
	    struct error *err);
int	api_query_instant(struct request *req, const char *name,
	    const char **ret, struct error *err);
int	api_query_choice(struct request *req, const char *name,
	    const char *const *choices, const char **ret, struct error *err);

/* What the caller may do with a record; filled by api_record(). */
struct api_record {
	struct uuid		 id;
	struct uuid		 unit;
	int			 sensitivity;
	int64_t			 version;
	struct authz_access	 access;
	struct authz_record	 facts;		/* that it follows from */
	const struct uuid	*persons;	/* of its household, ever */
	size_t			 n_persons;
};

/* Queue the question for a record (its id as text), returns the batch position
 * for api_record_decide(). */
int	api_record_push(struct request *req, const char *record_id);
/* After db_run(): decide.  -1 and err (404 "record.unknown" when it is not
 * there or must not be known, which leaves an event of the denial). */
int fiber_fn	api_record_decide(struct request *req, int at,
		    struct api_record *ret, struct error *err);
/* Both, with a db_run() between: for handlers that must know before they read
 * on. */
int fiber_fn	api_record(struct request *req, const char *record_id,
		    struct api_record *ret, struct error *err);
/* Like api_record(), with the record locked, and 403 "record.read_only" unless
 * it may be written. */
int fiber_fn	api_record_for_write(struct request *req,
		    const char *record_id, struct api_record *ret,
		    struct error *err);
/* What the caller may do with a part of the record that is as sensitive as
 * that, or more so if the record is. */
struct authz_access api_record_part(const struct api_record *r,
		    int sensitivity);
/* Let the reply show what access allows of the record and its household. */
void	api_record_reveal(struct request *req, const struct api_record *r);
/* The units whose records the caller supervises, as a PostgreSQL array; NULL
 * for an auditor, to whom every unit is open. */
const char *api_supervised(struct request *req);
/* The categories of an access as JSON ["identity",...], in the arena. */
const char *api_categories(struct request *req, unsigned categories);

#endif
