/*
 * routes.h - every route table of the API.
 */
#ifndef SERVER_API_ROUTES_H
#define SERVER_API_ROUTES_H

#include "server/http/http.h"

extern const struct route activation_routes[];
extern const struct route approval_routes[];
extern const struct route audit_routes[];
extern const struct route comment_routes[];
extern const struct route calendar_routes[];
extern const struct route clock_routes[];
extern const struct route correction_routes[];
extern const struct route decision_routes[];
extern const struct route definition_routes[];
extern const struct route directory_routes[];
extern const struct route entry_routes[];
extern const struct route evaluation_routes[];
extern const struct route event_routes[];
extern const struct route export_routes[];
extern const struct route export_schedule_routes[];
extern const struct route file_download_routes[];
extern const struct route file_routes[];
extern const struct route file_upload_routes[];
extern const struct route household_routes[];
extern const struct route instance_routes[];
extern const struct route instance_start_routes[];
extern const struct route intervention_routes[];
extern const struct route migration_routes[];
extern const struct route model_routes[];
extern const struct route passkey_routes[];
extern const struct route password_routes[];
extern const struct route person_copy_routes[];
extern const struct route person_routes[];
extern const struct route person_search_routes[];
extern const struct route queue_routes[];
extern const struct route record_routes[];
extern const struct route restriction_routes[];
extern const struct route review_glass_routes[];
extern const struct route review_role_routes[];
extern const struct route review_routes[];
extern const struct route review_week_routes[];
extern const struct route rights_request_routes[];
extern const struct route session_passkey_routes[];
extern const struct route session_routes[];
extern const struct route step_up_routes[];
extern const struct route subtask_routes[];
extern const struct route task_form_routes[];
extern const struct route task_plan_routes[];
extern const struct route task_routes[];
extern const struct route task_vote_routes[];
extern const struct route variable_routes[];
extern const struct route view_routes[];
extern const struct route workflow_routes[];

/* Ends with NULL. */
extern const struct route *const api_routes[];

#endif
