/*
 * vault_impl.h - the inside of the vault.
 */
#ifndef SERVER_SECURITY_VAULT_IMPL_H
#define SERVER_SECURITY_VAULT_IMPL_H

#include "server/security/keycache.h"
#include "server/security/keyclient.h"
#include "server/security/vault.h"

#define TENANTS_MAX	256
#define PURPOSES	(KEY_PEPPER + 1)

/* A tenant's wrapped keys; no secret. */
struct tenant_entry {
	struct uuid	 tenant;
	int64_t		 loaded_us;
	struct tenant_key keys[PURPOSES];	/* by purpose */
	struct tenant_key old_index;	/* while the index has two */
};

struct vault {
	struct keyclient *client;
	struct keycache	*cache;
	enum aead_alg	 alg;
	struct tenant_entry tenants[TENANTS_MAX];
};

extern const struct sealed_info {
	uint16_t	 table, column;
	const char	*place;
	enum category	 category;
} sealed_infos[SEALED_COUNT];

/* What a value is bound to, under this data key. */
struct field_place vault_place(struct uuid tenant, const struct sealed_at *at,
	    struct uuid dek);
/* The tenant of the scope; -1 and err when there is none. */
int	vault_tenant(const struct db *db, struct uuid *ret, struct error *err);
/* The key a tenant does new work with. */
int fiber_fn vault_tenant_key(struct vault *v, struct db *db,
	    enum key_purpose purpose, struct tenant_key *ret,
	    struct error *err);
/* The keys of the index, the oldest first; how many, or -1 and err. */
int fiber_fn vault_index_keys(struct vault *v, struct db *db,
	    struct tenant_key ret[INDEX_EPOCHS_MAX], struct error *err);
/* Make a key of one purpose with ret->id, wrapped, and queue its row. */
int fiber_fn vault_make_tenant_key(struct vault *v, struct db *db,
	    enum key_purpose purpose, struct tenant_key *ret,
	    struct error *err);
/* vault_make() for a generation of the caller's choice; tenant and kek_id are
 * filled in here. */
int fiber_fn vault_make_next(struct vault *v, struct db *db,
	    struct dek_place place, struct fresh_key *ret, struct error *err);
/* Forget a subject's data keys. */
void	vault_forget_subject(struct vault *v, const struct db *db,
	    struct uuid subject);
/* Forget what is known of a tenant's keys. */
void	vault_forget_tenant(struct vault *v, struct uuid tenant);
/* A wrapped key from a column of the result at hand; -1 when it is none. */
int	vault_read_wrapped(const struct db *db, int at, int row, int col,
	    unsigned char out[WRAPPED_SIZE]);
/* Read row columns of data_keys: subject, dek, kind, gen, state, wrapped. */
void	vault_read_dek(const struct db *db, int at, int row,
	    struct dek_place *ret);
/* Put all generations of these subjects' keys into the cache, those that were
 * destroyed too. */
int fiber_fn vault_fetch(struct vault *v, struct db *db,
	    const struct uuid *subjects, size_t n, struct error *err);
/* Open an envelope with a key from the cache: 0, -ENOENT (no such key known),
 * -ENOKEY (destroyed), -EBADMSG. */
int	vault_open_cached(struct vault *v, struct uuid tenant,
	    const struct sealed_at *at, struct str envelope, struct buf *out);

#endif
