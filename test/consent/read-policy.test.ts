import { expect, test } from 'vitest';
import { policyShipped, readPolicy } from '../../src/consent/index.ts';
import { reasonOf, record } from './make.ts';

const ABOUT_NOBODY =
  'ActivityDefinition CapabilityStatement CodeSystem ConceptMap Endpoint HealthcareService Library MessageDefinition ' +
  'NamingSystem OperationDefinition Organization OrganizationAffiliation PlanDefinition Practitioner PractitionerRole ' +
  'Questionnaire SearchParameter StructureDefinition StructureMap ValueSet';

test('the policy that is shipped refuses in silence, opens nothing by law, and lets nobody break the glass', () => {
  expect(policyShipped).toEqual({
    default: 'deny',
    onNotCovered: 'deny',
    minorConsentAge: 16,
    btgPrivileged: [],
    nonPatientTypes: ABOUT_NOBODY.split(' '),
    rules: [],
    privacyOfficers: [],
    crisisPlanHours: 72,
    countStep: 10,
  });
});

test('a home or a prescription that names nobody is refused, an office is not', () => {
  const named = (resourceType: string) => reasonOf({ resource: record([], { resourceType, subject: undefined }) });
  expect(['Location', 'Medication', 'Group', 'Binary'].map(named)).toEqual(Array(4).fill('NO_SUBJECT'));
  expect(ABOUT_NOBODY.split(' ').map(named)).toEqual(Array(20).fill('NON_PATIENT'));
});

test('what a policy does not say stays as it is shipped', () => {
  expect(readPolicy({})).toEqual(policyShipped);
  expect(readPolicy({ default: 'btg-only', btgPrivileged: ['Group/btg'] })).toEqual({
    ...policyShipped,
    default: 'btg-only',
    btgPrivileged: ['Group/btg'],
  });
});

test('a malformed policy is refused with the place of each fault', () => {
  const faults = (json: unknown) => {
    const read = readPolicy(json);
    return 'refused' in read
      ? [read.status, ...read.issues.map(({ code, expression, en }) => [code, expression, en])]
      : [];
  };
  expect(faults({ default: 'allow', rules: [{ id: 'r', type: 'prohibit', actor: [] }] })).toEqual([
    422,
    [
      'policy-malformed',
      'default',
      '`default` of the policy of the region: must be one of: `deny`, `permit`, `treat-only`, `btg-only`',
    ],
    ['policy-malformed', 'rules.0.actor', '`rules.0.actor` of the policy of the region: must hold one entry or more'],
  ]);
  expect(faults({ btgPriviledged: [] })).toEqual([
    422,
    [
      'policy-malformed',
      'btgPriviledged',
      '`btgPriviledged` of the policy of the region: `btgPriviledged` is not known here; did you mean `btgPrivileged`?',
    ],
  ]);
  expect(readPolicy('text')).toMatchObject({
    issues: [
      {
        severity: 'error',
        type: 'invalid',
        ja: '地域の方針の「$」が正しくありません: オブジェクト（{…}）で書いてください（今は文字列です）。',
      },
    ],
  });
  expect(faults('text')).toEqual([
    422,
    ['policy-malformed', '$', '`$` of the policy of the region: must be an object `{}`, not a text'],
  ]);
});

test('a rule that could never bite, or is told apart from no other, is refused with the place of each fault', () => {
  const rule = { id: 'r', type: 'prohibit', actor: ['Organization/x'] };
  const faults = (...rules: object[]) => {
    const read = readPolicy({ rules: rules.map((more) => ({ ...rule, ...more })) });
    return 'refused' in read ? read.issues.map(({ expression, ja, en }) => [expression, ja, en]) : [];
  };
  const told = (place: string, ja: string, en: string) => [
    place,
    `地域の方針の「${place}」が正しくありません: ${ja}。`,
    `\`${place}\` of the policy of the region: ${en}`,
  ];
  const noDay = (place: string) => told(place, '暦にない日です', 'there is no such day');
  const period = { start: '2026-04-01', end: '2026-03-31' };
  expect(
    faults(
      { lawDate: '2024-02-31', reviewed: { by: 'x', on: '2099-99-99' } },
      { period },
      { id: 's', dataPeriod: period },
    ),
  ).toEqual([
    noDay('rules.0.lawDate'),
    noDay('rules.0.reviewed.on'),
    told('rules.1.id', '同じ id の規則がほかにあります', 'another rule has this id'),
    told('rules.1.period.end', '終わりが始まりより前です', 'it ends before it begins'),
    told('rules.2.dataPeriod.end', '終わりが始まりより前です', 'it ends before it begins'),
  ]);
  expect(
    faults({ period: { start: '2026-13-01' } }, { id: 's', period: { start: '2024-02-29', end: '2024-02-29' } }),
  ).toEqual([noDay('rules.0.period.start')]);
  expect(faults({ action: ['peek'] }).map(([place]) => place)).toEqual(['rules.0.action.0']);
});

