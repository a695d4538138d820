/*
 * log.h - one line per event on standard error: key=value, no user content.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* The least level that is written; LOG_INFO unless set. */
void	log_set_level(enum log_level least);
/* Shown first in each line: "web", "keyd".  Kept, not copied. */
void	log_set_role(const char *role);
/* What the current fiber works on, "" for nothing.  Kept, not copied. */
void	log_set_request(const char *id);
const char *log_request(void);

/* log_event(LOG_INFO, "server.start", "port=%d", port) */
void	log_event(enum log_level level, const char *event, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

#endif
