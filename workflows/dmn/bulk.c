/*
 * bulk.c - one decision over many inputs, on several threads, in order.
 *
 * The caller's thread cuts the input into blocks of whole lines, workers turn
 * a block of input into a block of output, and the caller's thread writes them
 * out in the order they came in.  Blocks lie in a ring and keep their memory,
 * so that ten lines and ten million take the same.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workflows/dmn/dmn.h"

#define THREADS_MAX	64
#define BLOCK_SIZE	(64 * 1024)
#define BLOCKS_PER_THREAD 4

enum block_state { BLOCK_FREE, BLOCK_FILLED, BLOCK_DONE };

struct block {
	enum block_state	 state;
	struct buf		 in, out;
	uint64_t		 n_lines, n_failed;
};

struct bulk {
	const struct dmn_bulk	*b;
	pthread_mutex_t		 lock;
	pthread_cond_t		 filled, done;
	struct block		*ring;
	size_t			 n_ring;
	uint64_t		 next_in, next_work, next_out;
	bool			 stop;
	struct buf		 carry;		/* begin of the next block */
	bool			 at_end;
	struct dmn_bulk_count	 count;
};

/* ---------------------------------------------------------------- workers */

static void
write_error(struct jsonw *w, const struct error *err)
{
	jsonw_object(w);
	jsonw_key(w, "error");
	jsonw_object(w);
	jsonw_key(w, "code");
	jsonw_cstr(w, err->code);
	jsonw_key(w, "message");
	jsonw_cstr(w, err->message);
	jsonw_object_end(w);
	jsonw_object_end(w);
}

static int
decide_line(const struct dmn_bulk *b, struct dmn_run *run, struct str line,
    struct jsonw *w)
{
	struct dmn_request req = { .what = b->what, .explain = b->explain,
	    .missing_is_unknown = b->missing_is_unknown };
	struct dmn_result result;
	struct error err = { 0 };
	struct json *j = json_parse(dmn_run_arena(run), line, &err);

	if (j != NULL && j->type != JSON_OBJECT)
		(void)error_set(&err, ERR_INVALID, "dmn.inputs",
		    "the inputs are not a JSON object");
	if (j != NULL && j->type == JSON_OBJECT) {
		req.inputs = dmn_inputs(run, b->what, j);
		if (dmn_evaluate(run, &req, &result, &err) == 0) {
			dmn_result_json(w, &result);
			return 0;
		}
	}
	write_error(w, &err);
	return -1;
}

static void
decide_block(const struct dmn_bulk *b, struct dmn_run *run,
    struct block *block)
{
	struct str in = buf_view(&block->in);
	size_t from = 0;

	buf_reset(&block->out);
	block->n_lines = block->n_failed = 0;
	while (from < in.len) {
		ptrdiff_t end = str_find(in, STR("\n"), from);
		size_t to = end < 0 ? in.len : (size_t)end;
		struct str line = str_trim(str_sub(in, from, to - from));
		struct jsonw w = JSONW(&block->out);

		from = to + 1;
		if (line.len == 0)
			continue;
		block->n_lines++;
		if (decide_line(b, run, line, &w) < 0)
			block->n_failed++;
		buf_putc(&block->out, '\n');
		dmn_run_reset(run);
	}
}

/* The next filled block, or NULL when there will be no more. */
static struct block *
take_block(struct bulk *k)
{
	struct block *block = NULL;

	(void)pthread_mutex_lock(&k->lock);
	while (k->next_work == k->next_in && !k->stop)
		(void)pthread_cond_wait(&k->filled, &k->lock);
	if (k->next_work < k->next_in)
		block = &k->ring[k->next_work++ % k->n_ring];
	(void)pthread_mutex_unlock(&k->lock);
	return block;
}

static void *
worker(void *arg)
{
	struct bulk *k = arg;
	struct dmn_run *run = dmn_run_new(k->b->dmn);
	struct block *block;

	while ((block = take_block(k)) != NULL) {
		decide_block(k->b, run, block);
		(void)pthread_mutex_lock(&k->lock);
		block->state = BLOCK_DONE;
		(void)pthread_cond_signal(&k->done);
		(void)pthread_mutex_unlock(&k->lock);
	}
	dmn_run_free(run);
	return NULL;
}

/* -------------------------------------------------------- caller's thread */

/* What follows the last newline begins the next block. */
static void
cut_carry(struct bulk *k, struct buf *in)
{
	size_t keep = in->len;

	while (keep > 0 && in->p[keep - 1] != '\n')
		keep--;
	buf_add(&k->carry, in->p + keep, in->len - keep);
	in->len = keep;
}

