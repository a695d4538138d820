/*
 * index.h - find people by names with typing errors, in memory.
 *
 * Words are kept once in a dictionary, with the people who bear them; the
 * words near a searched word are found by trigrams, sound and edit distance,
 * and only people with one of the two rarest words are scored.  Half a million
 * people take about 60 MB, a search under a millisecond.
 *
 * Nothing here touches a disk: names are sealed in the database (security.md
 * 1.5).
 */
#ifndef SERVER_SEARCH_INDEX_H
#define SERVER_SEARCH_INDEX_H

#include "base/uuid.h"

#define SEARCH_RESULTS_MAX 50

struct search_index;

struct search_hit {
	struct uuid	id;
	float		score;		/* 0 to 1 */
};

struct search_index	*search_index_new(void);
/* Wipes the names. */
void	search_index_free(struct search_index *ix);
/* Add a person or replace the name; birth_year 0 when unknown.  At most
 * 2^32 - 2 people. */
void	search_index_put(struct search_index *ix, struct uuid id,
	    struct str name, int birth_year);
/* Forget a person. */
void	search_index_remove(struct search_index *ix, struct uuid id);
size_t	search_index_count(const struct search_index *ix);
/* The best matches, best first, at most n (<= SEARCH_RESULTS_MAX); returns how
 * many.  birth_year 0: any; else people born then score higher. */
size_t	search_index_find(struct search_index *ix, struct str name,
	    int birth_year, struct search_hit *hits, size_t n);

#endif
