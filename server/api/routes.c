/*
 * routes.c - the tables of all resources.
 */
#include "server/api/routes.h"

const struct route *const api_routes[] = {
	activation_routes,
	audit_routes,
	comment_routes,
	calendar_routes,
	clock_routes,
	decision_routes,
	definition_routes,
	directory_routes,
	entry_routes,
	evaluation_routes,
	event_routes,
	export_routes,
	export_schedule_routes,
	household_routes,
	instance_routes,
	instance_start_routes,
	intervention_routes,
	migration_routes,
	model_routes,
	passkey_routes,
	password_routes,
	person_routes,
	person_search_routes,
	queue_routes,
	record_routes,
	session_passkey_routes,
	session_routes,
	step_up_routes,
	subtask_routes,
	task_form_routes,
	task_plan_routes,
	task_routes,
	task_vote_routes,
	variable_routes,
	view_routes,
	workflow_routes,
	NULL
};
