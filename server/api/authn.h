/*
 * authn.h - proving who one is: passwords, codes, links, sessions.
 */
#ifndef SERVER_API_AUTHN_H
#define SERVER_API_AUTHN_H

#include "server/http/http.h"

/* A body must have one of `totp` and `passkey`.  -1 and err ("factor.one"). */
int		authn_check_factor(const struct json *body,
		    struct error *err);
/* Spend a one-time code of the caller in the open transaction.  -1 and err
 * (403 "totp.wrong"). */
int fiber_fn	authn_use_code(struct request *req, const char *code,
		    struct error *err);

/* The hooks of server/http: load the session, check the permission, the CSRF
 * token, open sealed values of replies, record denials. */
void		authn_install(void);

#endif
