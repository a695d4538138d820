/*
 * timestamp.c - queries and replies by OpenSSL's ts.
 */
#include <assert.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>
#include <sodium.h>

#include "server/security/timestamp.h"

static TS_MSG_IMPRINT *
imprint_of(struct str data)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	int r;

	(void)crypto_hash_sha256(digest, (const unsigned char *)data.p,
	    data.len);
	r = X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) &&
	    TS_MSG_IMPRINT_set_algo(imprint, alg) &&
	    TS_MSG_IMPRINT_set_msg(imprint, digest, (int)sizeof(digest));
	assert(r == 1);
	X509_ALGOR_free(alg);
	return imprint;
}

void
timestamp_query(struct str data, struct buf *out)
{
	TS_MSG_IMPRINT *imprint = imprint_of(data);
	TS_REQ *req = TS_REQ_new();
	unsigned char *der = NULL;
	int n, r;

	r = TS_REQ_set_version(req, 1) &&
	    TS_REQ_set_msg_imprint(req, imprint) &&
	    TS_REQ_set_cert_req(req, 1);
	assert(r == 1);
	n = i2d_TS_REQ(req, &der);
	assert(n > 0);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	TS_REQ_free(req);
	TS_MSG_IMPRINT_free(imprint);
}

/* What a token must fulfil; owns what it is given.  NULL when the file does not
 * have certificates. */
static TS_VERIFY_CTX *
requirements(struct str data, const char *ca_file)
{
	unsigned char *digest = OPENSSL_malloc(crypto_hash_sha256_BYTES);
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = X509_STORE_new();

	assert(digest != NULL && ctx != NULL && store != NULL);
	(void)crypto_hash_sha256(digest, (const unsigned char *)data.p,
	    data.len);
	(void)TS_VERIFY_CTX_set_flags(ctx, TS_VFY_VERSION | TS_VFY_IMPRINT |
	    TS_VFY_SIGNATURE);
	(void)TS_VERIFY_CTX_set_imprint(ctx, digest,
	    crypto_hash_sha256_BYTES);
	if (X509_STORE_load_file(store, ca_file) != 1) {
		X509_STORE_free(store);
		TS_VERIFY_CTX_free(ctx);
		return NULL;
	}
	/* A stamp outlives the certificate of who made it. */
	(void)X509_STORE_set_flags(store, X509_V_FLAG_NO_CHECK_TIME);
	(void)TS_VERIFY_CTX_set_store(ctx, store);
	return ctx;
}

static int
time_of(TS_RESP *reply, int64_t *ret_time_s)
{
	const ASN1_GENERALIZEDTIME *t =
	    TS_TST_INFO_get_time(TS_RESP_get_tst_info(reply));
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return -1;
	*ret_time_s = (int64_t)timegm(&tm);
	return 0;
}

static int
check(TS_RESP *reply, struct str data, const char *ca_file,
    int64_t *ret_time_s, struct error *err)
{
	const ASN1_INTEGER *status = TS_STATUS_INFO_get0_status(
	    TS_RESP_get_status_info(reply));
	TS_VERIFY_CTX *ctx;
	int r;

	/* 0 granted, 1 granted with modifications. */
	if (ASN1_INTEGER_get(status) < 0 || ASN1_INTEGER_get(status) > 1 ||
	    TS_RESP_get_tst_info(reply) == NULL)
		return error_set(err, ERR_INVALID, "timestamp.refused",
		    "the time stamp authority refused");
	ctx = requirements(data, ca_file);
	if (ctx == NULL)
		return error_set(err, ERR_INVALID, "timestamp.ca",
		    "%s has no certificates", ca_file);
	r = TS_RESP_verify_response(ctx, reply);
	TS_VERIFY_CTX_free(ctx);
	ERR_clear_error();
	if (r != 1 || time_of(reply, ret_time_s) < 0)
		return error_set(err, ERR_INVALID, "timestamp.wrong",
		    "the time stamp is not for this, or not by an authority "
		    "that we trust");
	return 0;
}

int
timestamp_check(struct str reply, struct str data, const char *ca_file,
    int64_t *ret_time_s, struct error *err)
{
	const unsigned char *p = (const unsigned char *)reply.p;
	TS_RESP *parsed = reply.len > TIMESTAMP_SIZE_MAX ? NULL :
	    d2i_TS_RESP(NULL, &p, (long)reply.len);
	int r;

	if (parsed == NULL) {
		ERR_clear_error();
		return error_set(err, ERR_INVALID, "timestamp.wrong",
		    "this is no time stamp");
	}
	r = check(parsed, data, ca_file, ret_time_s, err);
	TS_RESP_free(parsed);
	return r;
}
