/*
 * answer.h - what processes that only answer others have in common: keyd and
 * searchd.
 */
#ifndef SERVER_PROCESS_ANSWER_H
#define SERVER_PROCESS_ANSWER_H

#include "base/error.h"
#include "base/ipc.h"
#include "server/process/process.h"

/* Neither a core file nor a debugger of the same user shows this process's
 * memory. */
void	answer_hide(void);
/* The pass that the parent gave to processes with PROCESS_HAS_PASS; it is read
 * once.  -1 and err. */
int	answer_pass(const struct process_start *start, unsigned char *out,
	    struct error *err);
/* Answer by fn at <server.state_dir>/<socket>. */
int	answer_start(const char *socket, ipc_handler *fn, void *arg,
	    struct error *err);
/* The drain() of such a process: when the last request was answered. */
void	answer_drain(void);

#endif
