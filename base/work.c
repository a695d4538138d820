/*
 * work.c - a thread pool; finished work comes back through an eventfd.
 *
 * The loop is not thread-safe (and need not be): a thread only appends to the
 * list of finished jobs and writes to the eventfd, which wakes the loop.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/loop.h"
#include "base/mem.h"
#include "base/work.h"

#define THREADS_MAX	16
#define THREAD_STACK	(1024 * 1024)

struct job {
	void		(*fn)(void *);
	void		*arg;
	struct fiber	*fiber;
	bool		 is_finished;
	struct job	*next;
};

struct work_pool {
	pthread_mutex_t	 lock;		/* guards all below it to queued */
	pthread_cond_t	 has_work;
	struct job	*first, **last;	/* to do */
	struct job	*finished;
	bool		 is_stopping;
	int		 queued;	/* to do or being done; loop only */
	int		 queue_max, threads_max, threads;
	pthread_t	 thread[THREADS_MAX];
	int		 event_fd;
	struct event	*event;
};

static struct job *
take_job(struct work_pool *pool)
{
	struct job *job;

	while (pool->first == NULL && !pool->is_stopping)
		(void)pthread_cond_wait(&pool->has_work, &pool->lock);
	job = pool->first;
	if (job != NULL) {
		pool->first = job->next;
		if (pool->first == NULL)
			pool->last = &pool->first;
	}
	return job;
}

static void *
thread_main(void *arg)
{
	static const uint64_t one = 1;
	struct work_pool *pool = arg;
	struct job *job;

	(void)pthread_mutex_lock(&pool->lock);
	while ((job = take_job(pool)) != NULL) {
		(void)pthread_mutex_unlock(&pool->lock);
		job->fn(job->arg);
		(void)pthread_mutex_lock(&pool->lock);
		job->next = pool->finished;
		pool->finished = job;
		(void)!write(pool->event_fd, &one, sizeof(one));
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void
on_finished(evutil_socket_t fd, short what, void *arg)
{
	struct work_pool *pool = arg;
	struct job *job;
	uint64_t n;

	(void)what;
	(void)!read(fd, &n, sizeof(n));
	(void)pthread_mutex_lock(&pool->lock);
	job = pool->finished;
	pool->finished = NULL;
	(void)pthread_mutex_unlock(&pool->lock);
	while (job != NULL) {
		struct job *next = job->next;

		job->is_finished = true;
		fiber_wake(job->fiber, 0);
		job = next;
	}
}

/* Signals belong to the main thread. */
static int
start_thread(struct work_pool *pool)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int r;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	(void)pthread_attr_init(&attr);
	(void)pthread_attr_setstacksize(&attr, THREAD_STACK);
	r = pthread_create(&pool->thread[pool->threads], &attr, thread_main,
	    pool);
	(void)pthread_attr_destroy(&attr);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r == 0)
		pool->threads++;
	return -r;
}

struct work_pool *
work_pool_new(int threads, int queue_max)
{
	struct work_pool *pool = xcalloc(1, sizeof(*pool));

	assert(threads > 0 && threads <= THREADS_MAX && queue_max > 0);
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->has_work, NULL);
	pool->last = &pool->first;
	pool->queue_max = queue_max;
	pool->threads_max = threads;
	pool->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pool->event_fd < 0)
		abort();
	pool->event = event_new(loop_base(), pool->event_fd,
	    EV_READ | EV_PERSIST, on_finished, pool);
	return pool;
}

void
work_pool_free(struct work_pool *pool)
{
	if (pool == NULL)
		return;
	assert(pool->queued == 0);
	(void)pthread_mutex_lock(&pool->lock);
	pool->is_stopping = true;
	(void)pthread_cond_broadcast(&pool->has_work);
	(void)pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < pool->threads; i++)
		(void)pthread_join(pool->thread[i], NULL);
	event_free(pool->event);
	(void)close(pool->event_fd);
	(void)pthread_cond_destroy(&pool->has_work);
	(void)pthread_mutex_destroy(&pool->lock);
	free(pool);
}

static void
append(struct work_pool *pool, struct job *job)
{
	(void)pthread_mutex_lock(&pool->lock);
	*pool->last = job;
	pool->last = &job->next;
	(void)pthread_cond_signal(&pool->has_work);
	(void)pthread_mutex_unlock(&pool->lock);
}

/* The job lives on this stack, so not even a cancelled fiber may leave before
 * it is done. */
static void fiber_fn
wait_for(struct job *job)
{
	bool was_cancelled = false;

	while (!job->is_finished) {
		if (fiber_park(FIBER_FOREVER) == -ECANCELED) {
			was_cancelled = true;
			fiber_uncancel();
		}
	}
	if (was_cancelled)
		fiber_cancel(fiber_self());
}

int fiber_fn
work_run(struct work_pool *pool, void (*fn)(void *), void *arg)
{
	struct job job = { .fn = fn, .arg = arg, .fiber = fiber_self() };

	assert(job.fiber != NULL);
	if (pool->queued >= pool->queue_max)
		return -EAGAIN;
	if (pool->threads <= pool->queued &&
	    pool->threads < pool->threads_max &&
	    start_thread(pool) < 0 && pool->threads == 0)
		return -EAGAIN;
	/* Only while there is work does the pool keep the loop running. */
	if (pool->queued++ == 0)
		(void)event_add(pool->event, NULL);
	append(pool, &job);
	wait_for(&job);
	if (--pool->queued == 0)
		(void)event_del(pool->event);
	return 0;
}
