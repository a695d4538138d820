/*
 * tls.c - the server's TLS context, and a certificate to start with.
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "base/file.h"
#include "server/http/tls.h"

/* With the hour before, less than the 825 days that clients take. */
#define VALID_SECONDS	(824L * 24 * 3600)
#define CIPHERS_TLS12	"ECDHE+AESGCM:ECDHE+CHACHA20"

static int
tls_error(struct error *err, const char *code, const char *what)
{
	char text[200];

	ERR_error_string_n(ERR_get_error(), text, sizeof(text));
	ERR_clear_error();
	return error_set(err, ERR_INVALID, code, "%s: %s", what, text);
}

/* Nothing but HTTP/1.1 is spoken here. */
static int
choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *arg)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *chosen;

	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&chosen, out_len, ours, sizeof(ours) - 1, in,
	    in_len) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static int
load_files(SSL_CTX *ctx, const char *certificate, const char *key,
    struct error *err)
{
	if (SSL_CTX_use_certificate_chain_file(ctx, certificate) != 1)
		return tls_error(err, "tls.certificate", certificate);
	if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(ctx) != 1)
		return tls_error(err, "tls.key", key);
	return 0;
}

SSL_CTX *
tls_context(const char *certificate, const char *key, struct error *err)
{
	static const unsigned char name[] = "vinculo";
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (ctx == NULL ||
	    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(ctx, CIPHERS_TLS12) != 1 ||
	    SSL_CTX_set_session_id_context(ctx, name, sizeof(name) - 1) != 1) {
		(void)tls_error(err, "tls.certificate", "OpenSSL");
		SSL_CTX_free(ctx);
		return NULL;
	}
	(void)SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
	    SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
	/* An idle connection keeps no record buffers. */
	(void)SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS |
	    SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_set_num_tickets(ctx, 1);
	SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
	if (load_files(ctx, certificate, key, err) < 0) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

static int
add_extension(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	int r = ext != NULL && X509_add_ext(cert, ext, -1) == 1 ? 0 : -1;

	X509_EXTENSION_free(ext);
	return r;
}

static int
fill_certificate(X509 *cert, EVP_PKEY *key)
{
	X509_NAME *name = X509_get_subject_name(cert);
	uint64_t serial;

	if (RAND_bytes((unsigned char *)&serial, sizeof(serial)) != 1 ||
	    X509_set_version(cert, X509_VERSION_3) != 1 ||
	    ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert),
	    serial >> 1) != 1 ||
	    X509_gmtime_adj(X509_getm_notBefore(cert), -3600) == NULL ||
	    X509_gmtime_adj(X509_getm_notAfter(cert), VALID_SECONDS) == NULL ||
	    X509_set_pubkey(cert, key) != 1 ||
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"localhost", -1, -1, 0) != 1 ||
	    X509_set_issuer_name(cert, name) != 1 ||
	    add_extension(cert, NID_subject_alt_name,
	    "DNS:localhost,IP:127.0.0.1,IP:::1") < 0 ||
	    add_extension(cert, NID_basic_constraints,
	    "critical,CA:FALSE") < 0 ||
	    add_extension(cert, NID_ext_key_usage, "serverAuth") < 0 ||
	    X509_sign(cert, key, EVP_sha256()) == 0)
		return -1;
	return 0;
}

/* The text of a memory BIO into a file. */
static int
save(const char *path, BIO *bio)
{
	char *p;
	long n = BIO_get_mem_data(bio, &p);

	return file_write(path, (struct str){ p, (size_t)n }, 0600);
}

int
tls_self_signed(const char *certificate, const char *key_path,
    struct error *err)
{
	BIO *cert_text = NULL, *key_text = NULL;
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	int r = -1;

	if (access(certificate, R_OK) == 0 && access(key_path, R_OK) == 0)
		return 0;
	key = EVP_EC_gen("P-256");
	cert = X509_new();
	cert_text = BIO_new(BIO_s_mem());
	key_text = BIO_new(BIO_s_secmem());
	if (key == NULL || cert == NULL || cert_text == NULL ||
	    key_text == NULL || fill_certificate(cert, key) < 0 ||
	    PEM_write_bio_X509(cert_text, cert) != 1 ||
	    PEM_write_bio_PrivateKey(key_text, key, NULL, NULL, 0, NULL,
	    NULL) != 1)
		(void)tls_error(err, "tls.create", certificate);
	else if ((r = save(key_path, key_text)) < 0 ||
	    (r = save(certificate, cert_text)) < 0)
		(void)error_set(err, ERR_INTERNAL, "tls.create", "%s: %s",
		    certificate, strerror(-r));
	X509_free(cert);
	EVP_PKEY_free(key);
	BIO_free(cert_text);
	BIO_free(key_text);
	return r < 0 ? -1 : 0;
}
