/*
 * data_map.h - which tables and columns hold personal data, for people and for
 * programs: what a record of processing activities (GDPR Art. 30) and an impact
 * assessment (Art. 35) begin with.
 */
#ifndef SERVER_SECURITY_DATA_MAP_H
#define SERVER_SECURITY_DATA_MAP_H

#include "base/str.h"

/* {"tables": [...]}: every table of the schema, columns with their kind. */
void	data_map_json(struct buf *out);
/* The page docs/data-map.md. */
void	data_map_markdown(struct buf *out);

#endif
