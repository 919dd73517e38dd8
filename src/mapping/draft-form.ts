/** Fills the first draft of a form from records: a table of FHIRPath expressions, one row a field. */
import { readFileSync } from 'node:fs';
import { evalFhirPath } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import type { Form, FormField, Mapping } from './mapping.ts';

export interface DraftField {
  readonly id: string;
  readonly field: string;
  readonly label: string;
  /** FHIRPath on each record (head of the form), or on the record that a row is made from. */
  readonly from: string;
  /** Written before the value; values of one field stand on lines of their own. */
  readonly prefix?: string;
}

export interface DraftRules {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly fields: readonly DraftField[];
  readonly rows: readonly {
    readonly id: string;
    readonly each: string;
    readonly fields: readonly DraftField[];
  }[];
}

const RULES = new URL('../../mappings/records-to-service-plan-draft/rules.json', import.meta.url);

/** The table, as the folder of mappings has it. */
export const readDraftRules = (): DraftRules => JSON.parse(readFileSync(RULES, 'utf8')) as DraftRules;

/** The form of `mapping` with what `records` say; fields that they say nothing of stay empty. `given` overrides. */
export function draftForm(
  mapping: Mapping,
  records: readonly Resource[],
  given: Readonly<Record<string, string>>,
): Form {
  const rules = readDraftRules();
  const fields: Record<string, FormField> = {};
  for (const rule of rules.fields) {
    const values = records.flatMap((record) =>
      rule.from.startsWith(`${record.resourceType}.`) ? textsAt(record, rule) : [],
    );
    addLines(fields, rule, values.slice(0, 1));
  }
  for (const rule of mapping.rules) {
    const value = given[rule.source];
    if (value !== undefined) fields[rule.source] = { label: rule.label, value };
  }
  const rows = rules.rows.flatMap(({ each, fields: columns }) =>
    records
      .filter(({ resourceType }) => resourceType === each)
      .map((record) => {
        const row: Record<string, FormField> = {};
        for (const column of columns) addLines(row, column, textsAt(record, column).slice(0, 1));
        return { fields: row };
      }),
  );
  // What several records say alike is said once: drafts of before among them.
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row.fields), row])).values()];
  const priority = mapping.rules.find(({ source }) => source === 'F01-18');
  return {
    mapping: mapping.id,
    version: mapping.version,
    form: mapping.form ?? '',
    title: mapping.title,
    ids: {},
    fields,
    tables: {
      [Object.keys(mapping.rowTables)[0] ?? '']: distinct.map((row, index) => ({
        fields: {
          ...(priority
            ? {
                [priority.source]: {
                  label: priority.label,
                  value: String(index + 1),
                },
              }
            : {}),
          ...row.fields,
        },
      })),
    },
  };
}

function textsAt(record: Resource, { from }: DraftField): string[] {
  return evalFhirPath(from, record).filter((value) => typeof value === 'string' && value !== '') as string[];
}

function addLines(
  fields: Record<string, FormField>,
  { field, label, prefix = '' }: DraftField,
  values: readonly string[],
): void {
  for (const value of values) {
    const before = fields[field];
    fields[field] = {
      label,
      value: before ? `${before.value}\n${prefix}${value}` : `${prefix}${value}`,
    };
  }
}
