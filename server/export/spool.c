/*
 * spool.c - large pieces to a file.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/export/spool.h"

#define PIECE	(256 * 1024)

static int
failed(const struct spool *s, struct error *err)
{
	return error_set(err, ERR_INTERNAL, "export.file", "%s: %s", s->path,
	    strerror(errno));
}

int
spool_open(struct spool *s, const char *path, struct error *err)
{
	*s = (struct spool){ .path = path };
	s->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return s->fd < 0 ? failed(s, err) : 0;
}

static void
hash_rest(struct spool *s)
{
	int done;

	if (s->hash == NULL)
		return;
	done = EVP_DigestUpdate(s->hash, s->out.p + s->hashed,
	    s->out.len - s->hashed);
	assert(done == 1);
	s->hashed = s->out.len;
}

int
spool_flush(struct spool *s, bool anyway, struct error *err)
{
	size_t done = 0;

	if (s->out.len < PIECE && !anyway)
		return 0;
	hash_rest(s);
	while (done < s->out.len) {
		ssize_t n = write(s->fd, s->out.p + done, s->out.len - done);

		if (n < 0 && errno != EINTR)
			return failed(s, err);
		done += n < 0 ? 0 : (size_t)n;
	}
	s->written += (int64_t)done;
	buf_reset(&s->out);
	s->hashed = 0;
	return 0;
}

void
spool_hash_begin(struct spool *s)
{
	int done;

	s->hash = EVP_MD_CTX_new();
	assert(s->hash != NULL);
	done = EVP_DigestInit_ex(s->hash, EVP_sha256(), NULL);
	assert(done == 1);
	s->hashed = s->out.len;
}

void
spool_hash_end(struct spool *s, unsigned char out[32])
{
	int done;

	hash_rest(s);
	done = EVP_DigestFinal_ex(s->hash, out, NULL);
	assert(done == 1);
	EVP_MD_CTX_free(s->hash);
	s->hash = NULL;
}

int64_t
spool_offset(const struct spool *s)
{
	return s->written + (int64_t)s->out.len;
}

int
spool_patch(struct spool *s, int64_t offset, struct str bytes,
    struct error *err)
{
	assert(offset + (int64_t)bytes.len <= s->written);
	return pwrite(s->fd, bytes.p, bytes.len, offset) ==
	    (ssize_t)bytes.len ? 0 : failed(s, err);
}

void
spool_close(struct spool *s, bool keep)
{
	EVP_MD_CTX_free(s->hash);
	if (s->fd >= 0) {
		(void)close(s->fd);
		if (!keep)
			(void)unlink(s->path);
	}
	buf_done(&s->out);
}
