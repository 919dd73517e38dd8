/** What resources of each type must meet to be stored, and what happens to one that does not: the settings of a region. */
import { compileSchema, type Issue, profileUrl, type Refusal, refuseAll, type SchemaFault, schemaFaults } from '#fhir';
import { SERVED_TYPES } from './served-types.ts';

/** The rule of one resource type. */
export interface WriteRule {
  /** Canonicals that every resource of the type must follow, claimed or not. */
  readonly profiles: readonly string[];
  /** `refuse` answers 422; `keep` stores it with its findings, as far as these are only what profiles ask. */
  readonly onError: 'refuse' | 'keep';
}

/** Resource type → its rule. A type that is not there is refused on any error. */
export type WriteRules = Readonly<Record<string, WriteRule>>;

/** Asked for always: without them there is no telling who a person is, or what they consented to. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  Consent: [profileUrl('kakehashi-consent')],
  Patient: [profileUrl('kakehashi-patient')],
};

/** Decisions are made from these, and a document is evidence: they are stored without fault or not at all. */
const NEVER_KEPT = [
  'Bundle',
  'CareTeam',
  'Consent',
  'Group',
  'Organization',
  'Patient',
  'PractitionerRole',
  'RelatedPerson',
];

/** The rule of a type, with what is asked always. */
export function ruleOf(rules: WriteRules, type: string): WriteRule {
  const { profiles = [], onError = 'refuse' } = rules[type] ?? {};
  return {
    profiles: [...new Set([...(ALWAYS[type] ?? []), ...profiles])],
    onError: NEVER_KEPT.includes(type) ? 'refuse' : onError,
  };
}

const RULE = {
  type: 'object',
  additionalProperties: false,
  properties: {
    profiles: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^[a-z]+:\\S+$',
        form: { ja: '「http://…」のような正規の URL（canonical）', en: 'a canonical URL such as `http://…`' },
      },
    },
    onError: { enum: ['refuse', 'keep'] },
  },
};
const areRules = compileSchema<Readonly<Record<string, Partial<WriteRule>>>>({
  type: 'object',
  additionalProperties: RULE,
});

/** Reads the rules as a file holds them: `{"Observation": {"profiles": ["http://…"], "onError": "keep"}}`; 422 with every fault. */
export function readWriteRules(json: unknown): WriteRules | Refusal {
  if (!areRules(json)) return refuseAll(422, schemaFaults(areRules).map(formFault));
  const faults = Object.entries(json).flatMap(([type, rule]) => ruleFaults(type, rule));
  if (faults.length > 0) return refuseAll(422, faults);
  return Object.fromEntries(
    Object.entries(json).map(([type, { profiles = [], onError = 'refuse' }]) => [type, { profiles, onError }]),
  );
}

function ruleFaults(type: string, { onError }: Partial<WriteRule>): Issue[] {
  if (!SERVED_TYPES.includes(type)) {
    return [
      {
        ...FAULT,
        code: 'rule-type-unknown',
        expression: type,
        ja: `「${type}」は扱っているリソース型ではありません。扱うもの: ${SERVED_TYPES.join(', ')}`,
        en: `\`${type}\` is no type that is served; served: ${SERVED_TYPES.join(', ')}`,
      },
    ];
  }
  if (onError !== 'keep' || !NEVER_KEPT.includes(type)) return [];
  return [
    {
      ...FAULT,
      code: 'rule-never-kept',
      expression: `${type}.onError`,
      ja: `${type} は、誤りのあるまま保存（keep）できません。だれの記録か、だれが見てよいかの判断に使うためです。refuse にしてください。`,
      en: `a faulty \`${type}\` is never kept, since decisions about people are made from it; write \`refuse\``,
    },
  ];
}

const FAULT = { severity: 'error', type: 'invalid' } as const;

const formFault = ({ path, ja, en }: SchemaFault): Issue => ({
  ...FAULT,
  code: 'rule-malformed',
  expression: path,
  ja: `決まりの「${path}」が正しくありません: ${ja}。{"型": {"profiles": ["http://…"], "onError": "refuse か keep"}} の形です。`,
  en: `\`${path}\` of the rules: ${en}; the form is {"Type": {"profiles": ["http://…"], "onError": "refuse or keep"}}`,
});
