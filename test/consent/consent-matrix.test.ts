import type { Consent, Resource } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import {
  type ConsentMatrix,
  consentTemplate,
  decide,
  factsOf,
  familyOpeningsOf,
  policyShipped,
  readConsentMatrix,
  symbolsOf,
} from '../../src/consent/index.ts';
import { regionShipped } from '../../src/exchange/index.ts';
import { isRefusal, type Refusal } from '../../src/fhir/index.ts';

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
  const { issues } = made as Refusal;
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
    } else expect(refusedBy(ticked)).toEqual(['consent-template-refused', `http.${category}`]);
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
      expect(refusedBy(template({ kind, extra: ['family'] }))).toEqual(['consent-template-refused', 'http.family']);
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
    [{ kind: 'consultation', extra: ['gossip'] }, 'http.gossip'],
    [{ kind: 'peer' }, 'http.extra'],
  ])('what the matrix does not know is refused: %o', (asked, place) => {
    expect(refusedBy(template(asked))).toEqual(['consent-template-refused', place]);
  });
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
    ['an odd member', { colour: 'red' }, [['consent-matrix-malformed', '$']]],
  ])('is refused with the place: %s', (_, json, expected) => {
    expect(faults(json)).toEqual(expected);
  });

  test('a new kind of recipient needs a cell for each category', () => {
    const kinds = [{ code: 'school', ja: '学校', en: 'School', purposes: ['COC'] }];
    expect(faults({ kinds })).toHaveLength(12);
    const cells = matrix.categories.map(({ code }) => cell({ category: code, kind: 'school', mark: '✕' }));
    expect((read({ kinds, cells }) as ConsentMatrix).cells).toHaveLength(132);
  });
});
