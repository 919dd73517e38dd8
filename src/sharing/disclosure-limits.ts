/** How much of the record of disclosures is told at once, and of which time. */
import type { ReportSpan } from '#audit';
import { isRefusal, type Refusal, refuse, spanOf } from '#fhir';
import { oneValue, operationTooLarge, valueInvalid } from '#visit';

/** So many disclosures are told of at once; more are asked for by shorter times. */
export const DISCLOSURES_MAX = 10_000;

const DAY = {
  read: spanOf,
  expected: { ja: '日付（例: 2026-04-01）', en: 'a date such as `2026-04-01`' },
  fallback: undefined,
};

/** The days asked for, of Japan time, both included. */
export function spanAsked(query: URLSearchParams): ReportSpan | Refusal {
  const from = oneValue(query, 'start', DAY);
  if (isRefusal(from)) return from;
  const to = oneValue(query, 'end', DAY);
  if (isRefusal(to)) return to;
  if (from !== undefined && to !== undefined && to.high < from.low)
    return valueInvalid('end', query.get('end') ?? '', {
      ja: `start（${query.get('start')}）以後の日付`,
      en: `a date not before \`start\` (${query.get('start')})`,
    });
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
