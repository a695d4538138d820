/*
 * authz.h - may this person see or change that record?  Pure, deny by default.
 *
 * Who asks is a session with roles over units; what is asked about is a record
 * with a unit and a sensitivity (S0 administrative, S1 ordinary, S2 special
 * category, S3 protected); between them may be a relation: member of the team,
 * kin of the family, an open break-glass.  The answer names the categories of
 * data that may be shown, so that masking follows from it.
 *
 *	who				S0-S1		S2		S3
 *	team				by role		by role		by role
 *	role over the record's unit	by role		supervisor	-
 *	other staff with case roles	identity,	identity	-
 *					contact
 *	break-glass			by role		by role		by role
 *	kin of the household		-		-		-
 *
 * "-" is as if the record did not exist.  Design: security.md 3.3.
 */
#ifndef SERVER_SECURITY_AUTHZ_H
#define SERVER_SECURITY_AUTHZ_H

#include <stdbool.h>
#include <stdint.h>

struct authz_record {
	unsigned	 roles;		/* enum role: all of the session */
	unsigned	 unit_roles;	/* those over the record's unit */
	int		 sensitivity;	/* 0 to 3 */
	bool		 is_team;	/* referent, or has its tasks */
	bool		 is_kin;	/* conflict of interest */
	bool		 has_glass;	/* a break-glass that has not expired */
};

struct authz_access {
	bool		 may_read;	/* false: it does not exist */
	bool		 may_write;
	bool		 may_break_glass;
	unsigned	 categories;	/* enum category that may be shown */
};

struct authz_access authz_record(const struct authz_record *facts);

#endif
