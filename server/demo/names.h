/*
 * names.h - invented people: names, documents, addresses, all from one seed.
 */
#ifndef SERVER_DEMO_NAMES_H
#define SERVER_DEMO_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine. */
struct rng {
	uint64_t	s;
};

uint64_t rng_next(struct rng *r);
/* 0 to n - 1. */
uint32_t rng_below(struct rng *r, uint32_t n);
/* True in that many of a thousand. */
bool	 rng_chance(struct rng *r, uint32_t per_mille);

/* A country's share of given names and surnames. */
struct people_of {
	const char	*nationality;
	uint32_t	 weight;
	const char	*const *female, *const *male, *const *surnames;
	size_t		 n_female, n_male, n_surnames;
};

/* Where a family comes from, by weight. */
const struct people_of *names_origin(struct rng *r);
const char	*names_given(struct rng *r, const struct people_of *of,
		    bool is_female, int age);
/* Common ones far more often than rare ones. */
const char	*names_surname(struct rng *r, const struct people_of *of);
const char	*names_street(struct rng *r);

/* A DNI or (Spanish foreigners' number) NIE with its letter; each n another
 * one.  out holds 10 bytes. */
void	names_dni(uint32_t n, char *out);
void	names_nie(uint32_t n, char *out);

#endif
