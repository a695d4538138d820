/* monthly.ts - "on this day at this time" as a cron expression, and back. */

export interface Monthly { day: number; time: string }

const MONTHLY = /^(\d{1,2}) (\d{1,2}) (\d{1,2}) \* \*$/;
const two = (n: string | undefined): string => (n ?? '').padStart(2, '0');

/** Null when the expression says something else. */
export function fromCron(cron: string): Monthly | null {
	const found = MONTHLY.exec(cron.trim());
	return found ? { day: Number(found[3]), time: `${two(found[2])}:${two(found[1])}` } : null;
}

export function toCron({ day, time }: Monthly): string {
	const [hour, minute] = time.split(':').map(Number);
	return `${minute ?? 0} ${hour ?? 0} ${day} * *`;
}
