/*
 * open.h - the database that the settings name.
 */
#ifndef SERVER_DB_OPEN_H
#define SERVER_DB_OPEN_H

#include "server/db/db.h"

enum db_role {
	DB_SERVER,		/* no DDL, row security applies */
	DB_OWNER,		/* for commands: migrate, import, demo, keys */
};

/* A pool by database.url or database.owner_url; when that is empty, the private
 * cluster that scripts/cluster noted in <server.state_dir>/database.  size 0
 * takes database.connections.  NULL and err. */
struct db_pool *db_open(enum db_role role, int size, struct error *err);

#endif
