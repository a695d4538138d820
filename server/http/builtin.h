/*
 * builtin.h - routes every server has: /health and /metrics.
 */
#ifndef SERVER_HTTP_BUILTIN_H
#define SERVER_HTTP_BUILTIN_H

#include "server/http/http.h"

extern const struct route builtin_routes[];

#endif
