import { readFileSync } from 'node:fs';
import type { Consent, Resource } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import {
  type ConsentMatrix,
  cellOf,
  consentTemplate,
  decide,
  factsOf,
  familyOpeningsOf,
  policyShipped,
  readConsentMatrix,
  symbolsOf,
} from '../../src/consent/index.ts';
import { shippedAs } from '../../src/consent/matrix-shipped.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';
import { regionShipped } from '../../src/visit/index.ts';

/** The table of the design, as people read it. */
const TABLE = `
condition|◎|◎要約 ○詳細|△|△|○|◎|○|✕|△|✕
medication|◎|◎|◎現在分|✕|○|◎|○|✕|○|✕
test|◎|✕|✕|✕|✕|○|✕|✕|✕|✕
admission-status|◎|○|✕|○ Ⓛ市町村長同意|○ Ⓛ措置|○|○|✕|✕|✕
risk|◎|○Ⓔ|△Ⓔ|Ⓔ|○Ⓔ|◎|○|✕|△|✕
living|◎|◎|◎|◎|○|◎|○|○|◎|✕
service|◎|◎|◎|◎|○|◎|○|△|◎|✕
finance|○|◎|○|◎|✕|✕|✕|✕|○|△支払方法
family|○*|○*|△|○*|○*|○*|✕|✕|○*|✕
housing|◎|◎|◎|◎|○|◎|○ 保護時✕|○|◎|○
crisis-plan|◎|◎|◎|○|○|◎|○|○|○|△連絡先
wish|◎|◎|◎|◎|◎|◎|○|○|◎|△`;
const KINDS =
  'psychiatric-hospital consultation welfare-service municipality health-centre visiting-nurse family peer care-manager housing-support'.split(
    ' ',
  );
const CELLS = TABLE.trim()
  .split('\n')
  .flatMap((line) => {
    const [category = '', ...symbols] = line.split('|');
    return symbols.map((symbol, i) => ({ category, kind: KINDS[i] ?? '', symbol }));
  });
const { matrix } = regionShipped;
const RECIPIENT = 'Organization/recipient';
const MEMBER = 'RelatedPerson/sister';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const purposeOf = (kind: string) => matrix.kinds.find(({ code }) => code === kind)?.purposes[0] ?? '';

interface Asked {
  kind: string;
  extra?: string[];
  purpose?: string;
  phase?: string;
  members?: string[];
}
const template = ({ extra = [], members = [], ...asked }: Asked) =>
  consentTemplate(matrix, { ...asked, extra, members, start: '2026-04-01' });

function consentOf(asked: Asked): Consent {
  const made = template(asked);
  if (isRefusal(made)) throw new Error(made.issues[0]?.en);
  const actor = [{ role: { coding: [{ code: 'IRCP' }] }, reference: { reference: RECIPIENT } }];
  return {
    resourceType: 'Consent',
    id: 'c',
    status: 'active',
    scope: { coding: [{ code: 'patient-privacy' }] },
    category: [],
    patient: { reference: 'Patient/a' },
    policyRule: { coding: [{ code: 'OPTIN' }] },
    provision: { ...made.provision, actor },
  };
}

