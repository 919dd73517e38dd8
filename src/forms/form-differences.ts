/** What a filled form says otherwise than the records, field by field, and where on the paper: for who must judge a preview. */
import type { Bundle } from '@medplum/fhirtypes';
import { type Issue, isRefusal } from '#fhir';
import { cellsOfForm, type Form, type FormField, type Mapping, toForm } from '#mapping';

/** An emptied field is a warning: it may be empty only because it was not seen when the form was printed. */
export function differencesOf(mapping: Mapping, form: Form, base: Bundle): Issue[] {
  const rootId = form.ids[mapping.root];
  if (rootId === undefined) return [];
  const known = toForm(mapping, base, { rootId });
  if (isRefusal(known)) return [];
  const before = new Map(placesOf(known.output));
  const after = new Map(placesOf(form));
  // A field that was emptied stands where it is printed when it has words.
  const paths = new Map([...printedPaths(known.output), ...printedPaths(form)]);
  const cells = new Map([...cellsOfForm(mapping, known.output), ...cellsOfForm(mapping, form)]);
  const rules = new Map(mapping.rules.map(({ source, id }) => [source, id]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((place): Issue[] => {
    const [old, now] = [before.get(place), after.get(place)];
    const [from, to] = [old?.value.trim() ?? '', now?.value.trim() ?? ''];
    if (from === to) return [];
    const path = paths.get(place) ?? place;
    const source = place.slice(place.lastIndexOf('.') + 1);
    const label = now?.label ?? old?.label ?? source;
    return [difference({ path, label, rule: rules.get(source) ?? 'none', cell: cells.get(path), from, to })];
  });
}

/** The issues of reading and mapping, with the cell of each. */
export function locateIssues(mapping: Mapping, form: Form, issues: readonly Issue[]): Issue[] {
  const cells = cellsOfForm(mapping, form);
  return issues.map((issue) => {
    const cell = cells.get(issue.expression ?? '');
    if (cell === undefined) return issue;
    const rule = /\(rule ([^)]+)\)/.exec(issue.en)?.[1];
    const ja = `${issue.ja}（${rule === undefined ? '' : `規則 ${rule}、`}セル ${cell}）`;
    return { ...issue, ja, en: `${issue.en} (cell ${cell})` };
  });
}

/** Fields by the key of their row, which stays when rows move. */
function placesOf({ fields, tables }: Form): [string, FormField][] {
  const rows = Object.entries(tables).flatMap(([table, all]) =>
    all.flatMap((row, at) => entriesUnder(`${table}/${row.key ?? `new-${at + 1}`}`, row.fields)),
  );
  return [...entriesUnder('', fields), ...rows];
}

function printedPaths({ fields, tables }: Form): [string, string][] {
  const rows = Object.entries(tables).flatMap(([table, all]) =>
    all.flatMap((row, at) =>
      Object.keys(row.fields).map((field): [string, string] => [
        `${table}/${row.key ?? `new-${at + 1}`}.${field}`,
        `tables.${table}[${at}].fields.${field}`,
      ]),
    ),
  );
  return [...Object.keys(fields).map((field): [string, string] => [`.${field}`, `fields.${field}`]), ...rows];
}

const entriesUnder = (prefix: string, fields: Readonly<Record<string, FormField>>): [string, FormField][] =>
  Object.entries(fields).map(([field, value]) => [`${prefix}.${field}`, value]);

interface Difference {
  readonly path: string;
  readonly label: string;
  readonly rule: string;
  readonly cell: string | undefined;
  readonly from: string;
  readonly to: string;
}

const CHANGED = { severity: 'information', code: 'form-field-changed', type: 'informational' } as const;
const EMPTIED = { severity: 'warning', code: 'form-field-emptied', type: 'business-rule' } as const;

function difference({ path, label, rule, cell, from, to }: Difference): Issue {
  const [whereJa, whereEn] = cell === undefined ? ['', ''] : [`、セル ${cell}`, `, cell ${cell}`];
  const emptied = to === '';
  return {
    ...(emptied ? EMPTIED : CHANGED),
    ja: `${label}: 「${from}」→${emptied ? '空欄にします' : `「${to}」`}（規則 ${rule}${whereJa}）`,
    en: `${path}: \`${from}\` → ${emptied ? 'emptied' : `\`${to}\``} (rule ${rule}${whereEn})`,
    expression: path,
  };
}
