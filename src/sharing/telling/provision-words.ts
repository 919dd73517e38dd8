/** What a provision says, with what it inherits, in words that the person can check against the form they signed. */
import type { Consent, ConsentProvision, ConsentProvisionActor, Period } from '@medplum/fhirtypes';
import { purposeWords } from '#auth';
import { type Bilingual, japanDay, spanOf } from '#fhir';
import { ACTIONS, wordsOf } from './code-words.ts';
import { labelWords } from './label-words.ts';

/** How references and categories are called. */
export interface Names {
  readonly named: (reference: string) => string;
  /** Of a code of the twelve categories. */
  readonly category: (code: string) => Bilingual;
}

const INHERITED = ['actor', 'action', 'securityLabel', 'purpose', 'class', 'code', 'dataPeriod', 'data'] as const;
const CUSTODIAN = 'CST';
/** The words of the provision at a place such as `provision.provision[1]`; of the whole consent where it is `policyRule`. */
export function provisionWords(consent: Consent, place: string, names: Names): Bilingual {
  const line = lineage(consent, place);
  const own = line.at(-1);
  if (own === undefined) return baseWords(consent);
  const inForce: ConsentProvision = Object.assign({}, ...line.map(inheritable), { period: commonPeriod(line) });
  const denies = own.type === 'deny' || (own.type === undefined && codeOfBase(consent).startsWith('OPTOUT'));
  const parts = [
    recipientWords(inForce, names),
    aimWords(inForce),
    periodWords(inForce.period),
    labelWords(inForce.securityLabel ?? [], names.category),
    ...narrowingWords(inForce, names),
  ].filter((part) => part !== undefined);
  const end = denies
    ? { ja: '見せません', en: 'must not be shown' }
    : { ja: '見せてよいと決めています', en: 'may be shown' };
  return {
    ja: [...parts.map(({ ja }) => ja), end.ja].join('、'),
    en: [...parts.map(({ en }) => en), end.en].join(', '),
  };
}

/** The provisions from the root down to a place. */
function lineage(consent: Consent, place: string): ConsentProvision[] {
  const [, root, below = ''] = /^(provision)((?:\.provision\[\d+\])*)$/.exec(place) ?? [];
  if (root === undefined || consent.provision === undefined) return [];
  const line: ConsentProvision[] = [consent.provision];
  for (const [, index] of below.matchAll(/\[(\d+)\]/g)) {
    const next = line.at(-1)?.provision?.[Number(index)];
    if (next !== undefined) line.push(next);
  }
  return line;
}

