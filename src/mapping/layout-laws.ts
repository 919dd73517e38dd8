/** What no paper may have: one cell for two things, a cell beyond its columns, one that ends before it begins. */
import type { Issue } from '#fhir';
import type { Box } from './box.ts';
import { addressOf } from './cells.ts';
import type { Form, Mapping, Rule } from './mapping.ts';
import { ruleIssue } from './rule-issue.ts';
import { layOut, type Sheet } from './sheet.ts';

/** Each fault of the empty paper once, with the rule, its label and its cell. */
export function misplaced(mapping: Mapping): Issue[] {
  if (mapping.layout === undefined) return [];
  const rules = new Map(mapping.rules.map((rule) => [rule.source, rule]));
  const issues = layOut(mapping, emptyForm(mapping)).flatMap((sheet) => [
    ...outside(sheet, rules),
    ...overlapping(sheet, rules),
  ]);
  return [...new Map(issues.map((issue) => [issue.en, issue])).values()];
}

const emptyForm = ({ id, version, title, form = id }: Mapping): Form => ({
  mapping: id,
  version,
  form,
  title,
  ids: {},
  fields: {},
  tables: {},
});

type Rules = ReadonlyMap<string, Rule>;

function outside({ name, boxes, columns }: Sheet, rules: Rules): Issue[] {
  return boxes.flatMap((box): Issue[] => {
    const rule = rules.get(box.field ?? '');
    if (rule === undefined) return [];
    const cell = `${name}!${addressOf(box.top, box.left)}`;
    const end = addressOf(box.bottom, box.right);
    if (box.top > box.bottom || box.left > box.right)
      return [ruleIssue(rule, [`${end} で終わるのに ${cell} で始まります`, `ends at ${end} before it begins`], cell)];
    if (box.right <= columns) return [];
    const last = addressOf(box.top, columns);
    return [
      ruleIssue(rule, [`紙面の最後の列（${last}）より右にあります`, `lies beyond the last column (${last})`], cell),
    ];
  });
}

function overlapping({ name, boxes }: Sheet, rules: Rules): Issue[] {
  return boxes.flatMap((box, at) => {
    const rule = rules.get(box.field ?? '');
    const other = boxes.find((one, place) => place !== at && meet(box, one) && (place < at || one.field === undefined));
    if (rule === undefined || other === undefined) return [];
    const [cell, taken] = [addressOf(box.top, box.left), rangeOf(other)];
    const what = rules.get(other.field ?? '')?.label ?? other.text;
    return [
      ruleIssue(
        rule,
        [`セルが「${what}」（${taken}）と重なります`, `shares cells with \`${what}\` (${taken})`],
        `${name}!${cell}`,
      ),
    ];
  });
}

const meet = (one: Box, other: Box): boolean =>
  one.top <= other.bottom && other.top <= one.bottom && one.left <= other.right && other.left <= one.right;

const rangeOf = ({ top, left, bottom, right }: Box): string => `${addressOf(top, left)}:${addressOf(bottom, right)}`;
