import { readdirSync, readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { type AuditEntry, eventsOf, readRecord } from '../../src/audit/index.ts';
import { recordOf } from '../../src/audit/record.ts';
import { type Issue, isRefusal, profileUrl } from '../../src/fhir/index.ts';
import { createValidator, loadPackages } from '../../src/validation/index.ts';

type Expected = {
  issues: { severity: string; code: string; expression: string; reason: { ja: string; en: string } }[];
};

const EXAMPLES = 'examples/profiles';
const PROFILES = [
  'kakehashi-appointment',
  'kakehashi-audit-authz-break-glass',
  'kakehashi-audit-authz-no-consent',
  'kakehashi-auditevent',
  'kakehashi-careteam',
  'kakehashi-communicationrequest',
  'kakehashi-condition',
  'kakehashi-consent',
  'kakehashi-coverage',
  'kakehashi-disability-support-level',
  'kakehashi-episodeofcare',
  'kakehashi-flag',
  'kakehashi-gaf',
  'kakehashi-goal',
  'kakehashi-information-sharing',
  'kakehashi-medicationstatement',
  'kakehashi-organization',
  'kakehashi-patient',
  'kakehashi-practitionerrole',
  'kakehashi-provenance',
  'kakehashi-psychiatric-encounter',
  'kakehashi-relatedperson',
  'kakehashi-servicerequest',
  'kakehashi-task',
];
const QUESTIONNAIRES = ['discharge-wish-survey', 'needs-assessment', 'target-case-criteria'];

const definitions = await loadPackages(['profiles/package']);
if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
const validator = createValidator(definitions);
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const namesIn = (folder: string, kind: string) =>
  readdirSync(`${EXAMPLES}/${folder}`)
    .filter((name) => name.startsWith(kind) && name.endsWith('.json') && !name.endsWith('.expected.json'))
    .map((name) => [folder, name] as const);

/** What somebody has to mend. A set of HL7 that may be extended has no word for our categories, and its warning asks for none. */
function toMend(issues: readonly Issue[]): string[] {
  return issues
    .filter(({ severity, code, en }) => {
      const openSet = code === 'binding-extensible' && en.includes('http://hl7.org/fhir/ValueSet/');
      return severity !== 'information' && !openSet;
    })
    .map(({ severity, code, expression }) => `${severity} ${code} ${expression}`)
    .toSorted();
}

test.each([...PROFILES, ...QUESTIONNAIRES])('%s has a good example and at least two faulty ones', (folder) => {
  expect(namesIn(folder, 'good').map(([, name]) => name)).toContain('good.json');
  expect(namesIn(folder, 'bad-').length).toBeGreaterThanOrEqual(2);
});

test.each(PROFILES)('every example of %s claims its profile', (folder) => {
  for (const [, name] of [...namesIn(folder, 'good'), ...namesIn(folder, 'bad-')]) {
    const { meta } = read<{ meta: { profile: string[] } }>(`${EXAMPLES}/${folder}/${name}`);
    expect({ name, profile: meta.profile }).toEqual({ name, profile: [profileUrl(folder)] });
  }
});

test.each([...PROFILES, ...QUESTIONNAIRES].flatMap((folder) => namesIn(folder, 'good')))(
  '%s/%s has nothing that anybody must mend',
  (folder, name) => {
    const text = readFileSync(`${EXAMPLES}/${folder}/${name}`, 'utf8');
    expect(toMend(validator.validateText(text).issues)).toEqual([]);
  },
);

test.each([...PROFILES, ...QUESTIONNAIRES].flatMap((folder) => namesIn(folder, 'bad-')))(
  '%s/%s is refused at the right place, and for nothing else',
  (folder, name) => {
    const path = `${EXAMPLES}/${folder}/${name}`;
    const { issues } = read<Expected>(path.replace('.json', '.expected.json'));
    expect(issues.length).toBeGreaterThan(0);
    expect(toMend(validator.validate(read(path)))).toEqual(
      issues.map(({ severity, code, expression }) => `${severity} ${code} ${expression}`).toSorted(),
    );
    for (const { reason } of issues) {
      expect(reason.ja).toMatch(/。$/);
      expect(reason.en).toMatch(/^[A-Z].*\.$/);
    }
  },
);

test.each(PROFILES)('%s says of each element that matters what it is, in both languages', (id) => {
  const { baseDefinition, differential } = read<{
    baseDefinition: string;
    differential: { element: Partial<Record<'id' | 'short', string>>[] };
  }>(`profiles/package/StructureDefinition-${id}.json`);
  const marked = differential.element.filter((element) => 'mustSupport' in element);
  // A profile of one of ours tells only what it adds.
  expect(marked.length).toBeGreaterThan(baseDefinition.startsWith(profileUrl('')) ? 0 : 5);
  expect(marked.filter(({ short }) => !/[ぁ-ん一-龠ァ-ヶ].* \/ .*[A-Za-z]{3}/.test(short ?? ''))).toEqual([]);
});

test('every record of the sandbox region holds to the profiles that it claims, and most claim one', () => {
  const region = readdirSync('examples/sandbox')
    .filter((name) => /^\d\d-/.test(name))
    .flatMap((name) => read<{ resources: (Resource & { id: string })[] }>(`examples/sandbox/${name}`).resources);
  const claiming = region.filter(({ meta }) => meta?.profile !== undefined);
  expect(claiming.length).toBeGreaterThan(region.length / 2);
  const wrong = region.flatMap((one) =>
    validator
      .validate(one)
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ code, expression }) => `${one.resourceType}/${one.id} ${code} ${expression}`),
  );
  expect(wrong).toEqual([]);
});

