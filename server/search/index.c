/*
 * index.c - people by the words of their names.
 *
 * A person is a number; `people` has their words, `bearers` the people of each
 * word.  When a name changes, the old words keep pointing at the person: every
 * candidate is scored by the words it has now, so stale pointers only cost a
 * look.
 */
#include <sodium.h>

#include "server/search/dictionary.h"
#include "server/search/index.h"
#include "server/search/list.h"
#include "server/search/name.h"

#define WORDS_PER_PERSON	6
#define DRIVERS			2	/* words whose bearers are scored */
#define CANDIDATES_MAX		400000
#define NO_WORD			UINT32_MAX

struct person {
	struct uuid	id;
	uint32_t	word[WORDS_PER_PERSON];
	int16_t		birth_year;
	bool		is_gone;
};

struct search_index {
	struct dictionary *dictionary;
	struct list	*bearers;	/* by word */
	size_t		 bearers_cap;
	struct person	*people;
	size_t		 n, cap, gone;
	uint32_t	*slots;		/* person + 1 by id, 0: free */
	size_t		 nslots;
	uint32_t	*seen;		/* by person: its last round */
	uint32_t	 round;
	float		*weights;	/* by word and searched word */
	size_t		 weights_cap;
};

struct search_index *
search_index_new(void)
{
	struct search_index *ix = xcalloc(1, sizeof(*ix));

	ix->dictionary = dictionary_new();
	return ix;
}

void
search_index_free(struct search_index *ix)
{
	if (ix == NULL)
		return;
	for (size_t i = 0; i < ix->bearers_cap; i++)
		list_done(&ix->bearers[i]);
	if (ix->people != NULL)
		sodium_memzero(ix->people, ix->cap * sizeof(*ix->people));
	dictionary_free(ix->dictionary);
	free(ix->bearers);
	free(ix->people);
	free(ix->slots);
	free(ix->seen);
	free(ix->weights);
	free(ix);
}

size_t
search_index_count(const struct search_index *ix)
{
	return ix->n - ix->gone;
}

static uint32_t *
find_slot(const struct search_index *ix, struct uuid id)
{
	uint64_t h;
	size_t i;

	memcpy(&h, id.b + 8, sizeof(h));	/* the random half */
	i = (h ^ h >> 29) & (ix->nslots - 1);
	while (ix->slots[i] != 0 && memcmp(ix->people[ix->slots[i] - 1].id.b,
	    id.b, sizeof(id.b)) != 0)
		i = (i + 1) & (ix->nslots - 1);
	return &ix->slots[i];
}

static void
grow(struct search_index *ix)
{
	ix->cap = ix->cap == 0 ? 1024 : ix->cap + ix->cap / 2;
	ix->people = xreallocarray(ix->people, ix->cap, sizeof(*ix->people));
	ix->seen = xreallocarray(ix->seen, ix->cap, sizeof(*ix->seen));
	memset(ix->seen, 0, ix->cap * sizeof(*ix->seen));
	ix->round = 0;
	if (ix->nslots >= ix->cap * 2)
		return;
	free(ix->slots);
	for (ix->nslots = 2048; ix->nslots < ix->cap * 2; ix->nslots *= 2)
		;
	ix->slots = xcalloc(ix->nslots, sizeof(*ix->slots));
	for (size_t i = 0; i < ix->n; i++)
		*find_slot(ix, ix->people[i].id) = (uint32_t)i + 1;
}

static struct person *
person_of(struct search_index *ix, struct uuid id)
{
	uint32_t *slot;

	if (ix->n == ix->cap)
		grow(ix);
	slot = find_slot(ix, id);
	if (*slot == 0) {
		ix->people[ix->n] = (struct person){ .id = id };
		*slot = (uint32_t)++ix->n;
	}
	return &ix->people[*slot - 1];
}

static struct list *
bearers_of(struct search_index *ix, uint32_t word)
{
	if (word >= ix->bearers_cap) {
		size_t cap = (size_t)word * 2 + 1024;

		ix->bearers = xreallocarray(ix->bearers, cap,
		    sizeof(*ix->bearers));
		memset(ix->bearers + ix->bearers_cap, 0,
		    (cap - ix->bearers_cap) * sizeof(*ix->bearers));
		ix->bearers_cap = cap;
	}
	return &ix->bearers[word];
}

void
search_index_put(struct search_index *ix, struct uuid id, struct str text,
    int birth_year)
{
	struct person *p = person_of(ix, id);
	uint32_t number = (uint32_t)(p - ix->people);
	struct name name;

	ix->gone -= p->is_gone;
	p->is_gone = false;
	p->birth_year = (int16_t)birth_year;
	name_normalise(text, &name);
	for (int i = 0; i < WORDS_PER_PERSON; i++) {
		if (i >= name.n) {
			p->word[i] = NO_WORD;
			continue;
		}
		p->word[i] = dictionary_add(ix->dictionary, name.token[i]);
		list_add(bearers_of(ix, p->word[i]), number);
	}
}

void
search_index_remove(struct search_index *ix, struct uuid id)
{
	struct person *p;
	uint32_t *slot = ix->nslots == 0 ? NULL : find_slot(ix, id);

	if (slot == NULL || *slot == 0)
		return;
	p = &ix->people[*slot - 1];
	ix->gone += !p->is_gone;
	p->is_gone = true;
	for (int i = 0; i < WORDS_PER_PERSON; i++)
		p->word[i] = NO_WORD;
}

