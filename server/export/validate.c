/*
 * validate.c - the schema's word on a file of any size.
 *
 * libxml2's reader validates while it reads and keeps nothing; the bytes pass
 * through SHA-256 on their way.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <openssl/evp.h>

#include "base/json.h"
#include "server/export/export.h"

/* The schema is part of the program: nobody can exchange it beside it. */
__asm__(".section .rodata\n"
    "siuss_xsd:\n.incbin \"schema/xsd/siuss/siuss-1.xsd\"\n"
    "siuss_xsd_end:\n.byte 0\n.previous\n");
extern const char siuss_xsd[], siuss_xsd_end[];

struct check {
	struct export	*x;
	int		 fd;
	EVP_MD_CTX	*hash;
	int		 failed;	/* errno of reading */
	struct jsonw	 findings;
	int		 n_findings;
};

static int
on_read(void *arg, char *p, int n)
{
	struct check *c = arg;
	ssize_t got;

	do {
		got = read(c->fd, p, (size_t)n);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		c->failed = errno;
		return -1;
	}
	c->x->size += got;
	if (EVP_DigestUpdate(c->hash, p, (size_t)got) != 1)
		c->failed = EIO;
	return (int)got;
}

static int
on_close(void *arg)
{
	(void)arg;
	return 0;
}

static void
on_error(void *arg, xmlErrorPtr e)
{
	struct check *c = arg;
	struct jsonw *w = &c->findings;

	if (c->n_findings++ >= EXPORT_FINDINGS_MAX)
		return;
	jsonw_object(w);
	jsonw_key(w, "severity");
	jsonw_cstr(w, "error");
	jsonw_key(w, "rule");
	jsonw_cstr(w, e->domain == XML_FROM_PARSER ? "xml" : "schema");
	jsonw_key(w, "line");
	jsonw_int(w, e->line);
	jsonw_key(w, "message");
	jsonw_str(w, str_trim(str_of(e->message == NULL ? "" : e->message)));
	jsonw_object_end(w);
}

static xmlSchemaPtr
load_schema(void)
{
	xmlSchemaParserCtxtPtr p = xmlSchemaNewMemParserCtxt(siuss_xsd,
	    (int)(siuss_xsd_end - siuss_xsd));
	xmlSchemaPtr schema;

	assert(p != NULL);
	schema = xmlSchemaParse(p);
	xmlSchemaFreeParserCtxt(p);
	assert(schema != NULL);
	return schema;
}

/* Read on for as long as it is well-formed: a few findings help more than
 * one. */
static void
read_all(struct check *c, xmlSchemaPtr schema)
{
	xmlTextReaderPtr reader = xmlReaderForIO(on_read, on_close, c, NULL,
	    NULL, XML_PARSE_NONET);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	int r;

	assert(reader != NULL && valid != NULL);
	xmlTextReaderSetStructuredErrorHandler(reader,
	    (xmlStructuredErrorFunc)on_error, c);
	xmlSchemaSetValidStructuredErrors(valid,
	    (xmlStructuredErrorFunc)on_error, c);
	(void)xmlTextReaderSchemaValidateCtxt(reader, valid, 0);
	while ((r = xmlTextReaderRead(reader)) == 1 &&
	    c->n_findings < EXPORT_FINDINGS_MAX)
		continue;
	c->x->is_valid = r == 0 && c->n_findings == 0 && c->failed == 0;
	xmlFreeTextReader(reader);
	xmlSchemaFreeValidCtxt(valid);
}

int
export_validate(struct export *x, struct error *err)
{
	struct check c = { .x = x, .findings = JSONW(&x->findings) };
	xmlSchemaPtr schema;

	c.fd = open(x->path, O_RDONLY | O_CLOEXEC);
	if (c.fd < 0)
		return error_set(err, ERR_INTERNAL, "export.file", "%s: %s",
		    x->path, strerror(errno));
	c.hash = EVP_MD_CTX_new();
	if (c.hash == NULL ||
	    EVP_DigestInit_ex(c.hash, EVP_sha256(), NULL) != 1)
		c.failed = ENOMEM;
	x->size = 0;
	buf_reset(&x->findings);
	jsonw_array(&c.findings);
	schema = load_schema();
	read_all(&c, schema);
	xmlSchemaFree(schema);
	jsonw_array_end(&c.findings);
	if (EVP_DigestFinal_ex(c.hash, x->sha256, NULL) != 1)
		c.failed = EIO;
	EVP_MD_CTX_free(c.hash);
	if (fsync(c.fd) < 0)
		c.failed = errno;
	(void)close(c.fd);
	return c.failed == 0 ? 0 : error_set(err, ERR_INTERNAL, "export.file",
	    "%s: %s", x->path, strerror(c.failed));
}

void
export_init(void)
{
	xmlInitParser();
}
