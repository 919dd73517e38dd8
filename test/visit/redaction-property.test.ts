import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { groundOf, type Permit } from '../../src/consent/index.ts';
import { permitOfCaller } from '../../src/visit/visit-permit.ts';
import { HIKARI, HOSPITAL, sandboxGateway } from '../gateway.ts';
import { consentKept, withdraw } from '../http/partly-consented.ts';
import { anyDocument, DRUGS, documentOf, SECTIONS } from './random-documents.ts';

const SEED = 20261128;
const DOCUMENTS = 12;
const CONSENTS = 16;

const gateway = await sandboxGateway();
const { call, house } = gateway;
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const RULES = JSON.parse(readFileSync('src/consent/label-rules.json', 'utf8')).sections;

interface Held {
  readonly id: string;
  readonly sent: any;
  /** The parts as they are stored, one for each entry. */
  readonly parts: readonly any[];
}
const held: Held[] = [];

beforeAll(async () => {
  for (const [number, drawn] of fc.sample(anyDocument, { seed: SEED, numRuns: DOCUMENTS }).entries()) {
    const sent = documentOf(number, drawn);
    const { status, json } = await call('hospital-ehr', 'POST', '/fhir/Bundle', sent);
    expect(status, JSON.stringify(json)).toBe(201);
    const { rows } = await gateway.database.query<{ members: string[] }>('SELECT members FROM resource WHERE id = $1', [
      json.id,
    ]);
    const parts = await Promise.all(
      (rows[0]?.members ?? []).map(async (member) => (await call('hospital-ehr', 'GET', `/fhir/${member}`)).json),
    );
    held.push({ id: json.id, sent, parts });
  }
}, 120_000);

const anyConsent = fc.record({
  categories: fc
    .subarray(['medication', 'living', 'service', 'wish', 'crisis-plan', 'family', 'test', 'risk', 'finance'])
    .chain((some) =>
      fc
        .constantFrom([], ['condition'], ['condition', 'admission-status'], ['condition', 'admission-status'])
        .map((more) => [...some, ...more]),
    ),
  substance: fc.boolean(),
  denied: fc.option(fc.nat(3), { freq: 2 }),
});

/** What the office is to be shown, by the rules of consents alone: nothing of what the store keeps of sections is asked. */
function expected({ sent, parts }: Held, permit: Permit): { sections: string[]; entries: string[] } | undefined {
  const visible = (resource: any): boolean => groundOf(permit, resource, HOSPITAL).visible;
  const entryOf = new Map<string, number>(sent.entry.map(({ fullUrl }: any, index: number) => [fullUrl, index]));
  const isSeen = (reference: string) => visible(parts[entryOf.get(reference) ?? -1]);
  const { section, ...head } = parts[0];
  const isShown = (one: any): boolean => {
    const { category, confidentiality } = RULES[one.code.coding[0].code];
    const security = [
      { system: CONFIDENTIALITY, code: confidentiality ?? 'N' },
      ...['PSY'].map((code) => ({ system: ACT_CODE, code })),
      ...['condition', ...(category ?? [])].map((code) => ({ system: CATEGORY, code })),
    ];
    const alone = { ...head, meta: { ...head.meta, security }, section: [{ code: one.code }] };
    return visible(alone) && (one.entry ?? []).every(({ reference }: any) => isSeen(reference));
  };
  const all: any[] = sent.entry[0].resource.section[0].section;
  const howOf = (one: any) => SECTIONS[one.code.coding[0].code]?.how;
  const ofHead = [0, 1, 2, 3, 4].every((index) => visible(parts[index]));
  if (!ofHead || all.some((one) => howOf(one) === 'required' && !isShown(one))) return undefined;
  const shown = all.filter(isShown);
  const reached = new Set(sent.entry.slice(0, 5).map(({ fullUrl }: any) => fullUrl));
  const follow = (reference: string) => {
    if (reached.has(reference) || !isSeen(reference)) return;
    reached.add(reference);
    const { resource } = sent.entry[entryOf.get(reference) ?? -1];
    for (const [, next] of JSON.stringify(resource).matchAll(/"reference":"(urn:uuid:[0-9a-f-]+)"/g))
      follow(next ?? '');
  };
  for (const { entry = [] } of shown) for (const { reference } of entry) follow(reference);
  const sections = all.flatMap((one) => {
    const code = one.code.coding[0].code;
    return isShown(one) ? [code] : howOf(one) === 'emptied' ? [`${code} withheld`] : [];
  });
  return { sections, entries: [...reached].toSorted() as string[] };
}

