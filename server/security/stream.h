/*
 * stream.h - the sealed format of files: chunks that cannot be cut, swapped,
 * repeated or continued.
 *
 * F1, a header:  F1 | alg | gen u16 | file id 16 | nonce 24
 * then chunks of 64 KiB, the last of them 0 to 64 KiB long and empty only when
 * the file is, each sealed by itself, so that neither side has the whole file
 * in memory.  The key is HKDF-SHA-256 of the file's data key.  Each chunk is
 * bound to header, tenant, place and data key by additional data, and to its
 * position:
 *
 * 2, XAES-256-GCM: the nonce of chunk n is 19 random bytes, n as u32, and 1 for
 * the last chunk, else 0 (STREAM: Hoang, Reyhanitabar, Rogaway, Vizar, 2015).
 * The header has the nonce of chunk 0, number and flag zero.
 * 1, libsodium's secretstream: its header is the nonce; the last chunk has the
 * tag "final", the others "message".
 *
 * A reader must know which chunk is the last, and says so: a file that was cut
 * or continued then does not open.
 */
#ifndef SERVER_SECURITY_STREAM_H
#define SERVER_SECURITY_STREAM_H

#include <sodium.h>

#include "base/str.h"
#include "server/security/ad.h"
#include "server/security/envelope.h"

#define STREAM_HEAD	44
#define STREAM_CHUNK	(64 * 1024)
/* What a sealed chunk has more than a plain one, at most. */
#define STREAM_MORE	17

/* The header, taken apart. */
struct stream_head {
	enum aead_alg	 alg;
	uint16_t	 gen;
	struct uuid	 file;
	const unsigned char *nonce;
};

/* A file that is being sealed or opened; holds a key: stream_done(). */
struct stream {
	enum aead_alg	 alg;
	bool		 is_over;	/* the last chunk was done, or one
					 * failed */
	uint32_t	 chunk;		/* the next */
	unsigned char	 key[AEAD_KEY], nonce[AEAD_NONCE];
	struct ad	 ad;
	crypto_secretstream_xchacha20poly1305_state state;
};

/* Read a header; -EBADMSG when it is none. */
int	stream_parse(struct str head, struct stream_head *ret);

/* Begin a file, whose id is place->row, under generation gen of its data key;
 * ret_head is what reading begins with. */
void	stream_seal_begin(struct stream *s, enum aead_alg alg,
	    const unsigned char *key, uint16_t gen,
	    const struct field_place *place,
	    unsigned char ret_head[STREAM_HEAD]);
/* Add a sealed chunk to out.  Every chunk but the last is STREAM_CHUNK long. */
void	stream_seal(struct stream *s, struct str plain, bool is_last,
	    struct buf *out);

/* -EBADMSG when the header is none, or of another file. */
int	stream_open_begin(struct stream *s, const unsigned char *key,
	    const struct field_place *place, struct str head);
/* Add the plain chunk to out; -EBADMSG when it is not the next one of this
 * file, or is the last when is_last says it is not, or the other way round. */
int	stream_open(struct stream *s, struct str sealed, bool is_last,
	    struct buf *out);

/* Wipe it. */
void	stream_done(struct stream *s);

#endif
