/** The tables that are no forms as StructureMaps: what is written for another house's profile, and the draft from records. */
import type {
  ConceptMap,
  Extension,
  StructureMap,
  StructureMapGroup,
  StructureMapGroupInput,
  StructureMapGroupRule,
} from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import { compilePath, type DraftField, loadMapping, narrativeOf, readDraftRules } from '#mapping';
import { type ExportRule, type ExportTable, listExports, loadExport } from './load-export.ts';
import { conceptMapOf } from './map-concepts.ts';
import { conceptMapUrl, elementNames, modelId, modelUrl, nameOf, RULE_EXTENSION, urlOf } from './map-names.ts';
import { fhirPathOf, targetsTo, variables } from './map-steps.ts';
import { formModel } from './write-form-model.ts';

const DRAFT = readDraftRules().id;

/** The ids of these tables. */
export const TABLE_IDS: readonly string[] = [...listExports(), DRAFT];

type Exported = ReturnType<typeof formModel> | StructureMap | ConceptMap;

/** Each row of the table is a rule that evaluates FHIRPath; the row itself is in its extension. */
export function exportTableMaps(id: string): Exported[] | Refusal {
  if (id === DRAFT) return draftMaps();
  const table = loadExport(id);
  return isRefusal(table) ? table : profileMaps(table);
}

function profileMaps(table: ExportTable): Exported[] {
  const { id, type, profile, rules, fixed, requires } = table;
  const told = `${JSON.stringify({ requires, fixed })}`;
  const group: StructureMapGroup = {
    name: 'export',
    typeMode: 'none',
    documentation: `満たすべき条件と決まった値 / conditions and fixed values: ${told}`,
    input: [input('src', type, 'source'), input('tgt', `${type}Target`, 'target')],
    rule: rules.map((rule) => profileRule(table, rule)),
  };
  const map = mapOf(table, group, [
    { url: `http://hl7.org/fhir/StructureDefinition/${type}`, mode: 'source', alias: type },
    { url: profile, mode: 'target', alias: `${type}Target` },
  ]);
  const named = new Set(rules.map((rule) => rule.map));
  const codes = Object.entries(table.codes).filter(([name]) => named.has(name));
  return [map, ...codes.map(([name, one]) => conceptMapOf({ ...table, id }, name, one))];
}

function profileRule(table: ExportTable, rule: ExportRule): StructureMapGroupRule {
  const { id, label, to = [], loss, map } = rule;
  const read = evaluated('src', expressionOf(rule));
  const code =
    map === undefined
      ? undefined
      : [{ valueId: 'value' }, { valueString: conceptMapUrl(table, map) }, { valueString: 'Coding' }];
  const ending = code === undefined ? read : { transform: 'translate' as const, parameter: code };
  const names = variables([]);
  const shared = new Map<string, string>();
  const target = to.flatMap((path) => targetsTo('tgt', compilePath(path), { names, shared, ending }).targets);
  const first = rule.from?.[0]?.split(/[.[(]/)[0];
  return {
    extension: [rowExtension(rule, (rule.from ?? []).join(' | ') || 'join', 'to-fhir')],
    name: id,
    source: [
      {
        context: 'src',
        ...(first === undefined || first === 'resourceType' ? {} : { element: first, variable: 'value' }),
      },
    ],
    ...(target.length > 0 ? { target } : {}),
    documentation: loss === undefined ? label : `${label}: ${loss}`,
  };
}

/** The first path that is there, or all lines below each other. */
function expressionOf({ from = [], join = [] }: ExportRule): string {
  const paths = from.map((path) => fhirPathOf(compilePath(path)));
  if (join.length === 0)
    return paths.reduceRight((rest, path) => (rest === '' ? path : `iif(${path}.exists(), ${path}, ${rest})`), '');
  const lines = join.map(({ path, prefix = '' }) => `${fhirPathOf(compilePath(path))}.select('${prefix}' & $this)`);
  return `${lines.reduce((all, line) => (all === '' ? line : `${all}.combine(${line})`), '')}.join('\\n')`;
}

function draftMaps(): Exported[] | Refusal {
  const draft = readDraftRules();
  const form = loadMapping('service-plan-draft');
  if (isRefusal(form)) return form;
  const names = elementNames(form);
  const types = [
    ...new Set([...draft.fields.map(({ from }) => from.split('.')[0] ?? ''), ...draft.rows.map(({ each }) => each)]),
  ];
  const rule = (context: string, into: string, field: DraftField): StructureMapGroupRule => ({
    extension: [rowExtension(field, field.from, 'to-form')],
    name: field.id,
    source: [{ context }],
    target: [
      {
        context: into,
        contextType: 'variable',
        element: names.field(field.field),
        ...evaluated(context, field.prefix === undefined ? field.from : `'${field.prefix}' & ${field.from}`),
      },
    ],
    documentation: field.label,
  });
  const rows = draft.rows.map(
    ({ id, each, fields }): StructureMapGroupRule => ({
      name: `rows-${id}`,
      source: [{ context: each }],
      target: [{ context: 'form', contextType: 'variable', element: names.table('needs'), variable: 'row' }],
      rule: fields.map((field) => rule(each, 'row', field)),
    }),
  );
  const group: StructureMapGroup = {
    name: 'draft',
    typeMode: 'none',
    input: [...types.map((type) => input(type, type, 'source')), input('form', nameOf(modelId(form)), 'target')],
    rule: [...draft.fields.map((field) => rule(field.from.split('.')[0] ?? '', 'form', field)), ...rows],
  };
  const map = mapOf(draft, group, [
    ...types.map((type) => ({
      url: `http://hl7.org/fhir/StructureDefinition/${type}`,
      mode: 'source' as const,
      alias: type,
    })),
    { url: modelUrl(form), mode: 'target', alias: nameOf(modelId(form)) },
  ]);
  return [formModel(form), map];
}

function mapOf(
  { id, version, title }: { readonly id: string; readonly version: string; readonly title: string },
  group: StructureMapGroup,
  structure: NonNullable<StructureMap['structure']>,
): StructureMap {
  return {
    resourceType: 'StructureMap',
    id,
    text: narrativeOf(title),
    url: urlOf('StructureMap', id),
    version,
    name: nameOf(id),
    title,
    status: 'active',
    structure,
    group: [group],
  };
}

const input = (name: string, type: string, mode: 'source' | 'target'): StructureMapGroupInput => ({ name, type, mode });

const evaluated = (context: string, expression: string) => ({
  transform: 'evaluate' as const,
  parameter: [{ valueId: context }, { valueString: expression }],
});

function rowExtension(
  row: { readonly id: string; readonly label: string },
  source: string,
  direction: 'to-fhir' | 'to-form',
): Extension {
  return {
    url: RULE_EXTENSION,
    extension: [
      { url: 'id', valueString: row.id },
      { url: 'source', valueString: source },
      { url: 'label', valueString: row.label },
      { url: 'direction', valueString: direction },
      { url: 'row', valueString: JSON.stringify(row) },
    ],
  };
}
