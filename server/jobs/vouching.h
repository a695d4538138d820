/*
 * vouching.h - others are shown the checkpoints of the audit trail: a witness,
 * and a time stamp authority.
 */
#ifndef SERVER_JOBS_VOUCHING_H
#define SERVER_JOBS_VOUCHING_H

#include "base/error.h"

struct db_pool;

/* Spawn what the settings audit.witness_url and audit.tsa_url ask for.  Before
 * the sandbox: reads the witness's key. */
int	vouching_start(struct db_pool *pool, struct error *err);

#endif
