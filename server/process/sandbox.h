/*
 * sandbox.h - give up what a process will not need.
 *
 * Best effort: an old kernel gives less, and the log says what was had.
 */
#ifndef SERVER_PROCESS_SANDBOX_H
#define SERVER_PROCESS_SANDBOX_H

/* No new privileges, no core files, system calls by an allow-list (seccomp),
 * files by Landlock: reading /etc, /usr and the configuration, writing below
 * write_dir (NULL: nowhere).  With may_connect false no TCP socket can be made.
 * Logs one line. */
void	sandbox_enter(const char *write_dir, int may_connect);

#endif
