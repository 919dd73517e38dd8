/** Makes of the default matrix the provision that one recipient's standard form holds, ready to be ticked and signed. */
import type { Coding, ConsentProvision } from '@medplum/fhirtypes';
import { type Bilingual, codeSystemUrl, type Issue, isRefusal, oneOfWords, type Refusal, refuseAll } from '#fhir';
import { ACT_CODE, ACT_REASON, CONFIDENTIALITY } from './codes.ts';
import type { ConsentMatrix, MatrixCell, RecipientKind } from './consent-matrix.ts';
import { unique } from './json.ts';

/** What a form is asked for. */
export interface TemplateAsked {
  /** A code of the matrix. */
  readonly kind: string;
  /** Categories to tick besides the standard ones. */
  readonly extra: readonly string[];
  /** v3-ActReason; the kind's own where absent. */
  readonly purpose?: string | undefined;
  readonly phase?: string | undefined;
  /** `RelatedPerson/x`: family members who consent for themselves. */
  readonly members: readonly string[];
  /** The first day, `YYYY-MM-DD` in Japan. */
  readonly start: string;
}

export interface ConsentTemplate {
  /** Without the recipient. */
  readonly provision: ConsentProvision;
  /** The cells whose records are shown. */
  readonly listed: readonly MatrixCell[];
  /** Those shown in an emergency alone. */
  readonly emergency: readonly MatrixCell[];
  /** Those of which only a summary may be told: no category stands for them, so no record is shown. */
  readonly summaries: readonly MatrixCell[];
}

const MONTHS_MAX = 12;
const DAY_MS = 86_400_000;
const EMERGENCY = ['ETREAT', 'BTG'];

/** 422 `consent-template-refused` with each category, purpose or phase that no form may hold, and why. */
export function consentTemplate(matrix: ConsentMatrix, asked: TemplateAsked): ConsentTemplate | Refusal {
  const frame = frameOf(matrix, asked);
  if (isRefusal(frame)) return frame;
  const { cells, purposes, monthsMax } = frame;
  const { extra, members, start } = asked;
  const faults = unique(extra).flatMap((category) => {
    const cell = cells.find((one) => one.category === category);
    const words = cell === undefined ? noSuchCategory(category, cells) : whyNot(cell, members);
    return words === undefined ? [] : [fault('extra', ofCategory(category, words))];
  });
  const ticked = cells.filter(({ category, mark }) => mark === '◎' || (mark === '○' && extra.includes(category)));
  if (ticked.length === 0) faults.push(fault('extra', nothingTicked(cells)));
  if (faults.length > 0) return refuseAll(422, faults);
  const listed = ticked.filter(({ familyConsent }) => familyConsent !== true);
  const emergency = frame.isStandard ? cells.filter((cell) => cell.emergency || cell.mark === 'Ⓔ') : [];
  const shut = (cell: MatrixCell) => cell.detail === '✕' || (cell.detail === '○' && !extra.includes(cell.category));
  const old = outdated(listed, start);
  const whole = listed.filter((cell) => !shut(cell));
  const shown = withGist(whole, listed, old);
  const below: ConsentProvision[] = [
    ...shown.below,
    ...(emergency.length === 0
      ? []
      : [emergencyPermit(withGist([...whole, ...emergency], [...listed, ...emergency], old))]),
    ...(ticked.length === listed.length
      ? []
      : [
          familyPermit(
            labelsOf(
              'R',
              ticked.filter((cell) => !shut(cell)),
            ),
            members,
          ),
        ]),
  ];
  return {
    listed: ticked,
    emergency,
    summaries: cells.filter(({ mark }) => mark === '△'),
    provision: {
      period: { start, end: endOf(start, monthsMax) },
      securityLabel: shown.securityLabel,
      purpose: purposes.map(reason),
      ...(below.length === 0 ? {} : { provision: below }),
    },
  };
}

interface Frame {
  readonly cells: readonly MatrixCell[];
  readonly purposes: readonly string[];
  readonly monthsMax: number;
  /** False for a purpose of its own, such as payment. */
  readonly isStandard: boolean;
}

function frameOf(matrix: ConsentMatrix, { kind: code, purpose, phase: named }: TemplateAsked): Frame | Refusal {
  const kind = matrix.kinds.find((one) => one.code === code);
  if (kind === undefined) return refuseAll(422, [unknown('kind', code, matrix.kinds)]);
  const phase = matrix.phases.find((one) => one.code === named);
  if (named !== undefined && phase === undefined) return refuseAll(422, [unknown('phase', named, matrix.phases)]);
  if (phase?.kinds && !phase.kinds.includes(code)) return refuseAll(422, [fault('phase', phase.why)]);
  const own = purposeOf(matrix, kind, purpose);
  if (isRefusal(own)) return own;
  const cells = matrix.cells.filter(
    ({ kind: of, category }) =>
      of === code &&
      (phase?.categories ?? [category]).includes(category) &&
      (own.categories ?? [category]).includes(category),
  );
  return {
    cells,
    purposes: own.purposes,
    isStandard: own.categories === undefined,
    monthsMax: Math.min(MONTHS_MAX, phase?.monthsMax ?? MONTHS_MAX),
  };
}