static int
fill_block(struct bulk *k, struct block *block, struct error *err)
{
	ptrdiff_t n;

	buf_reset(&block->in);
	buf_str(&block->in, buf_view(&k->carry));
	buf_reset(&k->carry);
	while (block->in.len < BLOCK_SIZE ||
	    memchr(block->in.p, '\n', block->in.len) == NULL) {
		if (block->in.len > DMN_LINE_MAX)
			return error_set(err, ERR_LIMIT, "dmn.line_size",
			    "a line of input has more than %d bytes",
			    DMN_LINE_MAX);
		buf_reserve(&block->in, BLOCK_SIZE);
		n = k->b->read(k->b->ctx, block->in.p + block->in.len,
		    BLOCK_SIZE);
		if (n < 0)
			return error_set(err, ERR_INVALID, "dmn.read",
			    "cannot read the inputs: %s", strerror((int)-n));
		block->in.len += (size_t)n;
		k->at_end = n == 0;
		if (k->at_end)
			return 0;
	}
	cut_carry(k, &block->in);
	return 0;
}

static void
hand_over(struct bulk *k, struct block *block)
{
	(void)pthread_mutex_lock(&k->lock);
	block->state = BLOCK_FILLED;
	k->next_in++;
	(void)pthread_cond_signal(&k->filled);
	(void)pthread_mutex_unlock(&k->lock);
}

static int
write_block(struct bulk *k, struct error *err)
{
	struct block *block = &k->ring[k->next_out % k->n_ring];
	int r;

	(void)pthread_mutex_lock(&k->lock);
	while (block->state != BLOCK_DONE)
		(void)pthread_cond_wait(&k->done, &k->lock);
	(void)pthread_mutex_unlock(&k->lock);
	r = block->out.len == 0 ? 0 :
	    k->b->write(k->b->ctx, buf_view(&block->out));
	if (r < 0)
		return error_set(err, ERR_INVALID, "dmn.write",
		    "cannot write the results: %s", strerror(-r));
	k->count.n_lines += block->n_lines;
	k->count.n_failed += block->n_failed;
	block->state = BLOCK_FREE;
	k->next_out++;
	return 0;
}

static int
pump(struct bulk *k, struct error *err)
{
	while (!k->at_end || k->next_out < k->next_in) {
		struct block *block = &k->ring[k->next_in % k->n_ring];

		if (!k->at_end && k->next_in - k->next_out < k->n_ring) {
			if (fill_block(k, block, err) < 0)
				return -1;
			hand_over(k, block);
		} else if (write_block(k, err) < 0) {
			return -1;
		}
	}
	return 0;
}

static void
stop_workers(struct bulk *k, const pthread_t *threads, unsigned n)
{
	(void)pthread_mutex_lock(&k->lock);
	k->stop = true;
	(void)pthread_cond_broadcast(&k->filled);
	(void)pthread_mutex_unlock(&k->lock);
	for (unsigned i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
}

static unsigned
start_workers(struct bulk *k, pthread_t *threads, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (pthread_create(&threads[i], NULL, worker, k) != 0)
			break;
	}
	return i;
}

static unsigned
thread_count(const struct dmn_bulk *b)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = b->threads;

	if (n == 0)
		n = cores < 1 ? 1 : (unsigned)cores;
	return n > THREADS_MAX ? THREADS_MAX : n;
}

static void
free_ring(struct bulk *k)
{
	for (size_t i = 0; i < k->n_ring; i++) {
		buf_done(&k->ring[i].in);
		buf_done(&k->ring[i].out);
	}
	free(k->ring);
	buf_done(&k->carry);
}

int
dmn_bulk(const struct dmn_bulk *b, struct dmn_bulk_count *ret,
    struct error *err)
{
	unsigned n = thread_count(b);
	pthread_t threads[THREADS_MAX];
	struct bulk k = {
		.b = b,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.filled = PTHREAD_COND_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER,
		.n_ring = (size_t)n * BLOCKS_PER_THREAD,
	};
	int r;

	k.ring = xcalloc(k.n_ring, sizeof(*k.ring));
	n = start_workers(&k, threads, n);
	r = n > 0 ? pump(&k, err) : error_set(err, ERR_UNAVAILABLE,
	    "dmn.threads", "no thread can be started");
	stop_workers(&k, threads, n);
	free_ring(&k);
	if (r == 0)
		*ret = k.count;
	return r;
}
