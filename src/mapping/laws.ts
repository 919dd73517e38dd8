/** What must hold of every form, whoever has written its table: no two rules on one path, and a place on the paper for each field. */
import { type Issue, isRefusal } from '#fhir';
import { cellOfRule, cellsOfForm } from './form-cells.ts';
import { misplaced } from './layout-laws.ts';
import { type Form, type Mapping, type Rule, targetsOf } from './mapping.ts';
import { ruleIssue } from './rule-issue.ts';
import { toFhir } from './to-fhir.ts';
import { toForm } from './to-form.ts';

/** The broken laws of a table, each with its rule and label. */
export function brokenLaws(mapping: Mapping): Issue[] {
  return [...pathsTwice(mapping), ...notPrinted(mapping), ...misplaced(mapping)];
}

/** The laws that a filled form shows: what it says comes back from FHIR in the same words. */
export function brokenByForm(mapping: Mapping, form: Form, ids: () => string): Issue[] {
  const there = toFhir(mapping, form, { ids });
  if (isRefusal(there)) return [...there.issues];
  const again = toForm(mapping, there.output);
  if (isRefusal(again)) return [...again.issues];
  const cells = cellsOfForm(mapping, form);
  const [before, after] = [valuesOf(form), valuesOf(again.output)];
  const rules = new Map(mapping.rules.map((rule) => [rule.source, rule]));
  return [...new Map([...before, ...after])].flatMap(([path, { source }]): Issue[] => {
    const rule = rules.get(source);
    const [value, other] = [before, after].map((values) => values.get(path)?.value ?? '');
    if (rule === undefined || value === other) return [];
    const cell = cells.get(path) ?? path;
    return [
      ruleIssue(rule, [
        `${cell} の「${value}」が、FHIR から戻ると「${other}」になります`,
        `\`${value}\` at ${cell} comes back from FHIR as \`${other}\``,
      ]),
    ];
  });
}

/** Each filled field of the form, those of its rows among them, by the path with which issues name it. */
function valuesOf({ fields, tables }: Form): Map<string, { source: string; value: string }> {
  const of = (prefix: string, all: Form['fields']) =>
    Object.entries(all).map(([source, { value }]) => [`${prefix}fields.${source}`, { source, value }] as const);
  const rows = Object.entries(tables).flatMap(([table, list]) =>
    list.flatMap((row, at) => of(`tables.${table}[${at}].`, row.fields)),
  );
  return new Map([...of('', fields), ...rows]);
}

function pathsTwice({ rules, layout }: Mapping): Issue[] {
  const first = new Map<string, Rule>();
  const cellOf = (rule: Rule): string | undefined => cellOfRule({ ...(layout && { layout }) }, rule);
  const at = (rule: Rule): string => prefixed(cellOf(rule));
  return rules.flatMap((rule) =>
    Object.values(targetsOf(rule)).flatMap((path): Issue[] => {
      const other = first.get(path);
      first.set(path, other ?? rule);
      return other === undefined
        ? []
        : [
            ruleIssue(
              rule,
              [
                `${path} は規則 ${other.id}（${other.label}${at(other)}）も書きます`,
                `\`${path}\` is written by the rule \`${other.id}\` (${other.label}${at(other)}) too`,
              ],
              cellOf(rule),
            ),
          ];
    }),
  );
}

function notPrinted({ rules, layout }: Mapping): Issue[] {
  const printed = new Set(
    (layout?.sheets ?? []).flatMap(({ fields, tables = {}, grids = {}, lists = {} }) => [
      ...Object.keys(fields),
      ...Object.values(tables).flatMap(({ columns }) => Object.keys(columns)),
      ...Object.values(lists).map(({ field }) => field),
      ...Object.values(grids).flatMap(({ time, text }) => [time, text]),
    ]),
  );
  return rules
    .filter(({ direction, target }) => direction !== 'none' || target === undefined)
    .filter(({ source }) => !printed.has(source))
    .map((rule) =>
      ruleIssue(rule, [
        `欄 ${rule.source} が layout.json にありません`,
        `\`${rule.source}\` has no place in layout.json`,
      ]),
    );
}

const prefixed = (cell: string | undefined): string => (cell === undefined ? '' : ` ${cell}`);
