/*
 * keys.h - the parts of `vinculo keys`.
 */
#ifndef SERVER_CLI_KEYS_H
#define SERVER_CLI_KEYS_H

#include <stdbool.h>

#include "base/error.h"

/* Change the root key; with is_stage only make the new one.  -1 and err. */
int	keys_rotate_root(bool is_stage, struct error *err);

#endif
