/*
 * collector_tls.h - bytes to a syslog receiver over TLS (RFC 5425), for sure.
 *
 * Syslog has no answer.  But a receiver owes a close_notify for ours (RFC 5425,
 * 4.4), and sends it when it has read all that came before.  So each delivery
 * is a connection of its own, and counts when it was closed by both.
 */
#ifndef SERVER_JOBS_COLLECTOR_TLS_H
#define SERVER_JOBS_COLLECTOR_TLS_H

#include <openssl/ssl.h>

#include "base/error.h"

/* The context for such connections, with audit.tls_ca and, if set, our own
 * certificate.  NULL and err; free with SSL_CTX_free(). */
SSL_CTX	*collector_tls_context(struct error *err);
/* Blocks, with time-outs.  -1 and err ("collector.name", "collector.connect",
 * "collector.certificate", "collector.lost"). */
int	collector_tls_send(SSL_CTX *ctx, const char *host, const char *port,
	    struct str bytes, struct error *err);

#endif
