/*
 * dictionary.h - the words of all names, each once, and the words near one.
 */
#ifndef SERVER_SEARCH_DICTIONARY_H
#define SERVER_SEARCH_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#define DICTIONARY_NEAR_MAX 48

struct dictionary;

/* A word near a searched one. */
struct near_word {
	uint32_t	word;
	float		similarity;	/* 0 to 1; 1 is the same word */
};

struct dictionary *dictionary_new(void);
void	dictionary_free(struct dictionary *d);
/* The number of a normalised word, added if it is new. */
uint32_t dictionary_add(struct dictionary *d, const char *word);
size_t	dictionary_count(const struct dictionary *d);
/* Words that may be meant: by typing error, sound, or as a beginning; most
 * similar first.  Returns how many, at most DICTIONARY_NEAR_MAX. */
size_t	dictionary_near(struct dictionary *d, const char *word,
	    struct near_word *ret);

#endif