function purposeOf(
  matrix: ConsentMatrix,
  kind: RecipientKind,
  purpose: string | undefined,
): { purposes: readonly string[]; categories?: readonly string[] } | Refusal {
  if (purpose === undefined) return { purposes: kind.purposes };
  if (kind.purposes.includes(purpose)) return { purposes: [purpose] };
  const other = matrix.purposes.find(({ code }) => code === purpose);
  if (other === undefined)
    return refuseAll(422, [
      unknown('purpose', purpose, [...kind.purposes.map((code) => ({ code })), ...matrix.purposes]),
    ]);
  if (!other.kinds.includes(kind.code)) return refuseAll(422, [fault('purpose', other.why)]);
  return { purposes: [purpose], categories: other.categories };
}

/** Why a category cannot be ticked. */
function whyNot({ mark, why, familyConsent }: MatrixCell, members: readonly string[]): Bilingual | undefined {
  if (mark === '△')
    return after(why, {
      ja: '要点だけを伝えられ、記録は見せられません。',
      en: 'only a summary may be told, no record',
    });
  if (mark === 'Ⓔ') return after(why, { ja: '危機のときだけ見せられます。', en: 'it is shown in an emergency alone' });
  if (mark === '✕') return after(why, { ja: 'この相手には見せられません。', en: 'this recipient may not be shown it' });
  if (familyConsent && members.length === 0)
    return after(why, {
      ja: '同意した家族を member で示してください。',
      en: 'name the family members who consented by `member`',
    });
  return undefined;
}

function noSuchCategory(category: string, cells: readonly MatrixCell[]): Bilingual {
  const { ja, en } = oneOfWords(
    category,
    cells.map((cell) => cell.category),
  );
  return { ja: `この書式に、この区分はありません。${ja}。`, en: `the form has no such category: it ${en}` };
}

const ofCategory = (category: string, { ja, en }: Bilingual): Bilingual => ({
  ja: `「${category}」: ${ja}`,
  en: `\`${category}\`: ${en}`,
});

const after = (why: Bilingual, words: Bilingual): Bilingual => ({
  ja: `${words.ja}${why.ja}`,
  en: `${words.en}: ${why.en}`,
});

const nothingTicked = (cells: readonly MatrixCell[]): Bilingual => {
  const optional = cells.filter(({ mark }) => mark === '○').map(({ category }) => category);
  return {
    ja: `この相手に標準で見せる区分はありません。extra で選べる区分: ${optional.join(', ') || 'なし'}`,
    en: `nothing is shown to this recipient by default; what \`extra\` may name: ${optional.join(', ') || 'nothing'}`,
  };
};

/** What a provision shows: its own labels, and the exceptions below it. */
interface Shown {
  readonly securityLabel: Coding[];
  readonly below: readonly ConsentProvision[];
}

/**
 * Some categories whole, all of them up to N. A denial of "R and condition" would not say that: with both axes listed a
 * denial matches either.
 */
function withGist(whole: readonly MatrixCell[], all: readonly MatrixCell[], old: readonly ConsentProvision[]): Shown {
  const gist: ConsentProvision[] =
    unique(all).length === unique(whole).length ? [] : [{ type: 'permit', securityLabel: labelsOf('N', all) }];
  return { securityLabel: labelsOf('R', whole), below: [...gist, ...old] };
}

const emergencyPermit = ({ securityLabel, below }: Shown): ConsentProvision => ({
  type: 'permit',
  purpose: EMERGENCY.map(reason),
  securityLabel,
  ...(below.length === 0 ? {} : { provision: [...below] }),
});

/** Denies what is older than a form shows of a category. */
const outdated = (listed: readonly MatrixCell[], start: string): ConsentProvision[] =>
  listed.flatMap(({ category, sinceDays }) =>
    sinceDays === undefined
      ? []
      : [
          {
            type: 'deny',
            securityLabel: [categoryLabel(category)],
            dataPeriod: { end: dayOf(Date.parse(start) - (sinceDays + 1) * DAY_MS) },
          },
        ],
  );

const familyPermit = (securityLabel: Coding[], members: readonly string[]): ConsentProvision => ({
  type: 'permit',
  securityLabel,
  data: members.map((reference) => ({ meaning: 'dependents', reference: { reference } })),
});

const categoryLabel = (code: string): Coding => ({ system: codeSystemUrl('jp-chiiki-ikou-category'), code });
const reason = (code: string): Coding => ({ system: ACT_REASON, code });

/** Everything is PSY, so it stands beside the categories. */
const labelsOf = (level: 'N' | 'R', cells: readonly MatrixCell[]): Coding[] => [
  { system: CONFIDENTIALITY, code: level },
  { system: ACT_CODE, code: 'PSY' },
  ...unique(cells).map(({ category }) => categoryLabel(category)),
];

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The day before the same day, so many months on; the last of the month where there is none. */
function endOf(start: string, months: number): string {
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(day, last)) - DAY_MS);
}

const fault = (place: string, { ja, en }: Bilingual): Issue => ({
  severity: 'error',
  code: 'consent-template-refused',
  type: 'business-rule',
  expression: `http.${place}`,
  ja,
  en,
});

const unknown = (place: string, given: string, known: readonly { readonly code: string }[]): Issue => {
  const codes = known.map(({ code }) => code).join(', ');
  return fault(place, {
    ja: `「${given}」は同意の標準の表にありません。使えるもの: ${codes}`,
    en: `\`${given}\` is not in the matrix of consent; valid ones: ${codes}`,
  });
};
