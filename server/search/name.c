/*
 * name.c - normalising names.
 */
#include "server/search/name.h"

/* Base letters of U+00C0 to U+017F; '.' stands for itself being no letter. */
static const char latin[] =
    "aaaaaaaceeeeiiiidnooooo.ouuuuyts"	/* 00C0 */
    "aaaaaaaceeeeiiiidnooooo.ouuuuyty"	/* 00E0 */
    "aaaaaaccccccccddddeeeeeeeeeegggg"	/* 0100 */
    "gggghhhhiiiiiiiiiiiijjkkklllllll"	/* 0120 */
    "lllnnnnnnnnnoooooooorrrrrrssssss"	/* 0140 */
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";	/* 0160 */

static const char *const particles[] = { "de", "da", "do", "das", "dos", "del",
	"della", "di", "la", "las", "los", "lo", "el", "y", "e", "i", "van",
	"von", "d" };

/* The letter a code point counts as: a-z, 0-9, or 0 for a separator. */
static char
base_letter(int32_t cp)
{
	if (cp >= 'A' && cp <= 'Z')
		return (char)(cp - 'A' + 'a');
	if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
		return (char)cp;
	if (cp >= 0xc0 && cp <= 0x17f && latin[cp - 0xc0] != '.')
		return latin[cp - 0xc0];
	return 0;
}

static bool
is_particle(const char *token)
{
	for (size_t i = 0; i < ARRAY_LEN(particles); i++) {
		if (strcmp(token, particles[i]) == 0)
			return true;
	}
	return false;
}

struct splitter {
	struct name	*name;
	char		 token[NAME_TOKEN_MAX];
	size_t		 len;
	bool		 with_particles;
};

static void
end_token(struct splitter *s)
{
	s->token[s->len] = '\0';
	if (s->len > 0 && s->name->n < NAME_TOKENS_MAX &&
	    (s->with_particles || !is_particle(s->token)))
		memcpy(s->name->token[s->name->n++], s->token, s->len + 1);
	s->len = 0;
}

static void
add_bytes(struct splitter *s, const char *p, size_t n)
{
	if (s->len + n < NAME_TOKEN_MAX) {
		memcpy(s->token + s->len, p, n);
		s->len += n;
	}
}

static void
split(struct str text, struct name *ret, bool with_particles)
{
	struct splitter s = { .name = ret, .with_particles = with_particles };

	ret->n = 0;
	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		int32_t cp = utf8_next(text, &i);
		char c;

		if (cp < 0) {		/* not UTF-8: a separator */
			i = start + 1;
			end_token(&s);
			continue;
		}
		c = base_letter(cp);
		if (c != 0)
			add_bytes(&s, &c, 1);
		else if (cp > 0x17f)	/* another script: as it is */
			add_bytes(&s, text.p + start, i - start);
		else if (cp != '\'' && cp != 0xb7)	/* d'Amato, Gal·la */
			end_token(&s);
	}
	end_token(&s);
}

void
name_normalise(struct str text, struct name *ret)
{
	split(text, ret, false);
	if (ret->n == 0)
		split(text, ret, true);
}

static bool
is_front(char c)
{
	return c == 'e' || c == 'i' || c == 'y';
}

/* The sound that begins at s; *used letters make it. */
static char
sound_at(const char *s, size_t *used)
{
	static const struct { const char *letters; char sound; } pairs[] = {
		{ "ll", 'y' }, { "gl", 'y' }, { "gn", 'n' }, { "nh", 'n' },
		{ "ny", 'n' }, { "lh", 'y' }, { "ch", 'x' }, { "tx", 'x' },
		{ "ph", 'f' }, { "qu", 'k' }, { "gu", 'g' }, { "sc", 's' },
		{ "ss", 's' }, { "rr", 'r' }, { "th", 't' }, { "sh", 'x' },
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (strncmp(s, pairs[i].letters, 2) == 0) {
			*used = 2;
			return pairs[i].sound;
		}
	}
	*used = 1;
	switch (s[0]) {
	case 'v': case 'w':
		return 'b';
	case 'z':
		return 's';
	case 'c':
		return is_front(s[1]) ? 's' : 'k';
	case 'q':
		return 'k';
	case 'g':
		return is_front(s[1]) ? 'j' : 'g';
	case 'x':
		return 'j';
	case 'y':
		return s[1] == '\0' ? 'i' : 'y';
	case 'h':
		return 0;
	default:
		return s[0];
	}
}

void
name_sound(const char *token, char out[NAME_TOKEN_MAX])
{
	size_t n = 0, used;

	for (const char *s = token; *s != '\0'; s += used) {
		char c = sound_at(s, &used);

		if (c != 0 && (n == 0 || out[n - 1] != c) &&
		    n < NAME_TOKEN_MAX - 1)
			out[n++] = c;
	}
	out[n] = '\0';
}

static int
least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

int
name_distance(const char *a, const char *b, int max)
{
	int rows[3][NAME_TOKEN_MAX + 1];
	int la = (int)strlen(a), lb = (int)strlen(b);

	if (la - lb > max || lb - la > max || la >= NAME_TOKEN_MAX ||
	    lb >= NAME_TOKEN_MAX)
		return max + 1;
	for (int j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (int i = 1; i <= la; i++) {
		int *row = rows[i % 3], *up = rows[(i - 1) % 3];
		int *up2 = rows[(i + 1) % 3], best = row[0] = i;

		for (int j = 1; j <= lb; j++) {
			row[j] = least(up[j] + 1, row[j - 1] + 1,
			    up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && up2[j - 2] + 1 < row[j])
				row[j] = up2[j - 2] + 1;
			if (row[j] < best)
				best = row[j];
		}
		if (best > max)
			return max + 1;
	}
	return rows[la % 3][lb] <= max ? rows[la % 3][lb] : max + 1;
}