/* ---------------------------------------------------------------- search */

struct searched {
	struct near_word near[DICTIONARY_NEAR_MAX];
	size_t		 n;
	size_t		 bearers;	/* of all near words together */
};

struct search {
	struct search_index *ix;
	struct searched	 words[NAME_TOKENS_MAX];
	int		 n;
	int		 birth_year;
	struct search_hit *hits;
	size_t		 n_hits, max;
};

static float *
weight_of(const struct search *s, uint32_t word, int i)
{
	return &s->ix->weights[(size_t)word * NAME_TOKENS_MAX + (size_t)i];
}

static void
set_weights(struct search *s, bool clear)
{
	for (int i = 0; i < s->n; i++) {
		for (size_t k = 0; k < s->words[i].n; k++)
			*weight_of(s, s->words[i].near[k].word, i) = clear ? 0 :
			    s->words[i].near[k].similarity;
	}
}

/* How well a person fits: each searched word by its best word of the person,
 * a little less for words of the person that were not asked for. */
static float
score_of(const struct search *s, const struct person *p)
{
	float sum = 0;
	int words = 0;

	for (int i = 0; i < s->n; i++) {
		float best = 0;

		for (int k = 0; k < WORDS_PER_PERSON; k++) {
			float w = p->word[k] == NO_WORD ? 0 :
			    *weight_of(s, p->word[k], i);

			if (w > best)
				best = w;
		}
		sum += best;
	}
	for (int k = 0; k < WORDS_PER_PERSON; k++)
		words += p->word[k] != NO_WORD;
	sum /= (float)s->n;
	if (words > s->n)
		sum -= 0.01f * (float)(words - s->n);
	if (s->birth_year != 0 && p->birth_year != s->birth_year)
		sum *= 0.8f;
	return sum;
}

static void
keep(struct search *s, struct uuid id, float score)
{
	size_t i;

	if (s->n_hits == s->max && s->hits[s->n_hits - 1].score >= score)
		return;
	if (s->n_hits < s->max)
		s->n_hits++;
	for (i = s->n_hits - 1; i > 0 && s->hits[i - 1].score < score; i--)
		s->hits[i] = s->hits[i - 1];
	s->hits[i] = (struct search_hit){ id, score };
}

/* The word with the fewest bearers among those not used yet. */
static int
rarest(const struct search *s, const bool *used)
{
	int best = -1;

	for (int i = 0; i < s->n; i++) {
		if (!used[i] && s->words[i].n > 0 && (best < 0 ||
		    s->words[i].bearers < s->words[best].bearers))
			best = i;
	}
	return best;
}

/* Less than this is not a match: half of the words at least. */
#define SCORE_MIN 0.45f

static void
score_bearers(struct search *s, const struct searched *word, size_t *budget)
{
	struct search_index *ix = s->ix;

	for (size_t k = 0; k < word->n; k++) {
		const struct list *l = bearers_of(ix, word->near[k].word);

		for (size_t i = 0; i < l->n && *budget > 0; i++, --*budget) {
			const struct person *p = &ix->people[l->v[i]];
			float score;

			if (ix->seen[l->v[i]] == ix->round)
				continue;
			ix->seen[l->v[i]] = ix->round;
			score = score_of(s, p);
			if (score >= SCORE_MIN)
				keep(s, p->id, score);
		}
	}
}

static void
find_words(struct search *s, struct str text)
{
	struct search_index *ix = s->ix;
	size_t words = dictionary_count(ix->dictionary);
	struct name name;

	name_normalise(text, &name);
	s->n = name.n;
	if (words > ix->weights_cap) {
		free(ix->weights);
		ix->weights_cap = words * 2;
		ix->weights = xcalloc(ix->weights_cap * NAME_TOKENS_MAX,
		    sizeof(*ix->weights));
	}
	for (int i = 0; i < name.n; i++) {
		struct searched *w = &s->words[i];

		w->n = dictionary_near(ix->dictionary, name.token[i], w->near);
		w->bearers = 0;
		for (size_t k = 0; k < w->n; k++)
			w->bearers += bearers_of(ix, w->near[k].word)->n;
	}
}

static void
next_round(struct search_index *ix)
{
	if (++ix->round == 0) {
		memset(ix->seen, 0, ix->cap * sizeof(*ix->seen));
		ix->round = 1;
	}
}

size_t
search_index_find(struct search_index *ix, struct str name, int birth_year,
    struct search_hit *hits, size_t n)
{
	struct search *s = xmalloc(sizeof(*s));
	size_t budget = CANDIDATES_MAX, found;
	bool used[NAME_TOKENS_MAX] = { false };

	*s = (struct search){ .ix = ix, .birth_year = birth_year,
		.hits = hits, .max = n > SEARCH_RESULTS_MAX ?
		SEARCH_RESULTS_MAX : n };
	find_words(s, name);
	set_weights(s, false);
	next_round(ix);
	for (int i = 0; i < DRIVERS && s->max > 0; i++) {
		int w = rarest(s, used);

		if (w < 0)
			break;
		used[w] = true;
		score_bearers(s, &s->words[w], &budget);
	}
	set_weights(s, true);
	found = s->n_hits;
	sodium_memzero(s, sizeof(*s));
	free(s);
	return found;
}
