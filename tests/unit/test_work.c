/*
 * test_work.c - threads work while fibers wait; the queue is bounded.
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/work.h"
#include "tests/unit/tap.h"

static struct work_pool *pool;
static pthread_t main_thread;
static int done, refused, elsewhere;

static void
slow(void *arg)
{
	(void)usleep(20000);
	*(int *)arg = pthread_equal(pthread_self(), main_thread) ? 1 : 2;
}

static void
worker(void *arg)
{
	int where = 0;
	int r = work_run(pool, slow, &where);

	(void)arg;
	done += r == 0;
	refused += r == -EAGAIN;
	elsewhere += where == 2;
}

static struct fiber *victim;
static int victim_result = -1, after_result;

static void
cancelled_worker(void *arg)
{
	int where = 0;

	(void)arg;
	victim = fiber_self();
	victim_result = work_run(pool, slow, &where) == 0 && where == 2;
	after_result = fiber_sleep(1);
}

static void
canceller(void *arg)
{
	(void)arg;
	(void)fiber_sleep(5);
	fiber_cancel(victim);
}

int
main(void)
{
	main_thread = pthread_self();
	loop_init(20);
	pool = work_pool_new(2, 4);
	for (int i = 0; i < 6; i++)
		(void)fiber_spawn(worker, NULL);
	loop_run();
	ok(done == 4 && elsewhere == 4, "four ran on other threads");
	ok(refused == 2, "two did not fit the queue");
	(void)fiber_spawn(cancelled_worker, NULL);
	(void)fiber_spawn(canceller, NULL);
	loop_run();
	ok(victim_result == 1, "a cancelled fiber waits for its work");
	ok(after_result == -ECANCELED, "and is cancelled afterwards");
	work_pool_free(pool);
	loop_done();
	return done_testing();
}
