/*
 * kept.c - a small cache whose items are in use or may go.
 */
#include <assert.h>

#include "server/workflow/kept.h"

struct kept_item *
kept_get(struct kept *k, struct uuid id)
{
	for (size_t i = 0; i < k->n; i++) {
		struct kept_item *item = k->items[i];

		if (memcmp(item->id.b, id.b, sizeof(id.b)) == 0) {
			item->users++;
			item->used = ++k->tick;
			return item;
		}
	}
	return NULL;
}

static void
drop_oldest(struct kept *k)
{
	size_t oldest = k->n;

	for (size_t i = 0; i < k->n; i++) {
		if (k->items[i]->users == 0 && (oldest == k->n ||
		    k->items[i]->used < k->items[oldest]->used))
			oldest = i;
	}
	if (oldest == k->n)
		return;		/* all in use: grow for now */
	k->free_item(k->items[oldest]);
	k->items[oldest] = k->items[--k->n];
}

struct kept_item *
kept_add(struct kept *k, struct kept_item *item)
{
	struct kept_item *other = kept_get(k, item->id);

	if (other != NULL) {
		k->free_item(item);
		return other;
	}
	if (k->n >= k->max)
		drop_oldest(k);
	k->items = xreallocarray(k->items, k->n + 1,
	    sizeof(struct kept_item *));
	k->items[k->n++] = item;
	item->users = 1;
	item->used = ++k->tick;
	return item;
}

void
kept_put(struct kept_item *item)
{
	if (item == NULL)
		return;
	assert(item->users > 0);
	item->users--;
}
