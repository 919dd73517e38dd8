/** The existing records that a filled form speaks of: by the ids it remembers, or by a number that a person is known by. */
import type { Bundle, HumanName, Identifier, Resource } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal } from '#fhir';
import { type Form, type FormRow, type Mapping, namedResources, toFhir, withoutBlankRows } from '#mapping';
import { resourceOf, type Stored } from '#store';
import { type House, notFound, permitOf, type Visit, visibleBy } from '#visit';
import { type Gathered, gatherForm, nameOf } from './gather-form.ts';
import { type Asked, type Met, meetRecords, withRecordsKept } from './meet-records.ts';

export interface Ground {
  /** With the ids of all that was found, and of nothing else. */
  readonly form: Form;
  readonly gathered: Gathered;
  /** All that was read and is spoken of, whether it is meant or not. */
  readonly read: Gathered;
  readonly issues: readonly Issue[];
  /** Who is known by a number alone, as `Type/id`. */
  readonly recognised: ReadonlySet<string>;
  /** Records that say the same as the form. */
  readonly met: readonly Met[];
}

/** 404 for a root that does not exist or may not be seen, which is the same. */
export async function groundOf(
  house: House,
  visit: Visit,
  { mapping, form, chosen }: Asked,
): Promise<Ground | Refusal> {
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const named = namedIn(mapping, form);
  const start =
    named.length === 0 ? [] : await house.store.readMany(permit, [...new Set(named.map(({ name }) => name))]);
  const known = new Set(start.map(nameOf));
  const root = { type: mapping.resources[mapping.root]?.type ?? '', id: form.ids[mapping.root] };
  if (root.id && !known.has(`${root.type}/${root.id}`)) return notFound(root.type, root.id);
  const lost = named.filter(({ name }) => !known.has(name));
  const issues = [...new Set(lost.map(({ name }) => name))].map(unknownId);
  const own = withoutBlankRows(withoutIds(form, new Set(lost.map(({ name }) => name)), mapping));
  const gathered = await gatherForm(house, visit, mapping, start);
  if (isRefusal(gathered)) return gathered;
  const recognised = await recognise(house, visit, { mapping, form: own, gathered, chosen });
  if (isRefusal(recognised)) return recognised;
  const searchable = await permitOf(house, visit, ['search']);
  if (isRefusal(searchable)) return searchable;
  const withPeople = { ...own, ids: { ...own.ids, ...recognised.ids } };
  const meeting = await meetRecords(house, searchable, { mapping, form: withPeople, chosen });
  if (isRefusal(meeting)) return meeting;
  const names = new Set(recognised.rows.map(nameOf));
  const used = new Set([...known, ...names, ...recognised.seen, ...meeting.met.map(({ row }) => nameOf(row))]);
  const unfit = chosen.filter((name) => !used.has(name)).map(chosenInVain);
  const told = [...issues, ...recognised.issues, ...meeting.issues, ...unfit];
  const ground = { form: meeting.form, issues: told, recognised: names, met: meeting.met };
  const more = [...recognised.rows, ...meeting.rows];
  const again = more.length === 0 ? gathered : await gatherForm(house, visit, mapping, [...start, ...more]);
  return isRefusal(again) ? again : { ...ground, read: again, gathered: without(again, meeting.strangers) };
}

/** Who is not meant is not written over, and not taken away either. */
function without({ rows, shown, bundle }: Gathered, strangers: ReadonlySet<string>): Gathered {
  const isMeant = (row: Stored): boolean => !strangers.has(nameOf(row));
  const entry = (bundle.entry ?? []).filter((_, at) => isMeant(rows[at] as Stored));
  return { rows: rows.filter(isMeant), shown: shown.filter(isMeant), bundle: { ...bundle, entry } };
}

/** Whoever is recognised or met has the name of the form, if not its spaces: the record keeps the name as it has it. */
export function withWordsOfRecords(output: Bundle, ground: Ground): Bundle {
  return withRecordsKept(withNamesOfRecords(output, ground), ground.met);
}

