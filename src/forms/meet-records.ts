/** Finds the records of family, illnesses and certificates of which a fresh sheet speaks again: none is made twice, and where it cannot be told which is meant, somebody must say. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { type Bilingual, type Issue, isRefusal, type Refusal } from '#fhir';
import {
  type Form,
  type FormPart,
  isMadeLike,
  isOfKind,
  keptAsRecorded,
  likenessOf,
  type Mapping,
  partsOfForm,
  toFhir,
} from '#mapping';
import { resourceOf, type Stored } from '#store';
import { type House, visibleBy } from '#visit';
import { nameOf } from './gather-form.ts';

/** A record that takes the place of what the form would make. */
export interface Met {
  readonly part: FormPart;
  readonly row: Stored;
  /** Chosen although the form says otherwise: then the form has the word, as of a record that it remembers. */
  readonly isChanged?: boolean;
}

export interface Meeting {
  /** With the ids of the records that are met. */
  readonly form: Form;
  readonly met: readonly Met[];
  /** What is met, and what is told to be like it. */
  readonly rows: readonly Stored[];
  /** Others that would be taken for somebody of the form who has another name. */
  readonly strangers: ReadonlySet<string>;
  readonly issues: readonly Issue[];
}

export interface Asked {
  readonly mapping: Mapping;
  /** Without blank rows. */
  readonly form: Form;
  /** `Type/id` of the records that are to be used where several could be meant. */
  readonly chosen: readonly string[];
}

/** Only what is visible is looked at: what is hidden is met as little as what does not exist. */
export async function meetRecords(
  house: House,
  permit: Permit,
  { mapping, form, chosen }: Asked,
): Promise<Meeting | Refusal> {
  const open: Open[] = [];
  const inUse = namesInUse(mapping, form);
  const known = new Map<string, readonly Stored[]>();
  for (const part of freshParts(mapping, form)) {
    const { resourceType: type } = part.resource;
    const person = personOf(part.resource);
    if (person === undefined) continue;
    const records = known.get(type) ?? (await visibleBy(house, permit, type, { patient: person }));
    if (isRefusal(records)) return records;
    known.set(type, records);
    const of = records.filter((row) => !inUse.has(nameOf(row)) && isOfKind(part, resourceOf(row)));
    open.push({ part, of, same: of.filter((row) => likenessOf(part, resourceOf(row)) === 'same') });
  }
  const { met, unclear } = pair(open, chosen);
  const taken = new Set(met.map(({ row }) => nameOf(row)));
  const unmet = open.filter(({ part }) => !met.some((one) => one.part === part));
  const similar = unmet
    .map(({ part, of }) => ({ part, rows: of.filter((row) => !taken.has(nameOf(row)) && isSimilar(part, row)) }))
    .filter(({ part, rows }) => rows.length > 0 && !unclear.some((one) => one.part === part));
  return {
    form: withIds(form, met),
    met,
    rows: [...met.map(({ row }) => row), ...[...unclear, ...similar].flatMap(({ rows }) => rows)],
    strangers: new Set(open.flatMap(({ part, of }) => (part.row === undefined ? strangersOf(of, taken) : []))),
    issues: [...unclear.map(severalSame), ...similar.map(oneSimilar), ...(met.length === 0 ? [] : [knownOnes(met)])],
  };
}

/** What is met stays as its record has it, but for what the form says otherwise. */
export function withRecordsKept(output: Bundle, met: readonly Met[]): Bundle {
  const known = new Map(met.filter(({ isChanged }) => isChanged !== true).map((one) => [nameOf(one.row), one]));
  const entry = (output.entry ?? []).map((one) => {
    const own = known.get(`${one.resource?.resourceType}/${one.resource?.id}`);
    if (own === undefined || one.resource === undefined) return one;
    return { ...one, resource: keptAsRecorded(one.resource, own.part.rule, resourceOf(own.row)) };
  });
  return { ...output, entry };
}

interface Open {
  readonly part: FormPart;
  /** Records of its kind about its person. */
  readonly of: readonly Stored[];
  /** Those that say the same. */
  readonly same: readonly Stored[];
}

interface Told {
  readonly part: FormPart;
  readonly rows: readonly Stored[];
}

/** First who is chosen; then who stood in that very place; then one for one, where as many are spoken of as there are records. */
function pair(open: readonly Open[], chosen: readonly string[]): { met: Met[]; unclear: Told[] } {
  const met = chosenAmong(open, chosen);
  const unclear: Told[] = [];
  const left = ({ same }: Open): Stored[] => same.filter((row) => !met.some((one) => one.row === row));
  const isPaired = ({ part }: Open): boolean => met.some((one) => one.part === part);
  for (const one of open) {
    if (isPaired(one)) continue;
    const [only, ...others] = left(one).filter((row) => isMadeLike(one.part, resourceOf(row)));
    if (only !== undefined && others.length === 0) met.push({ part: one.part, row: only });
  }
  for (const one of open) {
    if (isPaired(one)) continue;
    const rows = left(one);
    const [first] = rows;
    if (first === undefined) continue;
    const asking = open.filter((other) => !isPaired(other) && other.same.includes(first));
    if (rows.length <= asking.length) met.push({ part: one.part, row: first });
    else unclear.push({ part: one.part, rows });
  }
  return { met, unclear };
}

