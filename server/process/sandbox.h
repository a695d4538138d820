/*
 * sandbox.h - give up what a process will not need.
 *
 * No new privileges, no core files; system calls by the allow-list of the
 * process's role (sandbox_calls.def); files by Landlock: keyd reads its keys
 * and nothing else, the others never read them.  Best effort: an old kernel
 * gives less, and the log says what was had.
 */
#ifndef SERVER_PROCESS_SANDBOX_H
#define SERVER_PROCESS_SANDBOX_H

#include "base/error.h"

enum sandbox_role {
	SANDBOX_KEYD = 1, SANDBOX_SEARCHD = 2, SANDBOX_WEB = 4,
	SANDBOX_JOBS = 8,
};

/* What a call that is not on the list does: it is carried out and the kernel
 * logs it, or it ends the process. */
enum sandbox_mode { SANDBOX_OFF, SANDBOX_LOG, SANDBOX_KILL };

/* "kill", "log" or "off"; "yes" and "no" are the first and the last.  -1 and
 * err. */
int	sandbox_mode_parse(const char *text, enum sandbox_mode *ret,
	    struct error *err);

struct sandbox_folders {
	const char	*state;
	const char	*more;		/* that jobs writes to; NULL: none */
};

/* Everything; logs one line.  For a process with one thread. */
void	sandbox_enter(enum sandbox_role role, enum sandbox_mode mode,
	    const struct sandbox_folders *folders);

/* Its halves: 0 or -errno. */
int	sandbox_calls(enum sandbox_role role, enum sandbox_mode mode);
int	sandbox_files(enum sandbox_role role,
	    const struct sandbox_folders *folders);

#endif
