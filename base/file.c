/*
 * file.c - reading and replacing whole files.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK 65536

static int
read_all(int fd, size_t size_max, struct buf *out)
{
	ssize_t n;

	do {
		if (out->len > size_max)
			return -EFBIG;
		buf_reserve(out, CHUNK);
		n = read(fd, out->p + out->len, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		out->len += (size_t)n;
		out->p[out->len] = '\0';
	} while (n != 0);
	return out->len > size_max ? -EFBIG : 0;
}

int
file_read(const char *path, size_t size_max, struct buf *out,
    struct error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return error_set(err, ERR_NOT_FOUND, "file.read", "%s: %s",
		    path, strerror(errno));
	r = read_all(fd, size_max, out);
	if (!is_stdin)
		(void)close(fd);
	if (r == -EFBIG)
		return error_set(err, ERR_LIMIT, "file.size",
		    "%s: larger than %zu bytes", path, size_max);
	if (r < 0)
		return error_set(err, ERR_INTERNAL, "file.read", "%s: %s",
		    path, strerror(-r));
	return 0;
}

static int
write_all(int fd, struct str data)
{
	while (data.len > 0) {
		ssize_t n = write(fd, data.p, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data.p += n;
		data.len -= (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int
file_write(const char *path, struct str data, int mode)
{
	_cleanup_(buf_done) struct buf tmp = BUF_INIT;
	int fd, r;

	buf_printf(&tmp, "%s.new", path);
	fd = open(tmp.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	r = write_all(fd, data);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(tmp.p, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(tmp.p);
	return r;
}
