/*
 * data.h - what a process needs to work with data: database and vault.
 */
#ifndef SERVER_PROCESS_DATA_H
#define SERVER_PROCESS_DATA_H

#include "base/error.h"

struct db_pool;
struct vault;

/* Open both by the settings; for a process's start(), after loop_init().  The
 * database must be exactly at this program's schema.  From then on keys that
 * another process destroyed or rotated are forgotten at once, and others after
 * keys.idle_ms.  -1 and err ("schema.*", "db.*"), and the parent tries again
 * later. */
int	data_open(struct db_pool **ret_pool, struct vault **ret_vault,
	    struct error *err);

#endif