/** Every word of this document's parts and sections. */
const wordsIn = (text: string): Set<string> => new Set(text.match(/語\d+・[PS]\d+語/g) ?? []);

test(`what an office reads of ${DOCUMENTS} documents under ${CONSENTS} consents is what the consents say of each part, and valid`, async () => {
  const caller = { actor: HIKARI, organization: HIKARI, purpose: 'COC', reason: null, scopes: [], user: null };
  let [shownWhole, shownInPart, hidden] = [0, 0, 0];
  for (const { categories, substance, denied } of fc.sample(anyConsent, { seed: SEED, numRuns: CONSENTS })) {
    const id = await consentKept(house, (consent) => {
      consent.provision.securityLabel = [
        { system: CONFIDENTIALITY, code: 'R' },
        { system: ACT_CODE, code: 'PSY' },
        ...(substance ? [{ system: ACT_CODE, code: 'ETHUD' }] : []),
        ...categories.map((code) => ({ system: CATEGORY, code })),
      ];
      consent.provision.provision = [
        { type: 'deny', code: [{ coding: [{ system: DRUGS, code: denied === null ? 'none' : `d${denied}` }] }] },
      ];
    });
    const visit: any = { caller, now: new Date(), base: gateway.url };
    const permit: any = await permitOfCaller(house, visit, 'access', { name: '*', reach: '*' } as any);
    for (const document of held) {
      const { status, json } = await call('soudan-hikari', 'GET', `/fhir/Bundle/${document.id}`);
      const wanted = expected(document, permit);
      if (wanted === undefined) {
        expect(status).toBe(404);
        hidden += 1;
        continue;
      }
      expect(status, JSON.stringify(json)).toBe(200);
      const told = json.entry[0].resource.section[0].section.map(
        ({ code, emptyReason }: any) => `${code.coding[0].code}${emptyReason ? ' withheld' : ''}`,
      );
      expect(told).toEqual(wanted.sections);
      expect(json.entry.map(({ fullUrl }: any) => fullUrl).toSorted()).toEqual(wanted.entries);
      checkWords(document, json, wanted);
      if (json.entry.length < document.sent.entry.length) shownInPart += 1;
      else shownWhole += 1;
      const issues = (await house.validator.validate(json)) as { severity: string }[];
      expect(issues.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([]);
    }
    await withdraw(call, id);
  }
  expect(Math.min(shownWhole, shownInPart, hidden)).toBeGreaterThan(10);
}, 300_000);

/** No word of what is hidden is anywhere, and of what is shown none is lost but the narratives of what lost a reference. */
function checkWords({ sent }: Held, json: any, { sections, entries }: { sections: string[]; entries: string[] }): void {
  const all = sent.entry[0].resource.section[0].section;
  const allowed = new Set([
    ...all
      .filter(({ code }: any) => sections.includes(code.coding[0].code))
      .flatMap((section: any) => [...wordsIn(JSON.stringify(section))]),
    ...sent.entry
      .filter(({ fullUrl }: any, index: number) => index > 0 && entries.includes(fullUrl))
      .flatMap((entry: any) => [...wordsIn(JSON.stringify(entry))]),
  ]);
  expect([...wordsIn(JSON.stringify(json))].toSorted()).toEqual([...allowed].toSorted());
}