/** A record of one category, as labelling leaves it. */
function record(
  category: string,
  { level = 'N', date = '2026-04-15', ...more }: Record<string, unknown> = {},
): Resource {
  const security = [
    { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: level },
    { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' },
    { system: CATEGORY, code: category },
  ];
  const subject = { reference: 'Patient/a' };
  return {
    resourceType: 'Observation',
    id: 'o',
    subject,
    effectiveDateTime: date,
    meta: { security },
    ...more,
  } as Resource;
}

function shows(consent: Consent, purpose: string, resource: Resource): boolean {
  const { decision } = decide({
    request: { actor: RECIPIENT, purpose, action: 'access', time: '2026-05-10T10:00:00+09:00' },
    facts: factsOf(resource),
    consents: [consent],
    context: { directory: {}, patients: {}, authority: {}, policy: policyShipped, lookup: () => undefined },
  });
  return decision === 'PERMIT';
}
const refusedBy = (made: unknown): [string | undefined, string | undefined] => {
  const { status, issues } = made as Refusal;
  expect(status).toBe(422);
  return [issues[0]?.code, issues[0]?.expression];
};

test('the matrix that is shipped is the table of the design, with a reason and a legal review for each of its 120 cells', () => {
  expect(matrix.cells.map((cell) => ({ category: cell.category, kind: cell.kind, symbol: symbolsOf(cell) }))).toEqual(
    CELLS,
  );
  expect(CELLS).toHaveLength(120);
  for (const { why, legalReview } of matrix.cells) {
    expect(why.ja.length).toBeGreaterThan(5);
    expect(why.en.length).toBeGreaterThan(5);
    expect(legalReview).toBe('pending');
  }
});

describe('what the standard form shows, decided by the interpreter', () => {
  test.each(CELLS)('$category to $kind: $symbol', ({ category, kind, symbol }) => {
    const purpose = purposeOf(kind);
    const form = template({ kind });
    const isStandard = symbol.startsWith('◎');
    const hasForm = CELLS.some((cell) => cell.kind === kind && cell.symbol.startsWith('◎'));
    expect(isRefusal(form)).toBe(!hasForm);
    if (hasForm) {
      const consent = consentOf({ kind });
      expect(shows(consent, purpose, record(category))).toBe(isStandard);
      expect(shows(consent, purpose, record(category, { level: 'R' }))).toBe(isStandard && !symbol.includes('要約'));
      expect(shows(consent, purpose, record(category, { level: 'V' }))).toBe(false);
      expect(shows(consent, purpose, record(category, { date: '2025-12-01' }))).toBe(
        isStandard && !symbol.includes('現在分'),
      );
      expect(shows(consent, 'HRESCH', record(category))).toBe(false);
      const inEmergency = symbol.includes('Ⓔ') || isStandard;
      if (purpose === 'TREAT' || CELLS.some((cell) => cell.kind === kind && cell.symbol.includes('Ⓔ'))) {
        expect(shows(consent, 'ETREAT', record(category))).toBe(inEmergency);
      } else expect(shows(consent, 'ETREAT', record(category))).toBe(false);
      expect(familyOpeningsOf(consent)).toEqual([]);
    }
    if (symbol.includes('*')) return;
    const ticked = template({ kind, extra: [category] });
    if (isStandard || symbol.startsWith('○')) {
      const consent = consentOf({ kind, extra: [category] });
      expect(shows(consent, purpose, record(category))).toBe(true);
      expect(shows(consent, purpose, record(category, { level: 'R' }))).toBe(true);
    } else expect(refusedBy(ticked)).toEqual(['consent-template-refused', 'http.extra']);
  });

  test('a record of two categories is shown where both are', () => {
    const both = record('living');
    both.meta?.security?.push({ system: CATEGORY, code: 'finance' });
    expect(shows(consentOf({ kind: 'consultation' }), 'COC', both)).toBe(true);
    expect(shows(consentOf({ kind: 'care-manager' }), 'COC', both)).toBe(false);
    expect(shows(consentOf({ kind: 'care-manager', extra: ['finance'] }), 'COC', both)).toBe(true);
  });

  test('what is only for an emergency is shown with the reason BTG too, and its exceptions hold there as well', () => {
    const consent = consentOf({ kind: 'welfare-service' });
    expect(shows(consent, 'BTG', record('risk', { level: 'R' }))).toBe(true);
    expect(shows(consent, 'BTG', record('medication'))).toBe(true);
    expect(shows(consent, 'BTG', record('medication', { date: '2025-12-01' }))).toBe(false);
    expect(shows(consent, 'BTG', record('finance'))).toBe(false);
  });

  test.each(CELLS.filter(({ symbol }) => symbol.includes('*')))(
    'family to $kind: only about the member who consented',
    ({ kind }) => {
      expect(refusedBy(template({ kind, extra: ['family'] }))).toEqual(['consent-template-refused', 'http.extra']);
      const consent = consentOf({ kind, extra: ['family'], members: [MEMBER] });
      const relative = (id: string) =>
        record('family', { resourceType: 'RelatedPerson', id, level: 'R', patient: { reference: 'Patient/a' } });
      const purpose = purposeOf(kind);
      expect(shows(consent, purpose, relative('sister'))).toBe(true);
      expect(shows(consent, purpose, relative('brother'))).toBe(false);
      expect(shows(consent, purpose, record('family'))).toBe(false);
      expect(familyOpeningsOf(consent)).toHaveLength(1);
    },
  );
});

describe('purposes and phases', () => {
  test('payment shows a municipality service and finance alone', () => {
    const consent = consentOf({ kind: 'municipality', purpose: 'HPAYMT' });
    const seen = matrix.categories.map(({ code }) => code).filter((code) => shows(consent, 'HPAYMT', record(code)));
    expect(seen).toEqual(['service', 'finance']);
    expect(shows(consent, 'COC', record('service'))).toBe(false);
  });

  test.each([
    ['consultation', 'HPAYMT'],
    ['consultation', 'HRESCH'],
    ['municipality', 'PUBHLTH'],
    ['psychiatric-hospital', 'HQUALIMP'],
    ['peer', 'BTG'],
  ])('%s gets no form for %s', (kind, purpose) => {
    expect(refusedBy(template({ kind, purpose }))).toEqual(['consent-template-refused', 'http.purpose']);
  });

  test('before the application only the hospital and a named consultation office talk, of wishes and living', () => {
    const consent = consentOf({ kind: 'consultation', phase: 'before-application' });
    const seen = matrix.categories.map(({ code }) => code).filter((code) => shows(consent, 'COC', record(code)));
    expect(seen).toEqual(['living', 'wish']);
    expect(consent.provision?.period).toEqual({ start: '2026-04-01', end: '2026-09-30' });
    expect(refusedBy(template({ kind: 'housing-support', phase: 'before-application' }))).toEqual([
      'consent-template-refused',
      'http.phase',
    ]);
  });

  test.each([
    ['2026-04-01', '2027-03-31'],
    ['2026-12-31', '2027-12-30'],
    ['2028-02-29', '2029-02-27'],
  ])('a form from %s ends within twelve months, on %s', (start, end) => {
    const made = consentTemplate(matrix, { kind: 'consultation', extra: [], members: [], start, phase: 'settled' });
    expect(isRefusal(made) ? made : made.provision.period).toEqual({ start, end });
  });

  test.each<[Asked, string]>([
    [{ kind: 'employer' }, 'http.kind'],
    [{ kind: 'consultation', phase: 'someday' }, 'http.phase'],
    [{ kind: 'consultation', extra: ['gossip'] }, 'http.extra'],
    [{ kind: 'peer' }, 'http.extra'],
  ])('what the matrix does not know is refused: %o', (asked, place) => {
    expect(refusedBy(template(asked))).toEqual(['consent-template-refused', place]);
  });
});

describe('what a form holds', () => {
  const level = (code: string) => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code });
  const PSY = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' };
  const of = (...codes: string[]) => codes.map((code) => ({ system: CATEGORY, code }));
  const reasons = (...codes: string[]) =>
    codes.map((code) => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code }));
  const made = (asked: Asked) => {
    const form = template(asked);
    if (isRefusal(form)) throw new Error(form.issues[0]?.en);
    const names = (cells: readonly { category: string }[]) => cells.map(({ category }) => category);
    return {
      ...form,
      listed: names(form.listed),
      emergency: names(form.emergency),
      summaries: names(form.summaries),
    };
  };

  test('is its labels, its exceptions, its purposes and its period, and what it leaves to summaries', () => {
    expect(made({ kind: 'welfare-service' })).toEqual({
      listed: ['medication', 'living', 'service', 'housing', 'crisis-plan', 'wish'],
      emergency: ['risk'],
      summaries: ['condition', 'risk', 'family'],
      provision: {
        period: { start: '2026-04-01', end: '2027-03-31' },
        securityLabel: [level('R'), PSY, ...of('medication', 'living', 'service', 'housing', 'crisis-plan', 'wish')],
        purpose: reasons(...(matrix.kinds.find(({ code }) => code === 'welfare-service')?.purposes ?? [])),
        provision: [
          {
            type: 'deny',
            securityLabel: of('medication'),
            dataPeriod: { end: expect.stringMatching(/^202[56]-\d\d-\d\d$/) },
          },
          {
            type: 'permit',
            purpose: reasons('ETREAT', 'BTG'),
            securityLabel: [
              level('R'),
              PSY,
              ...of('medication', 'living', 'service', 'housing', 'crisis-plan', 'wish', 'risk'),
            ],
            provision: [
              {
                type: 'deny',
                securityLabel: of('medication'),
                dataPeriod: { end: expect.stringMatching(/^202[56]-\d\d-\d\d$/) },
              },
            ],
          },
        ],
      },
    });
  });

  test('shows the gist of a category up to N, unless its details are ticked', () => {
    const gist = { type: 'permit', securityLabel: [level('N'), PSY, ...of(...made({ kind: 'consultation' }).listed)] };
    expect(made({ kind: 'consultation' }).provision.provision?.[0]).toEqual(gist);
    expect(made({ kind: 'consultation' }).provision.securityLabel).not.toContainEqual(of('condition')[0]);
    const whole = made({ kind: 'consultation', extra: ['condition'] }).provision;
    expect(whole.securityLabel).toContainEqual(of('condition')[0]);
    expect(whole.provision?.map(({ securityLabel }) => securityLabel?.[0])).toEqual([level('R')]);
  });

  test('shows family by an exception for each member who consented, and nothing else of it', () => {
    const { provision, listed } = made({
      kind: 'visiting-nurse',
      extra: ['family'],
      members: [MEMBER, 'RelatedPerson/brother'],
    });
    expect(listed).toContain('family');
    expect(provision.securityLabel).not.toContainEqual(of('family')[0]);
    const below = provision.provision?.at(-1);
    expect(below).toEqual({
      type: 'permit',
      securityLabel: [level('R'), PSY, ...of(...listed)],
      data: [MEMBER, 'RelatedPerson/brother'].map((reference) => ({ meaning: 'dependents', reference: { reference } })),
    });
  });

  test('shows of a family member who consented no more of a category than of the person', () => {
    const { provision, listed } = made({ kind: 'consultation', extra: ['family'], members: [MEMBER] });
    expect(listed).toContain('condition');
    const below = provision.provision?.at(-1);
    expect(below?.data).toHaveLength(1);
    expect(below?.securityLabel).toEqual([level('R'), PSY, ...of(...listed.filter((one) => one !== 'condition'))]);
  });

  test('shows no details where the matrix says never, whatever is ticked', () => {
    const cells = matrix.cells.map((cell) => (cell.detail === undefined ? cell : { ...cell, detail: '✕' as const }));
    const asked = { kind: 'consultation', extra: ['condition'], members: [], start: '2026-04-01' };
    const form = consentTemplate({ ...matrix, cells }, asked);
    if (isRefusal(form)) throw new Error(form.issues[0]?.en);
    expect(form).toEqual({
      ...made({ kind: 'consultation' }),
      ...form,
      provision: made({ kind: 'consultation' }).provision,
    });
  });

  test('holds no empty list of exceptions', () => {
    const { provision } = made({ kind: 'consultation', extra: ['condition'] });
    expect(provision.provision).toEqual([
      { type: 'permit', purpose: reasons('ETREAT', 'BTG'), securityLabel: expect.any(Array) },
    ]);
  });

  test('for one of the kind’s own purposes is the standard one for it alone', () => {
    const kinds = matrix.kinds.map((kind) => ({ ...kind, purposes: ['COC', 'CAREMGT'] }));
    const asked = { kind: 'consultation', extra: [], members: [], start: '2026-04-01' };
    const [all, one] = [asked, { ...asked, purpose: 'CAREMGT' }].map((given) => {
      const form = consentTemplate({ ...matrix, kinds }, given);
      if (isRefusal(form)) throw new Error(form.issues[0]?.en);
      return form;
    });
    expect(all?.provision.purpose).toEqual(reasons('COC', 'CAREMGT'));
    expect(one).toEqual({ ...all, provision: { ...all?.provision, purpose: reasons('CAREMGT') } });
  });

  test('for a purpose of its own shows nothing more in an emergency, and only what is ticked', () => {
    expect(made({ kind: 'municipality', purpose: 'HPAYMT' })).toEqual({
      listed: ['service', 'finance'],
      emergency: [],
      summaries: [],
      provision: {
        period: { start: '2026-04-01', end: '2027-03-31' },
        securityLabel: [level('R'), PSY, ...of('service', 'finance')],
        purpose: reasons('HPAYMT'),
      },
    });
  });

  test('for a purpose of its own shows nothing more in an emergency though it is about what an emergency opens', () => {
    const purposes = matrix.purposes.map((one) => ({ ...one, categories: [...one.categories, 'risk'] }));
    const asked = { kind: 'municipality', purpose: 'HPAYMT', extra: [], members: [], start: '2026-04-01' };
    const form = consentTemplate({ ...matrix, purposes }, asked);
    expect(isRefusal(form) ? form : [form.emergency, form.provision.provision]).toEqual([[], undefined]);
  });

  test.each<[string, Asked, string, string]>([
    [
      'what the form does not know',
      { kind: 'consultation', extra: ['gossip'] },
      '「gossip」: この書式に、この区分はありません。',
      '`gossip`: the form has no such category',
    ],
    [
      'a summary',
      { kind: 'welfare-service', extra: ['condition'] },
      '「condition」: 要点だけを伝えられ、記録は見せられません。',
      '`condition`: only a summary may be told, no record: ',
    ],
    [
      'an emergency',
      { kind: 'municipality', extra: ['risk'] },
      '「risk」: 危機のときだけ見せられます。',
      '`risk`: it is shown in an emergency alone: ',
    ],
    [
      'what is never shown',
      { kind: 'peer', extra: ['test'] },
      '「test」: この相手には見せられません。',
      '`test`: this recipient may not be shown it: ',
    ],
    [
      'family without members',
      { kind: 'consultation', extra: ['family'] },
      '「family」: 同意した家族を member で示してください。',
      '`family`: name the family members who consented by `member`: ',
    ],
    [
      'nothing',
      { kind: 'peer' },
      'この相手に標準で見せる区分はありません。extra で選べる区分: ',
      'nothing is shown to this recipient by default; what `extra` may name: ',
    ],
    [
      'an unknown kind',
      { kind: 'bank' },
      '「bank」は同意の標準の表にありません。使えるもの: psychiatric-hospital, ',
      '`bank` is not in the matrix of consent; valid ones: psychiatric-hospital, ',
    ],
    [
      'an unknown phase',
      { kind: 'peer', phase: 'x' },
      '「x」は同意の標準の表にありません。使えるもの: ',
      '`x` is not in the matrix of consent; valid ones: ',
    ],
    [
      'an unknown purpose',
      { kind: 'consultation', purpose: 'HRESCHX' },
      '「HRESCHX」は同意の標準の表にありません。使えるもの: COC, ',
      '`HRESCHX` is not in the matrix of consent; valid ones: COC, ',
    ],
  ])('is refused in both languages for %s', (_, asked, ja, en) => {
    const { status, issues } = template(asked) as Refusal;
    const [issue] = issues;
    expect([
      status,
      issue?.severity,
      issue?.type,
      issue?.ja.slice(0, ja.length),
      issue?.en.slice(0, en.length),
    ]).toEqual([422, 'error', 'business-rule', ja, en]);
  });

  test('is refused with the reason of the matrix, and with every fault at once', () => {
    const { issues, status } = template({ kind: 'peer', extra: ['test', 'gossip', 'risk'] }) as Refusal;
    expect(status).toBe(422);
    expect(issues.map(({ expression, en }) => [expression, en.split(':')[0]])).toEqual([
      ['http.extra', '`test`'],
      ['http.extra', '`gossip`'],
      ['http.extra', '`risk`'],
      ['http.extra', 'nothing is shown to this recipient by default; what `extra` may name'],
    ]);
    const why = matrix.cells.find(({ kind, category }) => kind === 'peer' && category === 'test')?.why;
    expect([issues[0]?.ja.endsWith(why?.ja ?? '?'), issues[0]?.en.endsWith(why?.en ?? '?')]).toEqual([true, true]);
  });

  test('may be ticked alone where nothing is standard, and where nothing can be ticked either it says so', () => {
    expect(made({ kind: 'peer', extra: ['wish'] }).listed).toEqual(['wish']);
    const shut = { ...matrix, cells: matrix.cells.filter(({ mark }) => mark === '✕') };
    const [issue] = (consentTemplate(shut, { kind: 'peer', extra: [], members: [], start: '2026-04-01' }) as Refusal)
      .issues;
    expect([issue?.ja, issue?.en]).toEqual([
      'この相手に標準で見せる区分はありません。extra で選べる区分: なし',
      'nothing is shown to this recipient by default; what `extra` may name: nothing',
    ]);
    const [other] = (template({ kind: 'peer' }) as Refusal).issues;
    expect(other?.ja).toMatch(/区分: [a-z-]+(, [a-z-]+)+$/);
    expect(other?.en).toMatch(/may name: [a-z-]+(, [a-z-]+)+$/);
  });

  test.each([
    ['2026-01-31', 'before-application', '2026-07-30'],
    ['2026-08-31', 'before-application', '2027-02-27'],
    ['2027-08-31', 'before-application', '2028-02-28'],
  ])('a form from %s in the phase %s ends on %s, whatever day the month lacks', (start, phase, end) => {
    const form = consentTemplate(matrix, { kind: 'consultation', extra: [], members: [], start, phase });
    expect(isRefusal(form) ? form : form.provision.period).toEqual({ start, end });
  });

  test('what is older than the matrix says is denied from the day before that', () => {
    const sinceDays = matrix.cells.find((cell) => cell.sinceDays !== undefined)?.sinceDays ?? 0;
    expect(sinceDays).toBeGreaterThan(0);
    const [old] = made({ kind: 'welfare-service' }).provision.provision ?? [];
    const end = new Date(Date.UTC(2026, 3, 1 - sinceDays - 1)).toISOString().slice(0, 10);
    expect(old).toEqual({ type: 'deny', securityLabel: of('medication'), dataPeriod: { end } });
  });

  test('that is longer than a year in the matrix is a year long', () => {
    const phases = matrix.phases.map((phase) => ({ ...phase, monthsMax: 24 }));
    const asked = { kind: 'consultation', extra: [], members: [], start: '2026-04-01', phase: 'settled' };
    const form = consentTemplate({ ...matrix, phases }, asked);
    expect(isRefusal(form) ? form : form.provision.period?.end).toBe('2027-03-31');
  });
});

