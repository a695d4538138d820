/*
 * codec.h - bytes of a state: numbers of variable length, text, FEEL values.
 *
 * A number is LEB128; a signed one is folded first (zigzag); text is its length
 * and its bytes.  Reading never goes past the end: the first mistake sets
 * is_bad, and from then on everything read is 0 or empty.
 */
#ifndef WORKFLOWS_BPMN_CODEC_H
#define WORKFLOWS_BPMN_CODEC_H

#include "base/arena.h"
#include "workflows/feel/value.h"

#define CODEC_DEPTH_MAX	100	/* of lists and contexts */

struct reader {
	struct arena	*a;
	struct str	 in;		/* lives as long as the arena */
	size_t		 at;
	bool		 is_bad;
};

void	codec_write_number(struct buf *out, uint64_t v);
void	codec_write_signed(struct buf *out, int64_t v);
void	codec_write_text(struct buf *out, struct str s);
/* False when it is nested too deep.  A function or an unknown becomes null. */
bool	codec_write_value(struct buf *out, struct feel_value v, int depth);

uint64_t codec_read_number(struct reader *in);
int64_t	codec_read_signed(struct reader *in);
/* Within limits, else is_bad. */
int64_t	codec_read_range(struct reader *in, int64_t min, int64_t max);
/* How many things follow, each of at least one byte. */
size_t	codec_read_count(struct reader *in);
struct str codec_read_text(struct reader *in);
struct feel_value codec_read_value(struct reader *in, int depth);

#endif
