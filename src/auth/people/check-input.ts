/** Checks what an administrator writes of a user or a role. Nothing is assumed, and every fault is told at once. */
import { compileSchema, type Issue, PURPOSES, type Refusal, refuseAll, type SchemaFault, schemaFaults } from '#fhir';
import { referenceTo } from './fhir-forms.ts';
import { normalLogin } from './user.ts';

/** A role as it is written; its id is given by the house. */
export interface RoleInput {
  readonly actor: string;
  readonly organization?: string | null;
  readonly purposes: readonly string[];
  readonly name: string;
}

/** A user as an administrator writes it. */
export interface UserInput {
  /** 1 to 64 characters without spaces; width and case do not matter. */
  readonly login: string;
  readonly name: string;
  readonly fhirUser: string;
  readonly roles?: readonly RoleInput[];
}

/** How a login name may be written. */
export const LOGIN_PATTERN = '^[^\\s\\p{C}]{1,64}$';
const ROLES_MAX = 20;
const name = {
  type: 'string',
  maxLength: 200,
  pattern: '^(?=\\S)[^\\p{Cc}\\p{Cs}]+$',
  form: {
    ja: '空白で始まらず、改行などの制御文字のない、空でない文字列',
    en: 'a text that begins with no space and holds no control characters, and not empty',
  },
};
const role = {
  type: 'object',
  additionalProperties: false,
  required: ['actor', 'purposes', 'name'],
  properties: {
    actor: referenceTo('PractitionerRole', 'Patient', 'RelatedPerson'),
    organization: { ...referenceTo('Organization'), type: ['string', 'null'] },
    purposes: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: PURPOSES } },
    name,
  },
};
const isRole = compileSchema<RoleInput>(role);
const isUser = compileSchema<UserInput>({
  type: 'object',
  additionalProperties: false,
  required: ['login', 'name', 'fhirUser'],
  properties: {
    login: {
      type: 'string',
      pattern: LOGIN_PATTERN,
      form: { ja: '空白も制御文字もない 1〜64 文字', en: '1 to 64 characters without spaces and control characters' },
    },
    name,
    fhirUser: referenceTo('Practitioner', 'Patient', 'RelatedPerson'),
    roles: { type: 'array', maxItems: ROLES_MAX, items: role },
  },
});

/** The user with the login normalized; or 422 `user-invalid`, `role-person`, `role-organization`. */
export function checkUser(input: unknown): UserInput | Refusal {
  if (!isUser(input)) return refuseAll(422, schemaFaults(isUser).map(shapeIssue));
  const { fhirUser, roles = [] } = input;
  const issues = roles.flatMap((each, index) => roleIssues(each, fhirUser, `/roles/${index}`));
  return issues.length > 0 ? refuseAll(422, issues) : { ...input, login: normalLogin(input.login) };
}

/** The role; or 422 `user-invalid`, `role-person`, `role-organization`. */
export function checkRole(input: unknown, fhirUser: string): RoleInput | Refusal {
  if (!isRole(input)) return refuseAll(422, schemaFaults(isRole).map(shapeIssue));
  const issues = roleIssues(input, fhirUser, '');
  return issues.length > 0 ? refuseAll(422, issues) : input;
}

/** Where a user or role names records, and which. */
type Named = readonly (readonly [place: string, reference: string])[];

export const namedByUser = ({ fhirUser, roles = [] }: UserInput): Named => [
  ['/fhirUser', fhirUser],
  ...roles.flatMap((each, index) => namedByRole(each, `/roles/${index}`)),
];

export const namedByRole = ({ actor, organization }: RoleInput, at = ''): Named => [
  [`${at}/actor`, actor],
  ...(typeof organization === 'string' ? [[`${at}/organization`, organization] as const] : []),
];

/** Refuses with 422 `user-record` what is not among the records. */
export async function checkRecords(
  named: Named,
  isRecord: (reference: string) => Promise<boolean>,
): Promise<Refusal | undefined> {
  const issues: Issue[] = [];
  for (const [place, reference] of named) {
    if (await isRecord(reference)) continue;
    const ja = `「${reference}」という記録はありません。先に記録を作り、その id を書いてください。`;
    const en = `there is no record \`${reference}\`: store it first, and give the id that it got`;
    issues.push(issue('user-record', ja, en, place));
  }
  return issues.length > 0 ? refuseAll(422, issues) : undefined;
}

/** A professional acts by a PractitionerRole in an organization, anyone else as the person that they are. */
function roleIssues({ actor, organization }: RoleInput, fhirUser: string, at: string): Issue[] {
  const professional = actor.startsWith('PractitionerRole/');
  const own = professional ? fhirUser.startsWith('Practitioner/') : actor === fhirUser;
  const placed = professional === (typeof organization === 'string');
  const found: Issue[] = [];
  if (!own) {
    const ja = `「${actor}」は「${fhirUser}」の役割にはできません。`;
    found.push(issue('role-person', ja, `\`${actor}\` cannot be a role of \`${fhirUser}\``, `${at}/actor`));
  }
  if (!placed) {
    const [ja, en] = professional
      ? ['PractitionerRole には organization が必要です。', 'a `PractitionerRole` needs its `organization`']
      : ['本人や家族の役割に organization は書けません。', 'who acts for themselves has no `organization`'];
    found.push(issue('role-organization', ja, en, `${at}/organization`));
  }
  return found;
}

const shapeIssue = ({ pointer, ja, en }: SchemaFault): Issue => ({
  severity: 'error',
  type: 'invalid',
  code: 'user-invalid',
  ja: `利用者または役割の「${pointer}」が正しくありません: ${ja}。`,
  en: `\`${pointer}\` of the user or role: ${en}`,
  expression: pointer,
});

const issue = (code: string, ja: string, en: string, expression: string): Issue => ({
  severity: 'error',
  type: 'business-rule',
  code,
  ja,
  en,
  expression,
});