/** What a provision hands down: each element that it has replaces the one above (§2.2). */
function inheritable(provision: ConsentProvision): ConsentProvision {
  const given = INHERITED.filter((element) => {
    const value = provision[element];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  return Object.fromEntries(given.map((element) => [element, provision[element]]));
}

/** The time that lies in all periods of a line. */
function commonPeriod(line: readonly ConsentProvision[]): Period {
  const at = (written: string, end: 'low' | 'high') => spanOf(written)?.[end] ?? 0;
  const starts = line.flatMap(({ period }) => period?.start ?? []).sort((a, b) => at(b, 'low') - at(a, 'low'));
  const ends = line.flatMap(({ period }) => period?.end ?? []).sort((a, b) => at(a, 'high') - at(b, 'high'));
  return { ...(starts[0] && { start: starts[0] }), ...(ends[0] && { end: ends[0] }) };
}

const codeOfBase = ({ policyRule }: Consent): string => policyRule?.coding?.[0]?.code ?? '';

const baseWords = (consent: Consent): Bilingual =>
  codeOfBase(consent).startsWith('OPTOUT')
    ? { ja: 'すべて見せません', en: 'nothing may be shown' }
    : { ja: 'すべて見せてよいと決めています', en: 'everything may be shown' };

/** Whether an actor is not shown the records but holds them. */
export const isCustodian = ({ role }: ConsentProvisionActor): boolean =>
  role?.coding?.some(({ code }) => code === CUSTODIAN) === true;

function recipientWords({ actor = [] }: ConsentProvision, { named }: Names): Bilingual {
  const list = (of: typeof actor) => of.map(({ reference }) => named(reference?.reference ?? ''));
  const [to, held] = [list(actor.filter((one) => !isCustodian(one))), list(actor.filter(isCustodian))];
  const ja = to.length === 0 ? 'だれに対しても' : `${to.join('・')} へ`;
  const en = to.length === 0 ? 'to anybody' : `to ${to.join(', ')}`;
  if (held.length === 0) return { ja, en };
  return { ja: `${held.join('・')} が持つ記録を ${ja}`, en: `${en} of what ${held.join(', ')} holds` };
}

function aimWords({ purpose = [] }: ConsentProvision): Bilingual | undefined {
  if (purpose.length === 0) return undefined;
  const all = purpose.map(({ code = '' }) => purposeWords(code));
  return { ja: `${all.map(({ ja }) => ja).join('・')}のため`, en: `for ${all.map(({ en }) => en).join(', ')}` };
}

/** e.g. 2026年4月1日から9月30日まで; the year of the end is left out where it is that of the start. */
function periodWords(period: Period | undefined): Bilingual | undefined {
  const { start, end } = period ?? {};
  if (start === undefined && end === undefined) return undefined;
  const from = start === undefined ? '' : `${japaneseDay(start, 'low')}から`;
  const sameYear =
    start !== undefined && end !== undefined && dayOf(start, 'low').slice(0, 4) === dayOf(end, 'high').slice(0, 4);
  const until = end === undefined ? '' : `${japaneseDay(end, 'high').replace(sameYear ? /^\d+年/ : /^$/, '')}まで`;
  const en = [
    ...(start === undefined ? [] : [`from ${dayOf(start, 'low')}`]),
    ...(end === undefined ? [] : [`until ${dayOf(end, 'high')}`]),
  ].join(' ');
  return { ja: `${from}${until}`, en };
}

function dayOf(written: string, end: 'low' | 'high'): string {
  const span = spanOf(written);
  return span === undefined ? written : japanDay(new Date(span[end]));
}

/** A day as it is written on Japanese forms. */
function japaneseDay(written: string, end: 'low' | 'high'): string {
  const [year = '', month = '', day = ''] = dayOf(written, end).split('-');
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
}

/** What narrows a provision besides recipients, purposes, time and labels; nothing where it means every record. */
export function narrowingWords(provision: ConsentProvision, { named }: Pick<Names, 'named'>): Bilingual[] {
  const { action = [], class: classes = [], code: codes = [], dataPeriod, data = [] } = provision;
  const listed = (ja: string, en: string, values: readonly Bilingual[]): Bilingual[] =>
    values.length === 0
      ? []
      : [
          {
            ja: `${ja}: ${values.map((one) => one.ja).join('、')}`,
            en: `${en}: ${values.map((one) => one.en).join(', ')}`,
          },
        ];
  const plain = (text: string): Bilingual => ({ ja: text, en: text });
  const actions = action.flatMap(({ coding = [] }) => coding.map(({ code = '' }) => wordsOf(ACTIONS, code)));
  const concepts = codes.flatMap(({ coding = [], text }) =>
    coding.map(({ display, code = '' }) => plain(display ?? text ?? code)),
  );
  const span = periodWords(dataPeriod);
  return [
    ...listed('すること', 'actions', actions),
    ...listed(
      '記録の種類',
      'kinds of record',
      classes.map(({ display, code = '' }) => plain(display ?? code)),
    ),
    ...listed('内容', 'contents', concepts),
    ...(span === undefined ? [] : [{ ja: `${span.ja}のことを書いた記録`, en: `records about the time ${span.en}` }]),
    ...listed(
      '決まった記録',
      'single records',
      data.map(({ reference }) => plain(named(reference?.reference ?? ''))),
    ),
  ];
}
