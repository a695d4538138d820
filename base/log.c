/*
 * log.c - log lines, each in one write(2) so that roles do not interleave.
 */
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define LINE_MAX_BYTES 2048

static enum log_level	 least_level = LOG_INFO;
static const char	*role_name = "main";
static const char	*request_id = "";

void
log_set_level(enum log_level least)
{
	least_level = least;
}

void
log_set_role(const char *role)
{
	role_name = role;
}

void
log_set_request(const char *id)
{
	request_id = id;
}

const char *
log_request(void)
{
	return request_id;
}

static void
put_time(struct buf *line)
{
	int64_t now = clock_now_us();
	time_t secs = (time_t)(now / 1000000);
	struct tm tm;

	(void)gmtime_r(&secs, &tm);
	buf_printf(line, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, (int)(now / 1000 % 1000));
}

/* A line break inside a line would let content forge log entries. */
static void
one_line(struct buf *line)
{
	for (size_t i = 0; i < line->len; i++) {
		if ((unsigned char)line->p[i] < 0x20)
			line->p[i] = ' ';
	}
	if (line->len > LINE_MAX_BYTES)
		line->len = LINE_MAX_BYTES;
	buf_putc(line, '\n');
}

void
log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	_cleanup_(buf_done) struct buf line = BUF_INIT;
	va_list ap;

	if (level < least_level)
		return;
	put_time(&line);
	buf_printf(&line, " %s %s", names[level], role_name);
	if (request_id[0] != '\0')
		buf_printf(&line, " req=%s", request_id);
	buf_printf(&line, " %s ", event);
	va_start(ap, fmt);
	buf_vprintf(&line, fmt, ap);
	va_end(ap);
	one_line(&line);
	(void)!write(STDERR_FILENO, line.p, line.len);
}
