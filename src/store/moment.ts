/** A moment as PostgreSQL reads it. A year that it cannot read, of an edge of the calendar in another zone, counts as open. */

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

export function momentText(milliseconds: number): string {
  if (milliseconds < FIRST_MS) return '-infinity';
  return milliseconds > LAST_MS ? 'infinity' : new Date(milliseconds).toISOString();
}
