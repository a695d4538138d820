/*
 * dictionary.c - words with a hash table, trigram lists and sound lists.
 */
#include <sodium.h>

#include "server/search/dictionary.h"
#include "server/search/list.h"
#include "server/search/name.h"

#define TRIGRAM_SLOTS	8192	/* trigrams are hashed; a clash costs a look */
#define SOUND_SLOTS	65536

struct word {
	char	text[NAME_TOKEN_MAX];
	char	sound[NAME_TOKEN_MAX];
};

struct dictionary {
	struct word	*words;
	size_t		 n, cap;
	uint32_t	*slots;		/* word + 1, 0: free */
	size_t		 nslots;	/* a power of two, over twice n */
	struct list	 trigrams[TRIGRAM_SLOTS];
	struct list	 sounds[SOUND_SLOTS];
	uint8_t		*shared;	/* trigrams, for dictionary_near */
	uint32_t	*touched;
};

static uint32_t
hash_of(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h ^ h >> 15;
}

struct dictionary *
dictionary_new(void)
{
	return xcalloc(1, sizeof(struct dictionary));
}

void
dictionary_free(struct dictionary *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < TRIGRAM_SLOTS; i++)
		list_done(&d->trigrams[i]);
	for (size_t i = 0; i < SOUND_SLOTS; i++)
		list_done(&d->sounds[i]);
	if (d->words != NULL)
		sodium_memzero(d->words, d->cap * sizeof(*d->words));
	free(d->words);
	free(d->slots);
	free(d->shared);
	free(d->touched);
	free(d);
}

size_t
dictionary_count(const struct dictionary *d)
{
	return d->n;
}

static uint32_t *
find_slot(const struct dictionary *d, const char *word)
{
	size_t i = hash_of(word, strlen(word)) & (d->nslots - 1);

	while (d->slots[i] != 0 &&
	    strcmp(d->words[d->slots[i] - 1].text, word) != 0)
		i = (i + 1) & (d->nslots - 1);
	return &d->slots[i];
}

static void
grow(struct dictionary *d)
{
	d->cap = d->cap == 0 ? 1024 : d->cap * 2;
	d->words = xreallocarray(d->words, d->cap, sizeof(*d->words));
	d->shared = xreallocarray(d->shared, d->cap, sizeof(*d->shared));
	memset(d->shared, 0, d->cap);
	d->touched = xreallocarray(d->touched, d->cap, sizeof(*d->touched));
	free(d->slots);
	d->nslots = d->cap * 2;
	d->slots = xcalloc(d->nslots, sizeof(*d->slots));
	for (size_t i = 0; i < d->n; i++)
		*find_slot(d, d->words[i].text) = (uint32_t)i + 1;
}

/* Call fn for each trigram of "^word$". */
static size_t
trigrams_of(const char *word, uint32_t out[NAME_TOKEN_MAX])
{
	char padded[NAME_TOKEN_MAX + 2];
	int len = snprintf(padded, sizeof(padded), "^%s$", word);
	size_t n = 0;

	for (int i = 0; i + 3 <= len && n < NAME_TOKEN_MAX; i++)
		out[n++] = hash_of(padded + i, 3) % TRIGRAM_SLOTS;
	return n;
}

static struct list *
sounds_of(struct dictionary *d, const char *sound)
{
	return &d->sounds[hash_of(sound, strlen(sound)) % SOUND_SLOTS];
}

uint32_t
dictionary_add(struct dictionary *d, const char *word)
{
	uint32_t trigrams[NAME_TOKEN_MAX], *slot;
	struct word *w;
	size_t n;

	if (d->n == d->cap)
		grow(d);
	slot = find_slot(d, word);
	if (*slot != 0)
		return *slot - 1;
	w = &d->words[d->n];
	memset(w, 0, sizeof(*w));
	memcpy(w->text, word, strlen(word));
	name_sound(word, w->sound);
	*slot = (uint32_t)d->n + 1;
	n = trigrams_of(word, trigrams);
	for (size_t i = 0; i < n; i++)
		list_add(&d->trigrams[trigrams[i]], (uint32_t)d->n);
	list_add(sounds_of(d, w->sound), (uint32_t)d->n);
	return (uint32_t)d->n++;
}

/* Typing errors that are forgiven in a word of this length. */
static int
forgiven(size_t len)
{
	return len <= 2 ? 0 : len <= 5 ? 1 : len <= 9 ? 2 : 3;
}

static float
similarity(const struct word *w, const char *word, const char *sound)
{
	size_t len = strlen(word), other = strlen(w->text);
	int max = forgiven(len > other ? other : len);
	int d = name_distance(word, w->text, max);
	float by_sound = strcmp(w->sound, sound) == 0 ? 0.9f : 0;
	float s = 0;

	if (d <= max)
		s = 1 - (float)d / (float)(len > other ? len : other);
	else if (len >= 3 && strncmp(w->text, word, len) == 0)
		s = 0.7f;	/* typed so far */
	return s > by_sound ? s : by_sound;
}

struct nearest {
	struct near_word *list;
	size_t		  n;
};

/* Insert in order; what is least similar falls off the end. */
static void
keep(struct nearest *near, uint32_t word, float s)
{
	size_t i;

	if (near->n == DICTIONARY_NEAR_MAX &&
	    near->list[near->n - 1].similarity >= s)
		return;
	if (near->n < DICTIONARY_NEAR_MAX)
		near->n++;
	for (i = near->n - 1; i > 0 && near->list[i - 1].similarity < s; i--)
		near->list[i] = near->list[i - 1];
	near->list[i] = (struct near_word){ word, s };
}

/* Words sharing enough trigrams; the counters are zero again afterwards. */
static size_t
collect(struct dictionary *d, const char *word)
{
	uint32_t trigrams[NAME_TOKEN_MAX];
	size_t n = trigrams_of(word, trigrams), touched = 0, kept = 0;
	/* An edit spoils three trigrams at most. */
	int need = (int)n - 3 * forgiven(strlen(word));

	if (need < 1)
		need = 1;
	if (need < (int)n / 4)
		need = (int)n / 4;
	for (size_t i = 0; i < n; i++) {
		const struct list *l = &d->trigrams[trigrams[i]];

		for (size_t k = 0; k < l->n; k++) {
			if (d->shared[l->v[k]]++ == 0)
				d->touched[touched++] = l->v[k];
		}
	}
	for (size_t i = 0; i < touched; i++) {
		uint32_t w = d->touched[i];

		if (d->shared[w] >= need)
			d->touched[kept++] = w;
		d->shared[w] = 0;
	}
	return kept;
}

size_t
dictionary_near(struct dictionary *d, const char *word, struct near_word *ret)
{
	char sound[NAME_TOKEN_MAX];
	struct nearest near = { ret, 0 };
	const struct list *same;
	size_t n;

	if (d->n == 0)
		return 0;
	name_sound(word, sound);
	n = collect(d, word);
	for (size_t i = 0; i < n; i++) {
		float s = similarity(&d->words[d->touched[i]], word, sound);

		if (s > 0)
			keep(&near, d->touched[i], s);
	}
	same = sounds_of(d, sound);
	for (size_t i = 0; i < same->n; i++) {
		bool known = false;

		for (size_t k = 0; k < near.n; k++)
			known |= ret[k].word == same->v[i];
		if (!known && strcmp(d->words[same->v[i]].sound, sound) == 0)
			keep(&near, same->v[i], similarity(
			    &d->words[same->v[i]], word, sound));
	}
	return near.n;
}
