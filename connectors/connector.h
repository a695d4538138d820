/*
 * connector.h - what a connector is.  This is the whole ABI.
 *
 * A connector is one shared object that exports one constant, `connector`.  It
 * links against nothing of the server: all it may call of it is in struct
 * host.  deliver() runs on a fiber, so it reads top to bottom and may wait
 * with host->http() and host->wait(); it must not block otherwise, and it may
 * run several times side by side.
 *
 * The host owns the rest: the queue, the ids, when to try again, when to stop,
 * and what is written down about it.
 */
#ifndef CONNECTORS_CONNECTOR_H
#define CONNECTORS_CONNECTOR_H

#include <stddef.h>

#define CONNECTOR_ABI 2

enum connector_type {
	CONNECTOR_TEXT,		/* char * */
	CONNECTOR_INT,		/* int */
	CONNECTOR_BOOL,		/* int, 0 or 1 */
	CONNECTOR_SECRET,	/* char *: the file that holds it */
};

/* A line of the connector's section in connectors.ini, put into the instance
 * before open(). */
struct connector_setting {
	const char		*name;
	enum connector_type	 type;
	size_t			 offset;	/* in the instance */
	const char		*fallback;	/* NULL: required */
	const char		*help;
};

struct message {
	/* A UUID, the same in every delivery: the receiver tells repetitions
	 * by it. */
	const char	*id;
	const char	*kind;		/* "siuss", a service task's type */
	const char	*content_type;
	const void	*body;
	size_t		 size;
	const char	*file;		/* the same as a file, or NULL */
	const char	*digest;	/* SHA-256 of the body, base64 */
	int		 attempt;	/* from 1 */
	/* An earlier delivery had no certain end: the receiver may have it. */
	int		 may_have_arrived;
	int		 timeout_ms;	/* for each exchange */
};

/* A whole HTTP exchange; certificates are checked, redirects not followed. */
struct http {
	const char	*method, *url;
	const char *const *headers;	/* "Name: value" ..., NULL */
	const void	*body;
	size_t		 size;
	const char	*ca_file, *certificate, *key;	/* PEM files or NULL */
	int		 timeout_ms;
	/* The answer, until deliver() returns. */
	int		 status;
	const char	*reply;
	size_t		 reply_size;
};

enum http_end {
	HTTP_ANSWERED,		/* whatever the status */
	HTTP_NOT_SENT,		/* nobody there, or not who he should be */
	HTTP_UNCERTAIN,		/* lost or out of time: it may have arrived */
};

/* What became of a delivery. */
enum delivered {
	DELIVERED,		/* it is there; host->receipt() was called */
	RETRY_LATER,		/* it is not there */
	UNKNOWN,		/* it may be there; ask before sending again */
	GIVE_UP,		/* the receiver will never take it */
};

struct host {
	/* A line in the log; the last one stays with the delivery, for people
	 * to read.  No personal data. */
	void		(*log)(const struct host *, const char *fmt, ...)
			    __attribute__((format(printf, 2, 3)));
	enum http_end	(*http)(const struct host *, struct http *);
	/* Until fd can be read (or written): 1; 0 out of time; -1 never. */
	int		(*wait)(const struct host *, int fd, int to_write,
			    int timeout_ms);
	/* The content of a secret's file, without its last line break, as a
	 * string: its length, or -1. */
	int		(*secret)(const struct host *, const char *file,
			    char *out, size_t size);
	/* A string member of a JSON object as a string: its length, or -1. */
	int		(*json)(const struct host *, const char *text,
			    size_t len, const char *member, char *out,
			    size_t size);
	/* The receiver's number for the message, and all that it said. */
	void		(*receipt)(const struct host *, const char *number,
			    const void *body, size_t size);
};

struct connector {
	unsigned	 abi;		/* CONNECTOR_ABI */
	const char	*name, *summary;
	const struct connector_setting *settings;	/* ends with { 0 } */
	size_t		 instance_size;
	/* Before the process enters its sandbox; 0, or -1 after log().  May be
	 * NULL, as close(). */
	int		(*open)(const struct host *, void *self);
	enum delivered	(*deliver)(const struct host *, void *self,
			    const struct message *);
	void		(*close)(void *self);
	unsigned	 at_once;	/* deliveries it can do side by side; 0:
					 * any number */
};

#define CONNECTOR(...)							\
	extern const struct connector connector;			\
	__attribute__((visibility("default")))				\
	const struct connector connector = { .abi = CONNECTOR_ABI, __VA_ARGS__ }

#endif
