/*
 * roottoken_impl.h - what the child asks of the token.
 */
#ifndef SERVER_SECURITY_ROOTTOKEN_IMPL_H
#define SERVER_SECURITY_ROOTTOKEN_IMPL_H

#include "server/security/roottoken.h"
#include "server/security/roottoken_uri.h"

enum token_job { TOKEN_WRAP, TOKEN_UNWRAP };

/* Load the module, sign in, wrap (32 bytes to ROOTTOKEN_BLOB) or unwrap (back).
 * The module stays loaded: for a process that ends.  -1 and err ("key.token").
 */
int	token_do(const struct roottoken_uri *uri, struct str pin,
	    enum token_job job, uint32_t root_id, const unsigned char *in,
	    unsigned char *out, struct error *err);

#endif
