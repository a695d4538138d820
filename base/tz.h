/*
 * tz.h - time zones of the IANA database, read from /usr/share/zoneinfo.
 *
 * A zone is loaded once (TZif, RFC 8536), kept until the process ends and never
 * changes, so that it can be shared by threads and compared by address.
 */
#ifndef BASE_TZ_H
#define BASE_TZ_H

#include "base/str.h"

struct tz;

/* A zone by its name ("Europe/Madrid", "Etc/UTC"), or NULL. */
const struct tz *tz_find(struct str name);
struct str tz_name(const struct tz *tz);
/* Seconds east of Greenwich at this moment (seconds since 1970 UTC). */
int32_t	tz_offset_at(const struct tz *tz, int64_t utc);
/* The day there at this moment, as civil_from_days() takes it; of UTC when tz
 * is NULL. */
int64_t	tz_day(const struct tz *tz, int64_t utc);
/* The offset of a wall-clock reading (seconds since 1970, as if it were UTC).
 * A reading that occurs twice takes the earlier moment; one that a spring
 * change skips takes the offset before the change. */
int32_t	tz_offset_local(const struct tz *tz, int64_t local);
/* Standard time as ruled today; *ret_varies: summers differ. */
int32_t	tz_standard(const struct tz *tz, bool *ret_varies);

#endif
