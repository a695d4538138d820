/*
 * work.h - a few threads for what takes long: the calling fiber is parked.
 *
 * For hashing passwords, validating large documents, making PDFs.  The work
 * must not touch anything of the event loop or of other fibers, nor log with a
 * request id.  The queue is bounded, so a flood is refused and not hoarded.
 */
#ifndef BASE_WORK_H
#define BASE_WORK_H

#include "base/fiber.h"

struct work_pool;

/* Threads start with the first work.  After loop_init(). */
struct work_pool *work_pool_new(int threads, int queue_max);
/* Waits for the threads; nothing may be queued. */
void	work_pool_free(struct work_pool *pool);

/* Run fn(arg) on a thread.  0 when it ran; -EAGAIN when the queue is full.
 * Once queued it always runs to its end, also for a cancelled fiber, because
 * arg may live on the fiber's stack. */
int fiber_fn	work_run(struct work_pool *pool, void (*fn)(void *), void *arg);

#endif