test('a purpose that nobody can have and a label that no record carries are refused, with what may be meant', () => {
  const faults = (more: object) => {
    const read = readPolicy({ rules: [{ id: 'r', type: 'prohibit', actor: ['Organization/x'], ...more }] });
    return 'refused' in read ? read.issues.map(({ code, expression, ja, en }) => [code, expression, ja, en]) : [];
  };
  const told = (place: string, ja: string, en: string) => [
    'policy-malformed',
    `rules.0.${place}`,
    expect.stringMatching(new RegExp(`^地域の方針の「rules.0.${place}」が正しくありません: ${ja}。$`)),
    expect.stringMatching(new RegExp(`^\`rules.0.${place}\` of the policy of the region: ${en}$`)),
  ];
  expect(faults({ purpose: ['COC', 'TREET', 'marketing'] })).toEqual([
    told(
      'purpose.1',
      '次のどれかを書いてください: TREAT、.*（「TREAT」ではありませんか）',
      'must be one of: `TREAT`, .*; did you mean `TREAT`\\?',
    ),
    told('purpose.2', '次のどれかを書いてください: TREAT、.*HTEST', 'must be one of: `TREAT`, .*`HTEST`'),
  ]);
  const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const categories = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
  const known = ['PSY', 'R', 'NOPAT', 'housing', `${act}|SDV`, `${act}|NOPAT`, `${categories}|housing`, 'urn:city|x'];
  expect(faults({ label: known })).toEqual([]);
  expect(faults({ label: ['SVD', `${act}|housing`, `${categories}|houseing`, `${categories}s|housing`, 'X'] })).toEqual(
    [
      told(
        'label.0',
        '次のどれかを書いてください: U、.*（「SDV」ではありませんか）',
        'must be one of: `U`, .*; did you mean `SDV`\\?',
      ),
      told(
        'label.1',
        '「\\|」の後に次のどれかを書いてください: ADOL、.*',
        'after `\\|` it must be one of: `ADOL`, .*`SDMRPT`',
      ),
      told(
        'label.2',
        '「\\|」の後に次のどれかを書いてください: condition、.*、wish（「housing」ではありませんか）',
        'after `\\|` it must be one of: `condition`, .*, `wish`; did you mean `housing`\\?',
      ),
      told(
        'label.3',
        `次のどれかを書いてください: .*（「${categories}」ではありませんか）`,
        `must be one of: .*; did you mean \`${categories}\`\\?`,
      ),
      told('label.4', '次のどれかを書いてください: U、.*', 'must be one of: `U`, .*'),
    ],
  );
});

test('a rule may mean every relative, unless it opens records to them', () => {
  const read = (more: object) => {
    const rule = { id: 'r', type: 'prohibit', actor: ['RelatedPerson'], ...more };
    const found = readPolicy({ rules: [rule] });
    return 'refused' in found ? found.issues.map(({ code, expression }) => [code, expression]) : [];
  };
  expect(read({})).toEqual([]);
  expect(read({ type: 'btg-exclude' })).toEqual([]);
  const owed = {
    legalBasis: ['l'],
    law: 'l',
    lawDate: '2023-04-01',
    reviewed: { by: 'x', on: '2026-01-01' },
    why: { ja: 'w', en: 'w' },
  };
  expect(read({ type: 'mandate', ...owed })).toEqual([['policy-malformed', 'rules.0.actor']]);
  expect(read({ actor: ['Practitioner'] })).toEqual([['policy-malformed', 'rules.0.actor.0']]);
});