function withNamesOfRecords(output: Bundle, { recognised, gathered }: Ground): Bundle {
  const known = new Map(gathered.shown.map((row) => [nameOf(row), resourceOf(row)]));
  const entry = (output.entry ?? []).map((one) => {
    const name = `${one.resource?.resourceType}/${one.resource?.id}`;
    const record = recognised.has(name) ? known.get(name) : undefined;
    if (one.resource?.resourceType !== 'Patient' || record?.resourceType !== 'Patient' || !record.name) return one;
    return { ...one, resource: { ...one.resource, name: record.name } };
  });
  return { ...output, entry };
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

interface Named {
  readonly name: string;
}

/** `Type/id` of every resource that the form remembers; what is known by its id alone is no resource of the form. */
function namedIn(mapping: Mapping, form: Form): Named[] {
  const head = Object.entries(form.ids).flatMap(([name, id]) => {
    const rule = mapping.resources[name];
    return rule === undefined || rule.byId === true ? [] : [{ name: `${rule.type}/${id}` }];
  });
  const rows = Object.entries(form.tables).flatMap(([table, all]) =>
    all.flatMap((row) => namesOfRow(mapping, table, row).map(([, name]) => ({ name }))),
  );
  return [...head, ...rows].filter(({ name }) => ID.test(name.split('/')[1] ?? ''));
}

/** What hangs on a row, by the names of the table; the row itself under the name ''. */
function namesOfRow(mapping: Mapping, table: string, { key, ids = {} }: FormRow): [string, string][] {
  const { resource, with: parts = {} } = mapping.rowTables[table] ?? {};
  const own: [string, string][] = resource !== undefined && key !== undefined ? [['', `${resource.type}/${key}`]] : [];
  return [
    ...own,
    ...Object.entries(ids).flatMap(([name, id]): [string, string][] => {
      const part = parts[name];
      return part === undefined ? [] : [[name, `${part.type}/${id}`]];
    }),
  ];
}

/** Ids that lead nowhere are not given to anything new: nobody may choose the id of a record. */
function withoutIds(form: Form, lost: ReadonlySet<string>, mapping: Mapping): Form {
  const ids = Object.fromEntries(
    Object.entries(form.ids).filter(([name, id]) => !lost.has(`${mapping.resources[name]?.type}/${id}`)),
  );
  const tables = Object.fromEntries(
    Object.entries(form.tables).map(([table, rows]) => [
      table,
      rows.map((row) => rowWithoutIds(row, lost, mapping, table)),
    ]),
  );
  return { ...form, ids, tables };
}

function rowWithoutIds(row: FormRow, lost: ReadonlySet<string>, mapping: Mapping, table: string): FormRow {
  const gone = new Set(namesOfRow(mapping, table, row).flatMap(([name, target]) => (lost.has(target) ? [name] : [])));
  if (gone.size === 0) return row;
  const { key, ids = {}, fields } = row;
  const left = Object.fromEntries(Object.entries(ids).filter(([name]) => !gone.has(name)));
  return { ...(key === undefined || gone.has('') ? {} : { key }), ids: left, fields };
}

interface Recognising extends Asked {
  readonly gathered: Gathered;
}

interface Recognised {
  readonly ids: Readonly<Record<string, string>>;
  readonly rows: readonly Stored[];
  /** What bears a number of the form, whether it is meant or not. */
  readonly seen: readonly string[];
  readonly issues: readonly Issue[];
}

/** Paper names a person by the number of their certificate: who is seen to bear it is meant. The office itself is known by its name. */
async function recognise(
  house: House,
  visit: Visit,
  { mapping, form, gathered, chosen }: Recognising,
): Promise<Recognised | Refusal> {
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const draft = toFhir(mapping, form, { ids: counting(), base: gathered.bundle });
  if (isRefusal(draft)) return { ids: {}, rows: [], seen: [], issues: [] };
  const before = new Set(
    (gathered.bundle.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`),
  );
  const ids: Record<string, string> = {};
  const rows: Stored[] = [];
  const seen: string[] = [];
  const issues: Issue[] = [];
  for (const [name, resource] of namedResources(mapping, draft.output as Bundle, form.ids[mapping.root])) {
    if (mapping.resources[name]?.context !== true || before.has(`${resource.resourceType}/${resource.id}`)) continue;
    const found = await sameAs(house, visit, resource, permit);
    if (isRefusal(found)) return found;
    const named = found.filter((row) => chosen.includes(nameOf(row)));
    const [only, ...others] = named.length === 0 ? found : named;
    seen.push(...found.map(nameOf));
    if (others.length > 0) issues.push(severalKnown(found));
    else if (only !== undefined && !agrees(resource, resourceOf(only))) issues.push(otherPerson(only));
    else if (only !== undefined) {
      ids[name] = only.id;
      rows.push(only);
    }
  }
  return { ids, rows, seen, issues };
}

/** A mistyped number is somebody else's: their record must not be given this person's plan, nor this person's name. */
function agrees(form: Resource, record: Resource): boolean {
  if (form.resourceType !== 'Patient' || record.resourceType !== 'Patient') return true;
  const said = wordsOf(form.name);
  const known = wordsOf(record.name);
  const sameName = said.length === 0 || known.length === 0 || said.some((one) => known.includes(one));
  return sameName && (form.birthDate ?? record.birthDate) === (record.birthDate ?? form.birthDate);
}

/** Widths and spaces do not tell people apart. */
const wordsOf = (names: readonly HumanName[] = []): string[] =>
  names.map(({ text, family = '', given = [] }) =>
    (text ?? [family, ...given].join('')).normalize('NFKC').replace(/\s/g, ''),
  );

async function sameAs(
  house: House,
  { caller }: Visit,
  resource: Resource,
  permit: Parameters<typeof visibleBy>[1],
): Promise<Stored[] | Refusal> {
  const type = resource.resourceType;
  for (const { system, value } of identifiersOf(resource)) {
    const found = await visibleBy(house, permit, type, { identifier: `${system}|${value}` });
    if (isRefusal(found) || found.length > 0) return found;
  }
  if (type !== 'Organization' || caller.organization === null) return [];
  const own = await house.store.readMany(permit, [caller.organization]);
  return own.filter((row) => (resourceOf(row) as { name?: string }).name === (resource as { name?: string }).name);
}

function identifiersOf(resource: Resource): Identifier[] {
  const { identifier } = resource as { identifier?: Identifier | Identifier[] };
  return [identifier ?? []].flat().filter(({ system, value }) => system !== undefined && value !== undefined);
}

function counting(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `fresh-${count}`;
  };
}

const unknownId = (name: string): Issue => ({
  severity: 'error',
  code: 'form-id-unknown',
  type: 'not-found',
  ja: `様式が覚えている ${name} は見つかりません。見る許可がないものも、同じ答えになります。`,
  en: `\`${name}\`, which the form remembers, is not known; what may not be seen is answered alike`,
  expression: name,
});

const otherPerson = ({ type }: Stored): Issue => ({
  severity: 'error',
  code: 'form-recipient-differs',
  type: 'conflict',
  ja: '様式の番号の人は、様式の氏名または生年月日と違う人として登録されています。番号と氏名を確かめてください。',
  en: 'the number on the form belongs to somebody who is registered under another name or date of birth',
  expression: type,
});

function severalKnown(rows: readonly Stored[]): Issue {
  const names = rows.map(nameOf);
  return {
    severity: 'error',
    code: 'form-recipient-ambiguous',
    type: 'multiple-matches',
    ja: `様式の番号に当たる記録が複数あり（${names.join('、')}）、どれか決められません。使う記録を要求のパラメーターで選び（例: record=${names[0]}）、送り直してください。`,
    en: `several records bear the number on the form (${names.join(', ')}); choose the one that is meant by a parameter of the request (such as \`record=${names[0]}\`) and send it again`,
    expression: rows[0]?.type ?? '',
  };
}

const chosenInVain = (name: string): Issue => ({
  severity: 'error',
  code: 'form-id-unknown',
  type: 'not-found',
  ja: `record で選ばれた ${name} は、様式のどの欄にも当たりません。見る許可がないものも、同じ答えになります。`,
  en: `\`${name}\`, chosen by \`record\`, is meant by nothing on the form; what may not be seen is answered alike`,
  expression: 'http.record',
});
