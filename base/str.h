/*
 * str.h - strings with a length: views (struct str) and builders (struct buf).
 *
 * A struct str does not own its bytes and need not end with NUL.  A struct buf
 * owns its bytes on the heap and always ends with a NUL that is not counted.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct str {
	const char	*p;
	size_t		 len;
};

#define STR(lit)	((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_NULL	((struct str){ NULL, 0 })
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s)	(int)(s).len, (s).p

struct str str_of(const char *cstr);		/* NULL gives STR_NULL */
bool	str_eq(struct str a, struct str b);
bool	str_is(struct str a, const char *cstr);
/* Byte order, as memcmp(); shorter first. */
int	str_cmp(struct str a, struct str b);
bool	str_starts(struct str s, const char *prefix);
bool	str_ends(struct str s, const char *suffix);
/* The position of c, or -1. */
ptrdiff_t str_chr(struct str s, char c);
/* The position of needle at or after from, or -1; "" is found at from. */
ptrdiff_t str_find(struct str s, struct str needle, size_t from);
struct str str_sub(struct str s, size_t from, size_t len);	/* clipped */
struct str str_trim(struct str s);		/* no white space at its ends */
/* The text up to the next line break, which *rest then begins behind. */
struct str str_take_line(struct str *rest);

/* The value of a hexadecimal digit, or -1. */
int	hex_digit(char c);
/* Two lower-case digits for each byte, without NUL. */
void	hex_encode(struct str bytes, char *out);
/* A whole decimal integer within [min, max]; -EINVAL or -ERANGE. */
int	parse_int(struct str s, int64_t min, int64_t max, int64_t *ret);

struct buf {
	char	*p;		/* NULL while nothing was added */
	size_t	 len, cap;
};

#define BUF_INIT { NULL, 0, 0 }

void	buf_done(struct buf *b);	/* free; also for _cleanup_() */
void	buf_reset(struct buf *b);	/* empty, keeping the memory */
void	buf_reserve(struct buf *b, size_t more);
void	buf_add(struct buf *b, const void *p, size_t n);
void	buf_str(struct buf *b, struct str s);
void	buf_puts(struct buf *b, const char *cstr);
void	buf_putc(struct buf *b, char c);
void	buf_hex(struct buf *b, struct str bytes);
void	buf_printf(struct buf *b, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
void	buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	    __attribute__((format(printf, 2, 0)));
struct str buf_view(const struct buf *b);	/* valid until b changes */
const char *buf_cstr(const struct buf *b);	/* "" when empty */

/* UTF-8: decode one code point at s[*i] and move *i past it; -1 if malformed
 * (overlong, surrogate, above U+10FFFF, cut short). */
int32_t	utf8_next(struct str s, size_t *i);
bool	utf8_valid(struct str s);
size_t	utf8_count(struct str s);		/* code points; s is valid */
void	buf_utf8(struct buf *b, uint32_t code_point);

#endif
