/*
 * tls.h - TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers only.
 */
#ifndef SERVER_HTTP_TLS_H
#define SERVER_HTTP_TLS_H

#include <openssl/ssl.h>

#include "base/error.h"

/* NULL and err ("tls.certificate", "tls.key") when the files do not serve.
 * Free with SSL_CTX_free(). */
SSL_CTX	*tls_context(const char *certificate, const char *key,
	    struct error *err);
/* Write a self-signed certificate for localhost, 127.0.0.1 and ::1 and its key
 * (EC P-256, mode 0600), valid for 824 days, unless both files exist.  0, or -1
 * and err ("tls.create"). */
int	tls_self_signed(const char *certificate, const char *key,
	    struct error *err);

#endif
