/*
 * collector_tls.c - one delivery: connect, write, close, and wait for the
 * receiver to close.
 *
 * Each wait has a time-out, and there is an end to them: a receiver that hangs,
 * or trickles, costs one thread for a while and no memory.
 */
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/config.h"
#include "server/jobs/collector_tls.h"

#define STEP_S		5	/* for any one wait */
#define READS_MAX	64	/* what a receiver may say before it closes */

/* ----------------------------------------------------------------- context */

static int
tls_error(struct error *err, const char *code, const char *what)
{
	char text[200] = "no answer";
	unsigned long e = ERR_get_error();

	if (e != 0)
		ERR_error_string_n(e, text, sizeof(text));
	ERR_clear_error();
	return error_set(err, ERR_UNAVAILABLE, code, "%s: %s", what, text);
}

static int
trust(SSL_CTX *ctx)
{
	const char *ca = config_text("audit.tls_ca");

	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	return ca[0] == '\0' ? SSL_CTX_set_default_verify_paths(ctx) :
	    SSL_CTX_load_verify_locations(ctx, ca, NULL);
}

static int
show(SSL_CTX *ctx)
{
	const char *certificate = config_text("audit.forward_certificate");
	const char *key = config_text("audit.forward_key");

	if (certificate[0] == '\0')
		return 1;
	return SSL_CTX_use_certificate_chain_file(ctx, certificate) == 1 &&
	    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1 &&
	    SSL_CTX_check_private_key(ctx) == 1;
}

SSL_CTX *
collector_tls_context(struct error *err)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (ctx != NULL &&
	    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	    trust(ctx) == 1 && show(ctx) == 1)
		return ctx;
	(void)tls_error(err, "collector.tls", "audit.tls_ca, "
	    "audit.forward_certificate or audit.forward_key");
	SSL_CTX_free(ctx);
	return NULL;
}

/* -------------------------------------------------------------- connection */

static int
open_socket(const struct addrinfo *a)
{
	static const struct timeval step = { .tv_sec = STEP_S };
	int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* They hold for connect() too. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &step, sizeof(step)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &step, sizeof(step)) < 0 ||
	    connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static int
connect_to(const char *host, const char *port, struct error *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	int r = getaddrinfo(host, port, &hints, &list), fd = -1;

	if (r != 0)
		return error_set(err, ERR_UNAVAILABLE, "collector.name",
		    "%s: %s", host, gai_strerror(r));
	for (const struct addrinfo *a = list; a != NULL && fd < 0;
	    a = a->ai_next)
		fd = open_socket(a);
	freeaddrinfo(list);
	return fd >= 0 ? fd : error_set(err, ERR_UNAVAILABLE,
	    "collector.connect", "%s port %s does not answer", host, port);
}

/* Only a certificate for this very name or address will do. */
static int
expect(SSL *ssl, const char *host)
{
	if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1)
		return 1;
	ERR_clear_error();
	return SSL_set1_host(ssl, host) == 1 &&
	    SSL_set_tlsext_host_name(ssl, host) == 1;
}

static int
shake_hands(SSL *ssl, int fd, const char *host, struct error *err)
{
	if (SSL_set_fd(ssl, fd) == 1 && expect(ssl, host) == 1 &&
	    SSL_connect(ssl) == 1)
		return 0;
	return tls_error(err, SSL_get_verify_result(ssl) == X509_V_OK ?
	    "collector.lost" : "collector.certificate", host);
}

static int
write_all(SSL *ssl, struct str bytes, struct error *err)
{
	size_t done = 0, n;

	while (done < bytes.len) {
		if (SSL_write_ex(ssl, bytes.p + done, bytes.len - done,
		    &n) != 1)
			return tls_error(err, "collector.lost", "writing");
		done += n;
	}
	return 0;
}

/* Until it has said that it read everything. */
static int
close_both(SSL *ssl, struct error *err)
{
	char junk[256];
	int r = SSL_shutdown(ssl), n = 1;

	for (int i = 0; r == 0 && n > 0 && i < READS_MAX; i++)
		n = SSL_read(ssl, junk, sizeof(junk));
	if (r == 1 || (n <= 0 &&
	    SSL_get_error(ssl, n) == SSL_ERROR_ZERO_RETURN))
		return 0;
	return tls_error(err, "collector.lost", "the receiver did not say "
	    "that it has read everything");
}

int
collector_tls_send(SSL_CTX *ctx, const char *host, const char *port,
    struct str bytes, struct error *err)
{
	int fd = connect_to(host, port, err), r = -1;
	SSL *ssl;

	if (fd < 0)
		return -1;
	ERR_clear_error();
	ssl = SSL_new(ctx);
	if (ssl == NULL)
		(void)tls_error(err, "collector.lost", "OpenSSL");
	else if (shake_hands(ssl, fd, host, err) == 0 &&
	    write_all(ssl, bytes, err) == 0)
		r = close_both(ssl, err);
	SSL_free(ssl);
	(void)close(fd);
	return r;
}
