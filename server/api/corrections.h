/*
 * corrections.h - what was corrected of who somebody is (GDPR Art. 16).
 */
#ifndef SERVER_API_CORRECTIONS_H
#define SERVER_API_CORRECTIONS_H

#include "server/http/http.h"

/* Queue a row for each field that the new value of a category changes, if its
 * corrections are kept (crypto_registry.def: "correction").  In the transaction
 * that writes it, with the person locked and their key loaded. */
int fiber_fn	corrections_push(struct request *req, struct uuid person,
		    const char *category, struct str now, struct error *err);

#endif
