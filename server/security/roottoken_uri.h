/*
 * roottoken_uri.h - which key of which token (RFC 7512).
 */
#ifndef SERVER_SECURITY_ROOTTOKEN_URI_H
#define SERVER_SECURITY_ROOTTOKEN_URI_H

#include "base/error.h"

struct roottoken_uri {
	char		 module[256];	/* path of the shared object */
	char		 token[33], object[65];		/* labels */
	char		 pin[65];	/* name of a credential */
};

/* -1 and err ("key.token_uri") when it is not exactly what is needed. */
int	roottoken_uri_parse(struct str text, struct roottoken_uri *ret,
	    struct error *err);

#endif
