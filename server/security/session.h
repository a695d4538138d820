/*
 * session.h - who asks: staff with roles over units, signed in.
 *
 * A session is a random token in a cookie; the database keeps its SHA-256.
 * What it stands for is loaded in one query and kept for SESSION_KEEP_MS, so
 * signing out, losing a role or being disabled takes effect within a second
 * everywhere.
 */
#ifndef SERVER_SECURITY_SESSION_H
#define SERVER_SECURITY_SESSION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/fiber.h"
#include "base/uuid.h"
#include "server/db/db.h"
#include "server/security/role.h"
#include "server/security/vault.h"

#define SESSION_KEEP_MS		1000
#define SESSION_IDLE_MINUTES	15
#define SESSION_AGE_HOURS	8
#define SESSION_STEP_UP_S	300
#define SESSION_TOKEN_SIZE	32
#define SESSION_COOKIE		"__Host-sid"

/* The unit itself, or one below a unit of the session's roles. */
struct session_unit {
	struct uuid	 id;
	unsigned	 roles;		/* enum role held over it */
};

struct session_role {
	enum role	 role;
	struct uuid	 unit;
	const char	*unit_name;
};

struct session {
	struct uuid	 tenant, staff;
	const char	*tenant_id, *staff_id;	/* the same as text */
	const char	*tenant_name, *country, *tenant_language, *zone;
	const char	*name, *login, *language, *csrf;
	unsigned	 roles;			/* over any unit */
	const struct session_role *role_list;
	size_t		 n_roles;
	const struct session_unit *units;
	size_t		 n_units;
	/* units and pairs of unit and role as PostgreSQL arrays, for queries:
	 * {uuid,...}, and in step {uuid,...} {role,...}. */
	const char	*unit_array, *pair_units, *pair_roles;
	int64_t		 began_s, step_up_s;	/* since 1970; 0 never */
	bool		 must_enrol;		/* a passkey, before all else */
	unsigned char	 token_hash[32];
	/* What this request may show; filled by the handler. */
	struct grants	 grants;
	/* Of the record or task it is about, all zero until that is known: in
	 * which role somebody acts depends on it. */
	struct uuid	 acting_unit;
};

/* SHA-256 of a token as it stands in the cookie. */
void	session_hash(struct str token, unsigned char out[32]);
/* A new token, in base64url; out holds 44 bytes. */
void	session_token(char out[44]);

/* The sessions that a process knows for a moment. */
struct sessions;

struct sessions	*sessions_new(struct db_pool *pool);
/* Load the session of a token into the arena.  NULL and err:
 * ERR_UNAUTHENTICATED ("session.none") or of the database. */
struct session *fiber_fn session_load(struct sessions *s, struct arena *a,
    struct str token, struct error *err);
/* Forget what is kept of it: after signing out. */
void	session_forget(struct sessions *s, const unsigned char hash[32]);

/* Roles over a unit; 0 for none. */
unsigned session_unit_roles(const struct session *s, struct uuid unit);
bool	session_has_permission(const struct session *s, int permission);
/* Was a fresh code given within SESSION_STEP_UP_S? */
bool	session_is_stepped_up(const struct session *s);
/* That, or did the session itself begin within it? */
bool	session_is_recent(const struct session *s);

/* Allow these categories of a subject in the reply. */
void	session_reveal(struct session *s, struct arena *a, struct uuid subject,
	    unsigned categories);

#endif
