/*
 * test_search.c - finding people in spite of typing errors.
 */
#include "server/search/dictionary.h"
#include "server/search/index.h"
#include "server/search/name.h"
#include "tests/unit/tap.h"

static void
normalises(const char *text, const char *expected)
{
	struct buf b = BUF_INIT;
	struct name n;

	name_normalise(str_of(text), &n);
	for (int i = 0; i < n.n; i++)
		buf_printf(&b, i == 0 ? "%s" : " %s", n.token[i]);
	is_str(buf_view(&b), expected, text);
	buf_done(&b);
}

static void
sounds_alike(const char *a, const char *b)
{
	char x[NAME_TOKEN_MAX], y[NAME_TOKEN_MAX];

	name_sound(a, x);
	name_sound(b, y);
	ok(strcmp(x, y) == 0, "%s sounds like %s (%s, %s)", a, b, x, y);
}

static struct uuid
number(unsigned i)
{
	struct uuid u = { { 0 } };

	u.b[8] = (unsigned char)i;
	u.b[9] = (unsigned char)(i >> 8);
	u.b[15] = 1;
	return u;
}

static const char *const people[] = {
	"María del Carmen García López", "José Antonio Núñez Ibáñez",
	"Ana Lúcia da Conceição Magalhães", "Giuseppe D'Amato",
	"Fátima Zahra El Idrissi", "Jordi Puig i Cadafalch",
	"Antonio García García", "Oleksandra Кравченко", "Ximena Vázquez Bello",
	"Wei Chen",
};

static void
finds(struct search_index *ix, const char *text, int expected)
{
	struct search_hit hits[10];
	size_t n = search_index_find(ix, str_of(text), 0, hits, 10);

	ok(n > 0 && hits[0].id.b[8] == expected, "\"%s\" finds %s", text,
	    people[expected]);
}

static void
test_find(void)
{
	struct search_index *ix = search_index_new();
	struct search_hit hits[10];

	ok(search_index_find(ix, STR("ana"), 0, hits, 10) == 0, "nobody yet");
	for (unsigned i = 0; i < ARRAY_LEN(people); i++)
		search_index_put(ix, number(i), str_of(people[i]),
		    1960 + (int)i);
	finds(ix, "maria carmen garcia lopez", 0);
	finds(ix, "gracia lopez maria", 0);
	finds(ix, "Nuñes Ivañez", 1);
	finds(ix, "magalhaes conceicao", 2);
	finds(ix, "damato", 3);
	finds(ix, "el idrisi fatima", 4);
	finds(ix, "puig cadafalc", 5);
	finds(ix, "Кравченко", 7);
	finds(ix, "jimena basquez", 8);
	finds(ix, "chen", 9);
	ok(search_index_find(ix, STR("qwertz uiop"), 0, hits, 10) == 0,
	    "nobody is called that");
	ok(search_index_find(ix, STR("..."), 0, hits, 10) == 0, "no words");
	search_index_find(ix, STR("garcia"), 1966, hits, 10);
	ok(hits[0].id.b[8] == 6, "the birth year decides among two");
	search_index_remove(ix, number(9));
	ok(search_index_find(ix, STR("chen"), 0, hits, 10) == 0, "forgotten");
	search_index_put(ix, number(8), STR("Ximena Puig"), 0);
	ok(search_index_find(ix, STR("vazquez bello"), 0, hits, 10) == 0,
	    "an old name is not found");
	ok(search_index_count(ix) == 9, "count");
	search_index_free(ix);
}

static void
test_distance(void)
{
	ok(name_distance("garcia", "gracia", 2) == 1, "swapped neighbours");
	ok(name_distance("garcia", "garca", 2) == 1, "a letter missing");
	ok(name_distance("garcia", "martin", 2) == 3, "far away");
	ok(name_distance("", "ab", 2) == 2, "from nothing");
}

static void
test_many(void)
{
	struct search_index *ix = search_index_new();
	struct search_hit hits[50];
	char name[64];

	for (unsigned i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "n%c%c%ca sur%u apellido",
		    'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26,
		    i % 700);
		search_index_put(ix, number(i), str_of(name), 0);
	}
	ok(search_index_find(ix, STR("apellido"), 0, hits, 50) == 50,
	    "at most as many as asked for");
	for (int round = 0; round < 3; round++)
		ok(search_index_find(ix, STR("sur123 apellido"), 0, hits, 50) ==
		    50 && hits[0].score > 0.9f, "the same answer each time");
	search_index_free(ix);
}

int
main(void)
{
	normalises("José Mª de la Peña-Núñez", "jose m pena nunez");
	normalises("D'AMATO", "damato");
	normalises("Gal·la Puig i Soler", "galla puig soler");
	normalises("de la", "de la");
	normalises("\xff\xfe", "");
	sounds_alike("vazquez", "basques");
	sounds_alike("jimenez", "ximenes");
	sounds_alike("gimenez", "jimenez");
	sounds_alike("hernandez", "ernandes");
	sounds_alike("llorente", "yorente");
	test_distance();
	test_find();
	test_many();
	return done_testing();
}
