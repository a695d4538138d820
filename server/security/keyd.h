/*
 * keyd.h - what the key process does, and how it is asked.
 *
 * keyd holds the root key and nothing else: every request brings the tenant's
 * key it needs, wrapped as the database keeps it (C1).  So the process has no
 * state to lose, no database and no network.  Tenants' keys never leave it in
 * the clear; data keys do, a limited number per second and process.  Names can
 * be opened without a limit, by whoever has the pass that the parent gives to
 * searchd and to nobody else (docs/decisions/0013-names-pass.md).
 *
 * A request is a head and items, all of fixed size:
 *
 *	head: tenant 16 | key id u32 | C1 78
 */
#ifndef SERVER_SECURITY_KEYD_H
#define SERVER_SECURITY_KEYD_H

#include "base/ipc.h"
#include "server/security/envelope.h"

enum keyd_call {
	/* tenant 16 | key id u32 | purpose u8  ->  C1 */
	KEYD_TENANT_KEY = 1,
	/* head, dek*  ->  (D1, key 32)*; makes keys */
	KEYD_MAKE,
	/* head, (dek, D1)*  ->  (found u8, key 32)* */
	KEYD_UNWRAP,
	/* head, head of the new key, (dek, D1)*  ->  (found u8, D1)* */
	KEYD_REWRAP,
	/* head, kind u8, epoch u8, (length u16, value)*  ->  (tag 16)* */
	KEYD_TAGS,
	/* head, password  ->  32 bytes */
	KEYD_PEPPER,
	/* head, writer 16  ->  32 bytes */
	KEYD_AUDIT,
	/* pass 32, head, (dek, D1, length u32, E1)*  ->  (length u32, value)*;
	 * E1 is a person's identity and nothing else: length 0 when it is
	 * not */
	KEYD_NAMES,
	/* head, purpose u8  ->  C1 by the newest root key */
	KEYD_REROOT,
	/* nothing -> root id u32; reads the file of the root key again */
	KEYD_RELOAD,
};

/* Which of a tenant's keys the head brings.  In the database too. */
enum key_purpose { KEY_WRAPS = 1, KEY_INDEX, KEY_AUDIT, KEY_PEPPER };

enum keyd_error {
	KEYD_MALFORMED = 1,	/* the request, not the data */
	KEYD_WRONG_KEY,		/* C1 is not this root's, or of another place */
	KEYD_LIMIT,		/* too many keys in this second */
	KEYD_REFUSED,		/* a wrong pass */
	KEYD_NO_ROOT,		/* the root key's file cannot be read */
	KEYD_RESTARTS,		/* to ask the token of the root key */
};

#define KEYD_HEAD	(16 + 4 + WRAPPED_SIZE)
/* alg u8 | kind u8 | gen u16 | subject 16 | dek 16 */
#define KEYD_DEK	36
#define KEYD_ITEMS_MAX	4096
#define KEYD_TAG	16
#define KEYD_PASS	32

struct keyd;

/* With the root key of state_dir, which is kept.  0 keys per second is no
 * limit.  NULL and err ("key.root"). */
struct keyd	*keyd_new(const char *state_dir, int keys_per_s,
		    struct error *err);
void		 keyd_free(struct keyd *k);
/* Whoever brings this may open names. */
void		 keyd_set_pass(struct keyd *k,
		    const unsigned char pass[KEYD_PASS]);
/* From now on this process cannot reach a token: when there is a new root key
 * in one, leave() is called, once, so that another process asks for it. */
void		 keyd_confine(struct keyd *k, void (*leave)(void));
/* The id of the key that wraps. */
uint32_t	 keyd_root_id(const struct keyd *k);
/* Answer one request: an ipc_handler, also called directly by commands of the
 * operator, who may read the root key anyway. */
int		 keyd_handle(void *keyd, struct ipc_request *req,
		    struct str *ret_payload);

#endif