test('no two examples of a type share an id', () => {
  const ids = [...PROFILES, ...QUESTIONNAIRES]
    .flatMap((folder) => namesIn(folder, 'good'))
    .map(([folder, name]) => read<{ resourceType: string; id: string }>(`${EXAMPLES}/${folder}/${name}`))
    .map(({ resourceType, id }) => `${resourceType}/${id}`);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

const seen: AuditEntry = {
  id: '3b0f1d6e-54a5-4f0b-8d0b-1d2b8c1f0a01',
  requestId: '5d1f9a0e-2c35-4d0b-9a41-1f2f0f6f7a10',
  recorded: new Date('2026-11-01T01:00:00Z'),
  action: 'R',
  interaction: 'search-type',
  outcome: 'success',
  method: 'GET',
  url: '/fhir/Condition?patient=Patient/sato-kenichi',
  client: { id: 'soudan-hikari', name: '相談支援センターひかりの業務ソフト', tokenId: 't-1' },
  actor: 'PractitionerRole/tanaka',
  organization: 'Organization/hikari',
  purpose: 'COC',
  items: [
    {
      reference: 'Condition/schizophrenia/_history/1',
      patients: ['Patient/sato-kenichi'],
      categories: ['condition'],
      custodian: 'Organization/kokoro-hospital',
      reason: 'CONSENT_PERMIT',
      consents: ['Consent/consent-hikari'],
    },
  ],
  patients: ['Patient/sato-kenichi'],
};
const { client: _client, actor: _actor, purpose: _purpose, ...stranger } = seen;

test.each<[string, AuditEntry, number]>([
  ['a search that showed another organization’s record', seen, 3],
  [
    'an emergency',
    {
      ...seen,
      purpose: 'BTG',
      purposeReason: '意識がない',
      items: seen.items.map((one) => ({ ...one, reason: 'BREAK_GLASS' })),
    },
    3,
  ],
  [
    'a decision that refused a read for want of a consent',
    {
      ...seen,
      interaction: 'read',
      outcome: 'refused',
      reason: 'not-found',
      items: [],
      patients: [],
      denied: { reference: 'Condition/x/_history/1', patients: ['Patient/sato-kenichi'], reason: 'DEFAULT_DENY' },
    },
    1,
  ],
  ['a refused request', { ...seen, outcome: 'refused', reason: 'CONSENT_ABSENT', items: [] }, 1],
  ['an operation', { ...seen, action: 'E', interaction: '$disclosures', items: [] }, 1],
  ['a message', { ...seen, action: 'C', interaction: '$process-message', items: [] }, 1],
  ['a fault of ours', { ...seen, outcome: 'failed', items: [] }, 1],
  ['a request without a token', { ...stranger, organization: null, items: [], patients: [] }, 1],
])('what is recorded of %s follows the profile of audit events', (_, entry, count) => {
  const events = eventsOf(readRecord(recordOf(entry).content));
  expect(events).toHaveLength(count);
  for (const event of events) {
    // Those of IHE are published by IHE, and are not among our packages.
    const claimed = event.meta?.profile?.filter((url) => url.startsWith(profileUrl(''))) ?? [];
    expect(claimed).toContain(profileUrl('kakehashi-auditevent'));
    const issues = validator.validate({ ...event, meta: { profile: claimed } });
    // The stored event has no narrative: nobody reads it but through the record of disclosures.
    expect(toMend(issues.filter(({ en }) => !en.includes('dom-6')))).toEqual([]);
  }
});
