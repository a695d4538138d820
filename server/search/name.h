/*
 * name.h - names of people as they are compared: without case, accents,
 * particles, and as they sound.
 */
#ifndef SERVER_SEARCH_NAME_H
#define SERVER_SEARCH_NAME_H

#include "base/str.h"

#define NAME_TOKENS_MAX	8
#define NAME_TOKEN_MAX	32	/* bytes, with NUL */

struct name {
	char	token[NAME_TOKENS_MAX][NAME_TOKEN_MAX];
	int	n;
};

/* Split into words in lower-case ASCII as far as Latin letters go ("Núñez" is
 * "nunez"), leaving out particles (de, da, del, dos, la, y ...) unless nothing
 * else is left.  Further words are ignored. */
void	name_normalise(struct str text, struct name *ret);
/* How a normalised word sounds to speakers of Spanish, Catalan, Portuguese and
 * Italian, who write the same sound with b or v, g or j, c, s or z ... */
void	name_sound(const char *token, char out[NAME_TOKEN_MAX]);
/* Edits (insert, delete, replace, swap neighbours) from a to b, at most max;
 * max + 1 when more (optimal string alignment). */
int	name_distance(const char *a, const char *b, int max);

#endif
