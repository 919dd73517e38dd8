import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { type Issue, isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { labelRulesShipped, NO_BASIS } from '../../src/consent/index.ts';
import { createSearchParameters } from '../../src/fhir/index.ts';
import type { SectionRow, Stored } from '../../src/store/index.ts';
import { drawSections } from '../../src/store/sections.ts';
import { redactDocument } from '../../src/visit/redact-document.ts';

const CORPORA = '../shared/corpora';
const PACKAGES = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'].map((name) => join(CORPORA, 'jp', name));
const REFERRAL = join(CORPORA, 'records/jp-clins/Bundle-Bundle-CLINS-Referral-Example-01.json');
const haveCorpora = existsSync(REFERRAL);
const DOCUMENTS = ['examples/discharge-summary/good.json', ...(haveCorpora ? [REFERRAL] : [])];
const SEED = 20261128;
const SUBSETS = 40;

const loaded = await loadPackages(['profiles/package', ...(haveCorpora ? PACKAGES : [])]);
if (isRefusal(loaded)) throw new Error(loaded.issues[0]?.en);
const validator = createValidator(loaded, { unknownExtensions: 'warning' });
const errorsOf = (bundle: Bundle): string[] =>
  (validator.validate(bundle) as Issue[])
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ code, expression }) => `${code} ${expression}`);

const DRAWING = { parameters: createSearchParameters(), labels: labelRulesShipped };
const uuid = (n: number): string => `40000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A document as it is stored: a member for each entry. */
function stored(bundle: Bundle): { members: string[]; sections: SectionRow[] } {
  const members = (bundle.entry ?? []).map(({ resource }, n) => `${resource?.resourceType}/${uuid(n)}/_history/1`);
  const whole = { custodian: null, members, labelled: labelRulesShipped.version, basis: NO_BASIS };
  return { members, sections: drawSections(bundle, whole, DRAWING) ?? [] };
}

/** The document as shown to who sees neither these sections nor what they list. */
function without(bundle: Bundle, hidden: readonly SectionRow[]): Bundle {
  const { members, sections } = stored(bundle);
  const kept = new Set(sections.filter((one) => one.withholding === 'required').flatMap(({ entries }) => entries));
  const gone = new Set(hidden.flatMap(({ entries }) => entries).filter((entry) => !kept.has(entry)));
  const isHidden = (one: SectionRow) =>
    hidden.some(({ path }) => path.join() === one.path.join()) || one.entries.some((entry) => gone.has(entry));
  const some = sections.some(isHidden);
  const withheld = sections.filter((one) => isHidden(one) || (some && one.withholding === 'copy'));
  return redactDocument(bundle, members, {
    shown: sections.filter((one) => !withheld.includes(one)),
    withheld,
    parts: new Map(members.filter((member) => !gone.has(member)).map((member) => [member, {} as Stored])),
    contacts: new Map(),
    signed: false,
  }).bundle;
}

/** The same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe.each(DOCUMENTS)('%s', (path) => {
  const bundle = JSON.parse(readFileSync(path, 'utf8')) as Bundle;
  const { sections } = stored(bundle);
  const redactable = sections.filter(({ withholding, path: at }) => withholding !== 'required' && at.length > 0);
  const known = new Set(errorsOf(bundle).map((error) => error.split(' ')[0]));
  const broken = (one: Bundle) => errorsOf(one).filter((error) => !known.has(error.split(' ')[0] ?? ''));

  test('has sections that may be withheld', () => {
    expect(redactable.length).toBeGreaterThan(5);
  });

  test('stays valid when everything goes that may go', () => {
    expect(broken(without(bundle, redactable))).toEqual([]);
  });

  test('stays valid whatever goes of it', () => {
    const random = randomNumbers(SEED);
    for (let n = 0; n < SUBSETS; n += 1) {
      const hidden = redactable.filter(() => random() < 0.5);
      const names = hidden.map(({ path: at }) => at.join('.')).join(' ');
      expect(broken(without(bundle, hidden)), names).toEqual([]);
    }
  });

  test('says the same of an empty section as of a withheld one, and nothing of one that may be missing', () => {
    const full = JSON.stringify(without(bundle, redactable).entry?.[0]?.resource);
    const emptied = structuredClone(bundle) as any;
    const composition = emptied.entry[0].resource;
    const bare = (list: any[], at: number[]): any[] =>
      list.flatMap((section, index) => {
        const place = [...at, index];
        const row = redactable.find(({ path: one }) => one.join() === place.join());
        const inner = section.section && { section: bare(section.section, place) };
        if (row === undefined) return [{ ...section, ...inner }];
        const { entry: _, ...rest } = section;
        const empty = { ...rest, emptyReason: { coding: [{ code: 'nilknown' }] } };
        return row.withholding === 'emptied' ? [empty] : [];
      });
    composition.section = bare(composition.section, []);
    expect(JSON.stringify(without(emptied, []).entry?.[0]?.resource)).toBe(full);
  });
});
