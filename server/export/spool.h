/*
 * spool.h - a file that is written once, in large pieces, with a running
 * SHA-256 of a part of it.
 */
#ifndef SERVER_EXPORT_SPOOL_H
#define SERVER_EXPORT_SPOOL_H

#include <openssl/evp.h>

#include "base/error.h"
#include "base/str.h"

struct spool {
	const char	*path;
	int		 fd;
	struct buf	 out;		/* write here */
	EVP_MD_CTX	*hash;		/* NULL: not hashing now */
	size_t		 hashed;	/* of out */
	int64_t		 written;	/* bytes in the file */
};

/* A new file that nobody else may read.  -1 and err ("export.file"). */
int	spool_open(struct spool *s, const char *path, struct error *err);
/* What out holds goes to the file when it is much, or anyway. */
int	spool_flush(struct spool *s, bool anyway, struct error *err);
/* Hash what is written from here ... to here. */
void	spool_hash_begin(struct spool *s);
void	spool_hash_end(struct spool *s, unsigned char out[32]);
/* Where the next byte goes. */
int64_t	spool_offset(const struct spool *s);
/* Replace bytes written and flushed before. */
int	spool_patch(struct spool *s, int64_t offset, struct str bytes,
	    struct error *err);
/* Close it; without `keep` it is removed. */
void	spool_close(struct spool *s, bool keep);

#endif
