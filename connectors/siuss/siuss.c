/*
 * siuss.c - push an export to the ministry over HTTPS and take its receipt.
 *
 * The id of the message is the idempotency key: the ministry takes an id once.
 * When nobody knows whether the last attempt arrived, the ministry is asked
 * first and the document is sent only if it says no.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "connectors/connector.h"

#define URL_MAX		1024
#define NUMBER_MAX	64
#define RECEIPT_MAX	(64 * 1024)
#define NS		"urn:vinculo:siuss:1"

struct siuss {
	char	*url, *ca_file, *certificate, *key;
};

static const struct connector_setting settings[] = {
	{ "url", CONNECTOR_TEXT, offsetof(struct siuss, url), NULL,
	  "Where documents are posted; receipts are asked for below it." },
	{ "ca_file", CONNECTOR_TEXT, offsetof(struct siuss, ca_file), "",
	  "PEM file of who may have signed the ministry's certificate; empty "
	  "takes those of the system." },
	{ "certificate", CONNECTOR_TEXT, offsetof(struct siuss, certificate),
	  "", "PEM file of our own certificate, if the ministry wants one." },
	{ "key", CONNECTOR_TEXT, offsetof(struct siuss, key), "",
	  "PEM file of its private key." },
	{ 0 }
};

static const char *
or_null(const char *s)
{
	return s == NULL || s[0] == '\0' ? NULL : s;
}

static struct http
exchange(const struct siuss *s, const struct message *m, const char *method,
    const char *url)
{
	return (struct http){ .method = method, .url = url,
	    .ca_file = or_null(s->ca_file),
	    .certificate = or_null(s->certificate), .key = or_null(s->key),
	    .timeout_ms = m->timeout_ms };
}

/* ------------------------------------------------------------- receipt */

static int
attribute_is(xmlNode *node, const char *name, const char *value)
{
	xmlChar *v = xmlGetNoNsProp(node, (const xmlChar *)name);
	int is = v != NULL && strcmp((const char *)v, value) == 0;

	xmlFree(v);
	return is;
}

/* A number is what people may read to each other: no blanks, no controls. */
static int
take_number(xmlNode *node, char out[NUMBER_MAX + 1])
{
	xmlChar *v = xmlGetNoNsProp(node, (const xmlChar *)"number");
	size_t n = v == NULL ? 0 : strlen((const char *)v);
	int is_good = n > 0 && n <= NUMBER_MAX;

	for (size_t i = 0; i < n; i++)
		is_good = is_good && v[i] > ' ' && v[i] < 127;
	if (is_good)
		memcpy(out, v, n + 1);
	xmlFree(v);
	return is_good;
}

/* <receipt xmlns="urn:vinculo:siuss:1" id="..." number="..."/>: is it one, and
 * of this message? */
static int
parse_receipt(const struct http *x, const char *id, char out[NUMBER_MAX + 1])
{
	xmlNode *root;
	xmlDoc *doc;
	int is_good;

	if (x->reply_size == 0 || x->reply_size > RECEIPT_MAX ||
	    memmem(x->reply, x->reply_size, "<!DOCTYPE", 9) != NULL)
		return 0;
	doc = xmlReadMemory(x->reply, (int)x->reply_size, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	root = doc == NULL ? NULL : xmlDocGetRootElement(doc);
	is_good = root != NULL && root->ns != NULL &&
	    strcmp((const char *)root->ns->href, NS) == 0 &&
	    strcmp((const char *)root->name, "receipt") == 0 &&
	    attribute_is(root, "id", id) && take_number(root, out);
	xmlFreeDoc(doc);
	return is_good;
}

static enum delivered
take_receipt(const struct host *host, const struct http *x,
    const struct message *m)
{
	char number[NUMBER_MAX + 1];

	if (!parse_receipt(x, m->id, number)) {
		host->log(host, "status %d without a receipt for this message",
		    x->status);
		return UNKNOWN;
	}
	host->log(host, "received as %s", number);
	host->receipt(host, number, x->reply, x->reply_size);
	return DELIVERED;
}

/* ------------------------------------------------------------ exchanges */

/* DELIVERED with its receipt; RETRY_LATER: it is not there, send it; UNKNOWN:
 * the ministry does not say. */
static enum delivered
ask(const struct host *host, const struct siuss *s, const struct message *m)
{
	char url[URL_MAX];
	struct http x = exchange(s, m, "GET", url);

	(void)snprintf(url, sizeof(url), "%s/receipts/%s", s->url, m->id);
	switch (host->http(host, &x)) {
	case HTTP_ANSWERED:
		break;
	default:
		return UNKNOWN;
	}
	if (x.status == 404)
		return RETRY_LATER;
	if (x.status == 200)
		return take_receipt(host, &x, m);
	host->log(host, "asked for the receipt, status %d", x.status);
	return UNKNOWN;
}

static enum delivered
judge(const struct host *host, const struct siuss *s, const struct message *m,
    const struct http *x)
{
	if (x->status >= 200 && x->status < 300)
		return take_receipt(host, x, m);
	if (x->status == 409)		/* it has this id already */
		return ask(host, s, m) == DELIVERED ? DELIVERED : UNKNOWN;
	host->log(host, "refused with status %d", x->status);
	switch (x->status) {
	case 400: case 404: case 405: case 410: case 413: case 415: case 422:
		return GIVE_UP;
	case 401: case 403: case 408: case 429:
		return RETRY_LATER;
	default:			/* it may have failed after taking it */
		return UNKNOWN;
	}
}

static enum delivered
push(const struct host *host, const struct siuss *s, const struct message *m)
{
	struct http x = exchange(s, m, "POST", s->url);
	char type[128], key[80], id[80], digest[96];
	const char *headers[] = { type, key, id, digest, NULL };

	(void)snprintf(type, sizeof(type), "Content-Type: %s",
	    m->content_type);
	(void)snprintf(key, sizeof(key), "Idempotency-Key: %s", m->id);
	(void)snprintf(id, sizeof(id), "X-Message-Id: %s", m->id);
	(void)snprintf(digest, sizeof(digest), "Digest: sha-256=%s", m->digest);
	x.headers = headers;
	x.body = m->body;
	x.size = m->size;
	switch (host->http(host, &x)) {
	case HTTP_ANSWERED:
		return judge(host, s, m, &x);
	case HTTP_NOT_SENT:
		return RETRY_LATER;
	default:
		return UNKNOWN;
	}
}

static enum delivered
siuss_deliver(const struct host *host, void *self, const struct message *m)
{
	const struct siuss *s = self;

	if (m->may_have_arrived) {
		enum delivered earlier = ask(host, s, m);

		if (earlier != RETRY_LATER)
			return earlier;
	}
	return push(host, s, m);
}

static int
siuss_open(const struct host *host, void *self)
{
	const struct siuss *s = self;

	if (strncmp(s->url, "https://", 8) == 0 &&
	    strlen(s->url) < URL_MAX - 64)
		return 0;
	host->log(host, "url must begin with https:// (and be shorter)");
	return -1;
}

CONNECTOR(
	.name = "siuss",
	.summary = "push exports to the ministry over HTTPS",
	.settings = settings,
	.instance_size = sizeof(struct siuss),
	.open = siuss_open,
	.deliver = siuss_deliver,
);
