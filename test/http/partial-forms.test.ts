/** A form prints what its reader may see, and no word of what they may not, in every format. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadMapping } from '../../src/mapping/index.ts';
import { readForm } from '../../src/paper/index.ts';
import { HOSPITAL, issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';
import { wordsOf } from '../mapping/print-image.ts';
import { consentKept, withdraw } from './partly-consented.ts';

const gateway = await sandboxGateway();
const { call } = gateway;
const OFFICE = 'soudan-hikari';
const HOSPITAL_EHR = 'hospital-ehr';
const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const category = (code: string) => ({ system: CATEGORY, code });
const get = (who: string, path: string) => call(who, 'GET', `/fhir/${path}`);

async function during<T>(change: (consent: any) => void, act: () => Promise<T>): Promise<T> {
  const id = await consentKept(gateway.house, (consent) => {
    // What a person refused ends only with evidence.
    delete consent.provision.provision;
    change(consent);
  });
  try {
    return await act();
  } finally {
    await withdraw(call, id);
  }
}

/** Every field of a form with its words. */
function wordsIn(form: any): string[] {
  const rows = [form, ...Object.values(form.tables).flat()] as any[];
  return rows.flatMap(({ fields }) => Object.values(fields).map(({ value }: any) => value));
}

const plain = (text: string): string => text.replace(/\s/g, '');

/** What the form says in each of its formats, without spaces. */
async function printsOf(who: string, path: string): Promise<Record<string, string>> {
  const as = async (format: string) => {
    const answer = await get(who, `${path}&format=${format}`);
    expect(answer.status, JSON.stringify(answer.json)).toBe(200);
    return Buffer.from(answer.bytes);
  };
  const id = /form=([a-z-]+)/.exec(path)?.[1] ?? '';
  const mapping = loadMapping(id) as any;
  const workbook = await readForm(mapping, await as('xlsx'), 'xlsx');
  return {
    json: plain((await as('json')).toString()),
    csv: plain((await as('csv')).toString()),
    html: plain((await as('html')).toString().replace(/<[^>]*>/g, '')),
    pdf: await wordsOf(await as('pdf')),
    xlsx: plain(JSON.stringify(workbook)),
  };
}

/** What the holder's form says and the reader's does not stands in none of the reader's prints; what is left, in each. */
async function expectPartly(path: string, reader: string, holder: string, hidden: RegExp): Promise<string[]> {
  const whole = wordsIn((await get(holder, path)).json);
  const answer = await get(reader, path);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const seen = wordsIn(answer.json);
  const told = seen.join('\n');
  const lines = (words: readonly string[]) => words.flatMap((one) => one.split('\n')).map(plain);
  const withheld = lines(whole).filter((line) => line.length > 3 && !plain(told).includes(line));
  expect(whole.join('\n')).toMatch(hidden);
  expect([withheld.length > 0, seen.length > 0]).toEqual([true, true]);
  for (const [format, words] of Object.entries(await printsOf(reader, path))) {
    expect(words, format).not.toMatch(hidden);
    for (const line of withheld) expect(words, format).not.toContain(line);
  }
  return seen;
}

const created = (answer: any): string[] => {
  expect(answer.status, JSON.stringify(issuesOf(answer.json))).toBe(200);
  const locations = answer.json.entry.flatMap(({ response }: any) => response.location?.split('/fhir/')[1] ?? []);
  return locations.map((location: string) => location.split('/_history/')[0]);
};
const ofType = (names: readonly string[], type: string): string[] =>
  names.filter((name) => name.startsWith(`${type}/`));

/** The example of a form becomes records of the hospital, about a person whom it knows. */
async function stored(form: string): Promise<string[]> {
  const { entry } = JSON.parse(readFileSync(`examples/${form}/bundle.json`, 'utf8'));
  const own = entry.filter(({ resource }: any) => !['Patient', 'Organization'].includes(resource.resourceType));
  const text = JSON.stringify(own)
    .replace(/Patient\/0{8}-[0-9a-f-]{27}/g, `Patient/${PERSON_B}`)
    .replace(/Organization\/0{8}-[0-9a-f-]{27}/g, HOSPITAL)
    .replace(/,\{"url":"[^"]*","valueReference":\{"reference":"Consent\/[^}]*\}\}/g, '');
  const posts = JSON.parse(text).map(({ fullUrl, resource }: any) => ({
    fullUrl,
    resource,
    request: { method: 'POST', url: resource.resourceType },
  }));
  return created(
    await call(HOSPITAL_EHR, 'POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: posts }),
  );
}

describe('a discharge summary of which some sections are not consented to', () => {
  let composition = '';
  beforeAll(async () => {
    const bundle = JSON.parse(readFileSync('examples/discharge-summary/good.json', 'utf8'));
    const posted = await call(HOSPITAL_EHR, 'POST', '/fhir/Bundle', bundle);
    expect(posted.status, JSON.stringify(posted.json)).toBe(201);
    composition = (await get(HOSPITAL_EHR, 'Composition?type=18842-5')).json.entry[0].resource.id;
  });

  test('is printed without a word of them', async () => {
    await during(
      (consent) => {
        consent.provision.securityLabel = consent.provision.securityLabel
          .filter(({ code }: any) => code !== 'medication')
          .concat(category('admission-status'));
      },
      async () => {
        await expectPartly(
          `Composition/${composition}/$form?form=discharge-summary-for-office`,
          OFFICE,
          HOSPITAL_EHR,
          /ブロチゾラム|レンドルミン|オランザピン|ジプレキサ|アルコール/,
        );
      },
    );
  });
});

const ETHUD = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETHUD' };
test('a monitoring report is printed whole, or, where a goal of it is not consented to, not at all', async () => {
  const made = await stored('monitoring-report');
  const report = `${ofType(made, 'Composition')[0]}/$form?form=monitoring-report`;
  await during(
    (consent) => consent.provision.securityLabel.push(category('finance'), category('family')),
    async () => {
      const whole = await get(OFFICE, report);
      expect(whole.status, JSON.stringify(whole.json)).toBe(200);
      const holders = wordsIn((await get(HOSPITAL_EHR, report)).json);
      expect(holders.filter((word) => !wordsIn(whole.json).includes(word))).toEqual([]);
      const goals = await Promise.all(ofType(made, 'Goal').map(async (name) => (await get(HOSPITAL_EHR, name)).json));
      const goal = goals.find(({ description }) => description.text.startsWith('眠れない時に'));
      const meta = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { security: [ETHUD] } }] };
      const labelled = await call(HOSPITAL_EHR, 'POST', `/fhir/Goal/${goal.id}/$meta-add`, meta);
      expect(labelled.status, JSON.stringify(labelled.json)).toBe(200);
      for (const format of ['json', 'xlsx', 'pdf', 'html', 'csv'])
        expect((await get(OFFICE, `${report}&format=${format}`)).status).toBe(404);
    },
  );
});

test('a plan of which the stay and the family are not consented to is printed without them', async () => {
  const made = await stored('discharge-support-plan');
  const plan = `${ofType(made, 'CarePlan')[0]}/$form?form=discharge-support-plan`;
  await during(
    (consent) => consent.provision.securityLabel.push(category('housing')),
    async () => {
      const seen = await expectPartly(plan, OFFICE, HOSPITAL_EHR, /佐藤洋子|佐藤 洋子|3階東病棟/);
      expect(seen).toEqual(expect.arrayContaining(['妄想型統合失調症', '11月に退院し、アパートで暮らす']));
    },
  );
});
