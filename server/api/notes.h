/*
 * notes.h - free text, sealed.
 */
#ifndef SERVER_API_NOTES_H
#define SERVER_API_NOTES_H

#include "server/http/http.h"
#include "server/security/vault.h"

/* Seal a text as {"text": ...}, which is what a reply shows it as; ret_param is
 * for db_push().  Fetches the key of the subject, which exists. */
int fiber_fn	api_seal_note(struct request *req, const struct sealed_at *at,
		    const char *text, const char **ret_param,
		    struct error *err);

#endif
