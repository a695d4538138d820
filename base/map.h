/*
 * map.h - from names to things: a hash map in an arena, insertion order kept.
 *
 * The hash is keyed per process, so outside names cannot be chosen to collide.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

struct map;

struct map_entry {
	struct str	 key;
	void		*value;
};

struct map	*map_new(struct arena *a);
/* Set or replace.  The key is not copied and must live as long as the map.
 * value is not NULL. */
void		 map_put(struct map *m, struct str key, void *value);
/* NULL when absent. */
void		*map_get(const struct map *m, struct str key);
size_t		 map_count(const struct map *m);
/* Entries in order of first insertion, map_count() of them. */
const struct map_entry *map_entries(const struct map *m);

#endif
