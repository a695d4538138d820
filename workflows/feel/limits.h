/*
 * limits.h - how deep FEEL may nest: text, values, types.
 *
 * What walks a nested thing calls itself, and these keep the stack within
 * that of a fiber.
 */
#ifndef WORKFLOWS_FEEL_LIMITS_H
#define WORKFLOWS_FEEL_LIMITS_H

#define FEEL_PARSE_DEPTH_MAX	100	/* brackets, ifs, functions */
#define FEEL_VALUE_DEPTH_MAX	128	/* lists in lists */
#define FEEL_TYPE_DEPTH_MAX	32

#endif
