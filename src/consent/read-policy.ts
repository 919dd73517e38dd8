/** Reads the policy of a region from JSON: what it does not say stays as it is shipped. */
import { type Bilingual, compileSchema, type Issue, type Refusal, refuseAll, schemaFaults } from '#fhir';
import { faultOfLabel, faultOfPurpose } from './known-codes.ts';
import { policyShipped, type RegionalPolicy } from './policy.ts';
import schema from './policy-schema.json' with { type: 'json' };

const isPolicy = compileSchema<Partial<RegionalPolicy>>(schema);

/** The policy; or 422 with the place of each fault: `policy-malformed`, or `policy-unreviewed` for a mandate without its law. */
export function readPolicy(json: unknown): RegionalPolicy | Refusal {
  if (!isPolicy(json))
    return refuseAll(
      422,
      schemaFaults(isPolicy).map(({ path, ...words }) => malformed(path, words)),
    );
  const { rules = [] } = json;
  const faults = rules.flatMap((rule, index) => [
    ...(rule.type === 'mandate' ? OWED.filter((member) => rule[member] === undefined).map(unreviewedAt(index)) : []),
    ...(rule.type === 'mandate' && rule.actor?.includes('RelatedPerson')
      ? [malformed(`rules.${index}.actor`, WHO)]
      : []),
    ...(rules.findIndex(({ id }) => id === rule.id) < index ? [malformed(`rules.${index}.id`, TWICE)] : []),
    ...daysOf(rule).flatMap(([place, day]) => (isRealDay(day) ? [] : [malformed(`rules.${index}.${place}`, NO_DAY)])),
    ...codesOf(rule).flatMap(([place, fault]) =>
      fault === undefined ? [] : [malformed(`rules.${index}.${place}`, fault)],
    ),
    ...(['period', 'dataPeriod'] as const).flatMap((member) =>
      endsBeforeItBegins(rule[member]) ? [malformed(`rules.${index}.${member}.end`, UPSIDE_DOWN)] : [],
    ),
  ]);
  return faults.length > 0 ? refuseAll(422, faults) : { ...policyShipped, ...json };
}

type Rule = RegionalPolicy['rules'][number];

const TWICE = { ja: '同じ id の規則がほかにあります', en: 'another rule has this id' };
const WHO = {
  ja: '同意によらず開示する相手は、ひとりずつ参照で書いてください',
  en: 'whom records are opened to without consent is named one by one, each by a reference',
};
const NO_DAY = { ja: '暦にない日です', en: 'there is no such day' };
const UPSIDE_DOWN = { ja: '終わりが始まりより前です', en: 'it ends before it begins' };

/** Each day that a rule names, by its place. */
function daysOf({ lawDate, reviewed, period, dataPeriod }: Rule): [string, string][] {
  const days = {
    lawDate,
    'reviewed.on': reviewed?.on,
    'period.start': period?.start,
    'period.end': period?.end,
    'dataPeriod.start': dataPeriod?.start,
    'dataPeriod.end': dataPeriod?.end,
  };
  return Object.entries(days).flatMap(([place, day]): [string, string][] => (day === undefined ? [] : [[place, day]]));
}

/** Each purpose and label that a rule names, by its place, with what is wrong with it. */
const codesOf = ({ purpose = [], label = [] }: Rule): (readonly [string, Bilingual | undefined])[] => [
  ...purpose.map((code, at) => [`purpose.${at}`, faultOfPurpose(code)] as const),
  ...label.map((token, at) => [`label.${at}`, faultOfLabel(token)] as const),
];

/** Of ten characters, as the schema has it. */
const isRealDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

const endsBeforeItBegins = (period: Rule['period']): boolean =>
  period?.start !== undefined && period.end !== undefined && period.end < period.start;

/** What a rule that opens records without consent says of itself. */
const OWED = ['legalBasis', 'law', 'lawDate', 'reviewed', 'why'] as const;

const unreviewedAt =
  (index: number) =>
  (member: string): Issue => ({
    severity: 'error',
    code: 'policy-unreviewed',
    type: 'required',
    expression: `rules.${index}.${member}`,
    ja: `同意によらず開示する規則（mandate）には ${member} が必要です。法的な根拠を地域で確かめてから書いてください。`,
    en: `a rule that opens records without consent (mandate) needs \`${member}\`; have its legal basis checked in the region first`,
  });

const malformed = (expression: string, { ja, en }: Bilingual): Issue => ({
  severity: 'error',
  code: 'policy-malformed',
  type: 'invalid',
  expression,
  ja: `地域の方針の「${expression}」が正しくありません: ${ja}。`,
  en: `\`${expression}\` of the policy of the region: ${en}`,
});
