/** How much of the record of disclosures is told at once, and of which time. */
import type { ReportSpan } from '#audit';
import { type Refusal, refuse, spanOf } from '#fhir';
import { invalid, operationTooLarge } from '#visit';

/** So many disclosures are told of at once; more are asked for by shorter times. */
export const DISCLOSURES_MAX = 10_000;

/** The days asked for, of Japan time, both included. */
export function spanAsked(query: URLSearchParams): ReportSpan | Refusal {
  const [start, end] = [query.get('start'), query.get('end')];
  const [from, to] = [start === null ? undefined : spanOf(start), end === null ? undefined : spanOf(end)];
  if ((start !== null && !from) || (end !== null && !to)) {
    return {
      ...invalid(
        'http.start',
        'search-value-invalid',
        'start と end は日付（例: 2026-04-01）で指定してください。',
        '`start` and `end` must be dates such as `2026-04-01`',
      ),
      status: 400,
    };
  }
  return { ...(from ? { start: new Date(from.low) } : {}), ...(to ? { end: new Date(to.high) } : {}) };
}

export const tooManyDisclosures = (): Refusal =>
  operationTooLarge({
    ja: `開示が ${DISCLOSURES_MAX} 件を超えます。start と end で期間を短くしてください。`,
    en: `there are more than ${DISCLOSURES_MAX} disclosures; ask for a shorter time with \`start\` and \`end\``,
  });

/** Who is no organization keeps no record of what it provided or received. */
export const recordOfOrganizations = (): Refusal =>
  refuse(403, {
    code: 'disclosure-record-organization',
    type: 'forbidden',
    ja: '提供の記録・受領の記録を作れるのは、記録を持つ機関だけです。',
    en: 'only an organization that holds records draws up the record of what it provided or received',
  });
