/*
 * note.h - signed checkpoints: C2SP signed-note and tlog-checkpoint, Ed25519.
 *
 *	<origin>
 *	<tree size>
 *	<root, base64>
 *
 *	- <origin> <base64 of key hash 4 | signature 64>	(an em dash)
 *
 * The key is one line in <state_dir>/keys/audit.key (0600, made when there is
 * none), its public half in audit.pub beside it: what anybody needs to check.
 *
 * A witness adds a line of its own, a cosignature (C2SP tlog-cosignature): it
 * says when the witness saw the checkpoint, and that it continued what the
 * witness had seen before.  Its signature is over "cosignature/v1", the time
 * and the checkpoint's text.
 */
#ifndef SERVER_SECURITY_NOTE_H
#define SERVER_SECURITY_NOTE_H

#include "base/arena.h"
#include "base/error.h"
#include "server/security/merkle.h"

#define NOTE_ORIGIN_MAX	64
#define NOTE_MAX	1024	/* bytes of a checkpoint */

enum note_kind { NOTE_LOG = 1, NOTE_WITNESS = 4 };	/* of C2SP */

struct note_key {
	enum note_kind	kind;
	char		origin[NOTE_ORIGIN_MAX];
	unsigned char	hash[4];
	unsigned char	public_key[32];
	unsigned char	secret_key[64];		/* zero when unknown */
};

/* Read the signing key of this kind of a state folder (keys/audit.key or
 * keys/witness.key), making it first if needed. */
int	note_key_load(const char *state_dir, enum note_kind kind,
	    struct note_key *ret, struct error *err);
/* Read a public key ("origin+hash+base64") from a file.  -1 and err
 * ("audit.key"). */
int	note_key_public(const char *path, struct note_key *ret,
	    struct error *err);
/* The public key as text, to the end of out, without line break. */
void	note_key_format(const struct note_key *key, struct buf *out);
int	note_key_parse(struct str text, struct note_key *ret);

/* Add a signed checkpoint to out. */
void	note_sign(const struct note_key *key, uint64_t size,
	    const struct merkle_hash *root, struct buf *out);
/* Check a checkpoint's form and signature; -EBADMSG. */
int	note_open(const struct note_key *key, struct str note,
	    uint64_t *ret_size, struct merkle_hash *ret_root);

/* Add a witness's line about a checkpoint that it has checked; time_s is since
 * 1970. */
void	note_cosign(const struct note_key *witness, struct str note,
	    int64_t time_s, struct buf *out);
/* Check such a line ("- name base64", with or without its line break) against
 * a checkpoint; -EBADMSG. */
int	note_cosigned(const struct note_key *witness, struct str note,
	    struct str line, int64_t *ret_time_s);

#endif