/** In the first place that says the same, or else in the first that says something like it. */
function chosenAmong(open: readonly Open[], chosen: readonly string[]): Met[] {
  const met: Met[] = [];
  for (const name of chosen) {
    const fits = open
      .filter(({ part }) => !met.some((one) => one.part === part))
      .flatMap(({ part, of }) => of.filter((row) => nameOf(row) === name).map((row) => ({ part, row })))
      .map((one) => ({ ...one, likeness: likenessOf(one.part, resourceOf(one.row)) }));
    const found = ['same', 'similar'].map((wanted) => fits.find(({ likeness }) => likeness === wanted));
    const best = found.find((one) => one !== undefined);
    if (best !== undefined) met.push({ part: best.part, row: best.row, isChanged: best.likeness === 'similar' });
  }
  return met;
}

const FRESH = 'fresh-';

/** What the form alone would make, without the records that it remembers. */
function freshParts(mapping: Mapping, form: Form): FormPart[] {
  let count = 0;
  const ids = (): string => {
    count += 1;
    return `${FRESH}${count}`;
  };
  const draft = toFhir(mapping, form, { ids });
  if (isRefusal(draft)) return [];
  return partsOfForm(mapping, draft.output, form.ids[mapping.root]).filter(({ resource: { id = '' } }) =>
    id.startsWith(FRESH),
  );
}

/** Whom a resource is about; nobody where that is a person whom the form makes. */
function personOf(resource: Resource): string | undefined {
  const { patient, subject, beneficiary } = resource as unknown as Partial<Record<string, { reference?: string }>>;
  const person = (patient ?? subject ?? beneficiary)?.reference;
  return person?.startsWith(`Patient/${FRESH}`) === false ? person : undefined;
}

/** A record that the form remembers in one place is not met in another. */
function namesInUse(mapping: Mapping, { ids, tables }: Form): Set<string> {
  const head = Object.entries(ids).map(([name, id]) => `${mapping.resources[name]?.type}/${id}`);
  const rows = Object.entries(tables).flatMap(([table, all]) =>
    all.flatMap(({ ids: own = {} }) =>
      Object.entries(own).map(([name, id]) => `${mapping.rowTables[table]?.with?.[name]?.type}/${id}`),
    ),
  );
  return new Set([...head, ...rows]);
}

function withIds(form: Form, met: readonly Met[]): Form {
  const head = met.flatMap(({ part, row }) => (part.row === undefined ? [[part.name, row.id] as const] : []));
  const idsOf = (table: string, at: number) =>
    met.flatMap(({ part, row }) =>
      part.row?.table === table && part.row.at === at ? [[part.name, row.id] as const] : [],
    );
  const tables = Object.entries(form.tables).map(([table, rows]) => [
    table,
    rows.map((row, at) => ({ ...row, ids: { ...row.ids, ...Object.fromEntries(idsOf(table, at)) } })),
  ]);
  return { ...form, ids: { ...form.ids, ...Object.fromEntries(head) }, tables: Object.fromEntries(tables) };
}

const isSimilar = (part: FormPart, row: Stored): boolean => likenessOf(part, resourceOf(row)) === 'similar';

const strangersOf = (rows: readonly Stored[], taken: ReadonlySet<string>): string[] =>
  rows.map(nameOf).filter((name) => !taken.has(name));

const placeOf = ({ name, row }: FormPart): string =>
  row === undefined ? `ids.${name}` : `tables.${row.table}[${row.at}].ids.${name}`;

function knownOnes(met: readonly Met[]): Issue {
  const told = met.map(({ part, row }) => `${placeOf(part)} = ${nameOf(row)}`).join(', ');
  return {
    severity: 'information',
    code: 'form-record-met',
    type: 'informational',
    ja: `すでにある記録を使い、新しくは作りません（${told}）。`,
    en: `records that are there already are used, and none is made anew (${told})`,
  };
}

/** By the request, whatever the form is written in; within the form where it is JSON. */
const howToChoose = ([first = '']: readonly string[], part: FormPart): Bilingual => ({
  ja: `使う記録を要求のパラメーターで選び（例: record=${first}）、送り直してください。JSON の様式では、その id を ${placeOf(part)} に書くこともできます。`,
  en: `choose the one that is meant by a parameter of the request (such as \`record=${first}\`) and send it again, or, in a form in JSON, give its id as \`${placeOf(part)}\``,
});

function severalSame({ part, rows }: Told): Issue {
  const names = rows.map(nameOf);
  return {
    severity: 'error',
    code: 'form-record-ambiguous',
    type: 'multiple-matches',
    ja: `様式の内容に当たる記録が複数あり（${names.join('、')}）、どれか決められません。${howToChoose(names, part).ja}`,
    en: `several records say the same as the form (${names.join(', ')}); ${howToChoose(names, part).en}`,
    expression: placeOf(part),
  };
}

function oneSimilar({ part, rows }: Told): Issue {
  const names = rows.map(nameOf);
  return {
    severity: 'warning',
    code: 'form-record-similar',
    type: 'duplicate',
    ja: `様式の内容に似た記録があります（${names.join('、')}）。このままでは新しい記録になります。同じものなら、${howToChoose(names, part).ja}`,
    en: `there are records like what the form says (${names.join(', ')}), and a new one is made; where one of them is meant, ${howToChoose(names, part).en}`,
    expression: placeOf(part),
  };
}
