/*
 * keyd_impl.h - the inside of the key process.
 */
#ifndef SERVER_SECURITY_KEYD_IMPL_H
#define SERVER_SECURITY_KEYD_IMPL_H

#include <sys/types.h>

#include "server/security/ad.h"
#include "server/security/keyd.h"
#include "server/security/rootkey.h"

#define KEYD_PEERS_MAX	64

struct keyd_peer {
	pid_t		 pid;
	int64_t		 tokens, filled_us;
};

struct keyd {
	const char	*state_dir;
	struct root_keys *root;
	int64_t		 read_us;	/* when root was read */
	/* In locked memory: keys in use - tenant's, new tenant's, data key -
	 * wiped after each request, and the pass. */
	struct keyd_scratch {
		unsigned char	 tenant[AEAD_KEY], next[AEAD_KEY];
		unsigned char	 dek[AEAD_KEY];
	} *scratch;
	unsigned char	*pass;		/* NULL: nobody has it */
	void		(*leave)(void);	/* NULL: a token can be asked */
	bool		 is_leaving;
	int		 keys_per_s;
	struct keyd_peer peers[KEYD_PEERS_MAX];
};

struct keyd_head {
	struct uuid	 tenant;
	uint32_t	 key_id;
	struct str	 wrapped;
};

/* The next n bytes of a request, or NULL. */
const char *keyd_take(struct str *rest, size_t n);
/* Read a head and unwrap its key: 0 or an enum keyd_error. */
int	keyd_take_head(struct keyd *k, struct str *rest,
	    enum key_purpose purpose, unsigned char *ret_key,
	    struct keyd_head *ret);
/* Read the description of a data key. */
enum aead_alg keyd_read_dek(const char *p, const struct keyd_head *head,
	    struct dek_place *ret);

/* The calls of keyd_names.c and keyd_root.c. */
int	keyd_names(struct keyd *k, struct ipc_request *req, struct str *ret);
int	keyd_reroot(struct keyd *k, struct ipc_request *req, struct str *ret);
int	keyd_reload(struct keyd *k, struct ipc_request *req, struct str *ret);
/* The root key with this id; its file is read again, at most once a second,
 * when it is not known.  NULL when there is none. */
const struct root_key *keyd_root(struct keyd *k, uint32_t id);

#endif
