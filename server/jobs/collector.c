/*
 * collector.c - how events look to a collector, and which one there is.
 *
 * A syslog message (RFC 5424) is framed by its length (RFC 5425).  What it says
 * is the same JSON that a file has as a line; structured data would need a
 * number of ours at IANA.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/config.h"
#include "server/jobs/collector.h"
#include "server/jobs/collector_tls.h"

#define PORT_DEFAULT	"6514"
#define NAME_MAX_LEN	255
/* Facility 13, "log audit", with severity informational or warning. */
#define PRIORITY_OK	(13 * 8 + 6)
#define PRIORITY_BAD	(13 * 8 + 4)

struct collector {
	struct arena	*arena;
	/* A file, or a receiver. */
	const char	*file, *folder;
	const char	*host, *port;
	SSL_CTX		*tls;
	char		 here[NAME_MAX_LEN + 1];	/* this host */
};

/* ----------------------------------------------------------------- setting */

static int
unknown(struct error *err)
{
	return error_set(err, ERR_INVALID, "collector.setting",
	    "audit.forward is syslog-tls://HOST[:PORT] or file:/FILE");
}

/* HOST, HOST:PORT or [ADDRESS]:PORT. */
static int
take_address(struct collector *c, const char *text, struct error *err)
{
	struct str all = str_of(text), rest;
	ptrdiff_t end = str_chr(all, all.len > 0 && all.p[0] == '[' ? ']' :
	    ':');
	size_t from = all.len > 0 && all.p[0] == '[';
	int64_t port = 0;

	if (from == 1 && end < 0)
		return unknown(err);
	c->host = arena_str(c->arena, str_sub(all, from, (end < 0 ? all.len :
	    (size_t)end) - from)).p;
	rest = end < 0 ? STR("") : str_sub(all, (size_t)end + from, all.len);
	if (c->host[0] == '\0' || (rest.len > 0 && (rest.p[0] != ':' ||
	    parse_int(str_sub(rest, 1, rest.len), 1, 65535, &port) < 0)))
		return unknown(err);
	c->port = rest.len == 0 ? PORT_DEFAULT :
	    arena_str(c->arena, str_sub(rest, 1, rest.len)).p;
	c->tls = collector_tls_context(err);
	return c->tls == NULL ? -1 : 0;
}

static int
take_file(struct collector *c, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');

	if (path[0] != '/' || slash[1] == '\0')
		return unknown(err);
	c->file = arena_strdup(c->arena, path);
	c->folder = slash == path ? "/" : arena_str(c->arena,
	    (struct str){ path, (size_t)(slash - path) }).p;
	if (access(c->folder, W_OK) < 0)
		return error_set(err, ERR_INVALID, "collector.setting",
		    "%s: %s", c->folder, strerror(errno));
	return 0;
}

struct collector *
collector_new(struct error *err)
{
	static const char syslog[] = "syslog-tls://", file[] = "file:";
	struct str text = str_of(config_text("audit.forward"));
	struct arena *a = arena_new();
	struct collector *c = arena_new_of(a, struct collector);
	int r;

	c->arena = a;
	if (gethostname(c->here, NAME_MAX_LEN) < 0 || c->here[0] == '\0')
		(void)snprintf(c->here, sizeof(c->here), "-");
	if (str_starts(text, syslog))
		r = take_address(c, text.p + sizeof(syslog) - 1, err);
	else if (str_starts(text, file))
		r = take_file(c, text.p + sizeof(file) - 1, err);
	else
		r = unknown(err);
	if (r == 0)
		return c;
	collector_free(c);
	return NULL;
}

void
collector_free(struct collector *c)
{
	if (c == NULL)
		return;
	SSL_CTX_free(c->tls);
	arena_free(c->arena);
}

const char *
collector_folder(const struct collector *c)
{
	return c->folder;
}

/* -------------------------------------------------------------------- file */

/* A line that was cut short, by a kill or a full disk, ends where it is: it
 * comes again, whole. */
static void
end_the_last(int fd, struct buf *out)
{
	char last;
	off_t size = lseek(fd, 0, SEEK_END);

	if (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n')
		buf_putc(out, '\n');
}

static int
append(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.p, bytes.len);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	return fdatasync(fd);
}

/* Opened each time: an agent may have moved it away. */
static int
take_lines(const struct collector *c, const struct collector_event *events,
    size_t n, struct buf *out, struct error *err)
{
	int fd = open(c->file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	int r = fd < 0 ? -1 : 0;

	if (fd >= 0)
		end_the_last(fd, out);
	for (size_t i = 0; i < n; i++) {
		buf_str(out, events[i].json);
		buf_putc(out, '\n');
	}
	if (r == 0)
		r = append(fd, buf_view(out));
	if (r < 0)
		(void)error_set(err, ERR_UNAVAILABLE, "collector.file",
		    "%s: %s", c->file, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return r;
}

/* ------------------------------------------------------------------ syslog */

static void
put_message(const struct collector *c, const struct collector_event *e,
    struct buf *message, struct buf *out)
{
	buf_reset(message);
	buf_printf(message, "<%d>1 %.*s %s vinculo - %.*s - ", e->is_ok ?
	    PRIORITY_OK : PRIORITY_BAD, STR_ARG(e->at), c->here,
	    STR_ARG(e->action));
	buf_str(message, e->json);
	buf_printf(out, "%zu ", message->len);
	buf_str(out, buf_view(message));
}

int
collector_take(const struct collector *c, const struct collector_event *events,
    size_t n, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT, message = BUF_INIT;

	if (c->file != NULL)
		return take_lines(c, events, n, &out, err);
	for (size_t i = 0; i < n; i++)
		put_message(c, &events[i], &message, &out);
	return collector_tls_send(c->tls, c->host, c->port, buf_view(&out),
	    err);
}
