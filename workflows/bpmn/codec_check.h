/*
 * codec_check.h - is a decoded state one that the engine can go on with?
 */
#ifndef WORKFLOWS_BPMN_CODEC_CHECK_H
#define WORKFLOWS_BPMN_CODEC_CHECK_H

#include "workflows/bpmn/state.h"

/* Checks every relation the engine relies on, and counts children. */
bool	state_check(struct bpmn_state *st);

#endif