test('each mark is told in both languages', () => {
  const cell = (kind: string, category: string) => {
    const found = cellOf(matrix, kind, category);
    return found === undefined ? [] : [symbolsOf(found), symbolsOf(found, 'en')];
  };
  expect(cell('consultation', 'condition')[1]).toMatch(/^◎[\w ]+ ○details$/);
  expect(cell('consultation', 'risk')).toEqual(['○Ⓔ', '○Ⓔ']);
  expect(cell('peer', 'test')).toEqual(['✕', '✕']);
  expect(cell('consultation', 'family')).toEqual(['○*', '○*']);
  expect(cell('family', 'housing')[1]).toMatch(/^○ ✕ [\w ]+$/);
  expect(cell('municipality', 'admission-status')[1]).toMatch(/^○ Ⓛ[\w’ ]+$/);
  expect(cell('bank', 'test')).toEqual([]);
});

test('a matrix that is shipped and refused is a defect', () => {
  expect(shippedAs(JSON.parse(readFileSync('mappings/consent-matrix/consent-matrix.json', 'utf8')))).toEqual(matrix);
  expect(() => shippedAs({ colour: 'red' })).toThrow(
    /^defect: the matrix that is shipped is refused: `colour` of the matrix/,
  );
});

describe('the matrix of a region', () => {
  const cell = (more: object) => ({
    category: 'finance',
    kind: 'consultation',
    mark: '○',
    why: { ja: '経済の相談は希望した人だけ。', en: 'Only who asks for it.' },
    legalReview: 'approved',
    ...more,
  });
  const read = (json: unknown) => readConsentMatrix(json, matrix);
  const faults = (json: unknown) => (read(json) as Refusal).issues.map(({ code, expression }) => [code, expression]);

  test('lays its rows over those that are shipped', () => {
    const region = read({ version: 'A', cells: [cell({})] }) as ConsentMatrix;
    expect(region.version).toBe('A');
    expect(region.cells).toHaveLength(120);
    const asked = { kind: 'consultation', extra: [], members: [], start: '2026-04-01' };
    const made = consentTemplate(region, asked);
    expect(JSON.stringify(made)).not.toContain('"finance","why"');
    expect(isRefusal(made) ? [] : made.listed.map(({ category }) => category)).not.toContain('finance');
  });

  test.each<[string, unknown, unknown[]]>([
    ['no object', [], [['consent-matrix-malformed', '$']]],
    ['an unknown mark', { cells: [cell({ mark: '?' })] }, [['consent-matrix-malformed', 'cells.0.mark']]],
    ['no reason', { cells: [cell({ why: undefined })] }, [['consent-matrix-malformed', 'cells.0']]],
    ['an unknown kind', { cells: [cell({ kind: 'bank' })] }, [['consent-matrix-malformed', 'cells.0.kind']]],
    ['a row said twice', { cells: [cell({}), cell({})] }, [['consent-matrix-malformed', 'cells.1']]],
    [
      'a kind, a category, a purpose and a phase said twice',
      Object.fromEntries(
        (['kinds', 'categories', 'purposes', 'phases'] as const).map((list) => {
          const [one, two] = matrix[list];
          return [list, [one, two, one]];
        }),
      ),
      ['kinds.2', 'categories.2', 'purposes.2', 'phases.2'].map((place) => ['consent-matrix-malformed', place]),
    ],
    [
      'two faults at once',
      { version: 1, cells: [cell({ mark: '?' })] },
      [
        ['consent-matrix-malformed', 'version'],
        ['consent-matrix-malformed', 'cells.0.mark'],
      ],
    ],
    ['an odd member', { colour: 'red' }, [['consent-matrix-malformed', 'colour']]],
  ])('is refused with the place: %s', (_, json, expected) => {
    expect(faults(json)).toEqual(expected);
    expect((read(json) as Refusal).status).toBe(422);
  });

  test('replaces and adds purposes, phases and titles by their codes, and leaves the order', () => {
    const why = { ja: '地域の取り決め。', en: 'Agreed in the region.' };
    const purposes = [
      {
        code: 'HRESCH',
        ja: '研究',
        en: 'Research',
        kinds: ['peer'],
        categories: ['wish'],
        why,
        legalReview: 'approved',
      },
    ];
    const phases = [{ code: 'crisis', ja: '危機', en: 'Crisis', kinds: ['peer'], monthsMax: 1, why }];
    const title = { ja: '地域の表', en: 'Table of the region' };
    const categories = [{ code: 'wish', ja: '願い', en: 'Wishes' }];
    const kinds = [{ code: 'peer', ja: 'ピア', en: 'Peers', purposes: ['TREAT'] }];
    const region = read({ title, purposes, phases, categories, kinds }) as ConsentMatrix;
    expect([region.version, region.title]).toEqual([matrix.version, title]);
    expect(region.purposes).toEqual(matrix.purposes.map((one) => (one.code === 'HRESCH' ? purposes[0] : one)));
    expect(region.phases).toEqual([...matrix.phases, ...phases]);
    expect(region.categories).toEqual(matrix.categories.map((one) => (one.code === 'wish' ? categories[0] : one)));
    expect(region.kinds).toEqual(matrix.kinds.map((one) => (one.code === 'peer' ? kinds[0] : one)));
    expect(region.cells).toEqual(matrix.cells);
    expect(
      faults({ purposes: [{ ...purposes[0], kinds: ['peer', 'bank'] }], phases: [{ ...phases[0], kinds: ['bank'] }] }),
    ).toEqual([
      ['consent-matrix-malformed', 'purposes.0.kinds'],
      ['consent-matrix-malformed', 'phases.0.kinds'],
    ]);
  });

  test('is refused in both languages, with what is meant', () => {
    const words = (json: unknown) => {
      const [issue] = (read(json) as Refusal).issues;
      return [issue?.severity, issue?.type, issue?.ja, issue?.en];
    };
    const said = (place: string, ja: string, en: string) => [
      'error',
      'invalid',
      `同意の標準の表の「${place}」が正しくありません: ${ja}。`,
      `\`${place}\` of the matrix of consent: ${en}`,
    ];
    expect(words({ cells: [cell({}), cell({})] })).toEqual(
      said('cells.1', '「finance × consultation」が二度あります', '`finance × consultation` is said twice'),
    );
    expect(words({ cells: [cell({ kind: 'bank' })] })).toEqual(
      said(
        'cells.0.kind',
        `「bank」という種類の相手はありません。次のどれかを書いてください: ${KINDS.join('、')}`,
        `there is no kind of recipient \`bank\`: it must be one of: ${KINDS.map((code) => `\`${code}\``).join(', ')}`,
      ),
    );
    expect(words({ cells: [cell({ kind: 'consultaton' })] })[3]).toMatch(/; did you mean `consultation`\?$/);
    const payment = { ...matrix.purposes[0], code: 'HPAYMNT' };
    const [severity, type, ja, en] = words({ purposes: [payment] });
    expect([severity, type]).toEqual(['error', 'invalid']);
    expect(ja).toMatch(
      /^同意の標準の表の「purposes\.0\.code」が正しくありません: 次のどれかを書いてください: TREAT、.*（「HPAYMT」ではありませんか）。$/,
    );
    expect(en).toMatch(
      /^`purposes\.0\.code` of the matrix of consent: must be one of: `TREAT`, .*; did you mean `HPAYMT`\?$/,
    );
    expect(words({ kinds: [{ code: 'school', ja: '学校', en: 'School', purposes: ['COC'] }] })).toEqual(
      said('cells', '「condition × school」の欄がありません', 'there is no cell for `condition × school`'),
    );
    expect(words({ cells: [cell({ detail: '?' })] })).toEqual(
      said('cells.0.detail', '次のどれかを書いてください: ○、✕', 'must be one of: `○`, `✕`'),
    );
    expect(words({ phase: [] })).toEqual(
      said(
        'phase',
        '「phase」という項目はありません（「phases」ではありませんか）',
        '`phase` is not known here; did you mean `phases`?',
      ),
    );
    expect(words([])).toEqual(
      said(
        '$',
        'オブジェクト（{…}）で書いてください（今は配列（[…]）です）',
        'must be an object `{}`, not a list `[]`',
      ),
    );
  });

  test('of its own stands on nothing', () => {
    expect(readConsentMatrix({})).toEqual({
      version: '',
      title: { ja: '', en: '' },
      kinds: [],
      categories: [],
      cells: [],
      purposes: [],
      phases: [],
    });
  });

  test('a new kind of recipient needs a cell for each category', () => {
    const kinds = [{ code: 'school', ja: '学校', en: 'School', purposes: ['COC'] }];
    expect(faults({ kinds })).toEqual(Array(12).fill(['consent-matrix-malformed', 'cells']));
    const cells = matrix.categories.map(({ code }) => cell({ category: code, kind: 'school', mark: '✕' }));
    expect((read({ kinds, cells }) as ConsentMatrix).cells).toHaveLength(132);
  });
});
