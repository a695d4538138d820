/*
 * chunk.c - chunked bodies: size lines, data, trailers, one byte at a time
 * except for the data.
 *
 * Extensions are legal and ignored; trailers are checked and dropped, because
 * a field that arrives after the checks were made must not count.
 */
#include "server/http/parse.h"

enum state {
	SIZE, EXT, SIZE_LF, DATA, DATA_CR, DATA_LF,
	TRAILER_START, TRAILER, TRAILER_LF, LAST_LF, END,
};

#define SIZE_DIGITS_MAX 8

void
http_chunks_init(struct http_chunks *c)
{
	*c = (struct http_chunks){ .state = SIZE };
}

static int
size_byte(struct http_chunks *c, char ch)
{
	int v = hex_digit(ch);

	if (v >= 0) {
		if (++c->digits > SIZE_DIGITS_MAX)
			return -400;
		c->left = c->left * 16 + (uint64_t)v;
		return SIZE;
	}
	if (c->digits == 0)
		return -400;
	if (ch == ';')
		return EXT;
	return ch == '\r' ? SIZE_LF : -400;
}

static int
ext_byte(struct http_chunks *c, char ch)
{
	if (ch == '\r')
		return SIZE_LF;
	if (++c->ext > HTTP_CHUNK_EXT_MAX ||
	    ++c->ext_total > HTTP_CHUNK_EXT_TOTAL ||
	    !http_is_field_value((struct str){ &ch, 1 }))
		return -400;
	return EXT;
}

/* After the line with the size: data, or the trailers when it was zero. */
static int
size_end(struct http_chunks *c, char ch)
{
	if (ch != '\n')
		return -400;
	c->digits = 0;
	c->ext = 0;
	return c->left > 0 ? DATA : TRAILER_START;
}

static int
trailer_byte(struct http_chunks *c, char ch)
{
	struct str one = { &ch, 1 };

	if (++c->trailer > HTTP_TRAILER_MAX)
		return -400;
	if (ch == '\r')
		return c->has_colon ? TRAILER_LF : -400;
	if (ch == ':' && !c->has_colon) {
		c->has_colon = true;
		return c->trailer_line > 0 ? TRAILER : -400;
	}
	c->trailer_line++;
	if (c->has_colon ? !http_is_field_value(one) : !http_is_token(one))
		return -400;
	return TRAILER;
}

static int
next_state(struct http_chunks *c, char ch)
{
	switch ((enum state)c->state) {
	case SIZE:
		return size_byte(c, ch);
	case EXT:
		return ext_byte(c, ch);
	case SIZE_LF:
		return size_end(c, ch);
	case DATA_CR:
		return ch == '\r' ? DATA_LF : -400;
	case DATA_LF:
		return ch == '\n' ? SIZE : -400;
	case TRAILER_START:
		c->trailer_line = 0;
		c->has_colon = false;
		return ch == '\r' ? LAST_LF : trailer_byte(c, ch);
	case TRAILER:
		return trailer_byte(c, ch);
	case TRAILER_LF:
		return ch == '\n' ? TRAILER_START : -400;
	case LAST_LF:
		return ch == '\n' ? END : -400;
	case DATA:
	case END:
		break;
	}
	return -400;
}

static void
take_data(struct http_chunks *c, struct str *in, struct buf *out)
{
	size_t n = in->len < c->left ? in->len : (size_t)c->left;

	buf_add(out, in->p, n);
	*in = str_sub(*in, n, in->len);
	c->left -= n;
	if (c->left == 0)
		c->state = DATA_CR;
}

int
http_chunks_feed(struct http_chunks *c, struct str *in, struct buf *out,
    size_t body_max)
{
	while (in->len > 0 && c->state != END) {
		int next;

		if (c->state == DATA) {
			take_data(c, in, out);
			continue;
		}
		next = next_state(c, in->p[0]);
		if (next < 0)
			return next;
		c->state = next;
		*in = str_sub(*in, 1, in->len);
		if (next == DATA && c->left > body_max - out->len)
			return -413;
	}
	return c->state == END ? HTTP_CHUNKS_END : HTTP_CHUNKS_MORE;
}
