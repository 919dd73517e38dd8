/** The tables of a form as rules of a StructureMap: one rule for each row, with the rules of its fields within. */
import type { StructureMapGroupRule, StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import { type Conditions, compilePath, type PartRule, type ResourceRule, type TableRule } from '#mapping';
import { freshTargets } from './map-fresh.ts';
import { type MapScope, toFhirRule, toFormRule } from './map-rules.ts';
import { type Ending, fhirPathOf, sourcesOf, splitTarget, targetsTo } from './map-steps.ts';

export const rowsToFhir = (scope: MapScope, known: readonly string[]): StructureMapGroupRule[] =>
  Object.entries(scope.mapping.rowTables).map(([name, table]) => {
    const rules = scope.mapping.rules.filter((rule) => rule.table === name);
    const made = rowTargets(scope, table);
    const parts = Object.entries(table.with ?? {});
    const within = [...known, table.row, ...parts.map(([part]) => part)];
    const fresh: Record<string, Pick<ResourceRule, 'fixed' | 'references'>> = {
      [table.row]: table.resource ?? { fixed: { ...constantsOf(table.where), ...table.fixed } },
      ...table.with,
    };
    const { mapping, names } = scope;
    const { targets, shared } = freshTargets({ mapping, names, rules, fresh, known: within });
    const own: MapScope = { ...scope, form: 'row', shared };
    return {
      name: `rows-${name}`,
      source: [{ context: scope.form, element: scope.elements.table(name), variable: 'row' }],
      target: [...made, ...parts.flatMap(([part, rule]) => partTargets(scope, part, rule)), ...targets],
      rule: rules.map((rule) => toFhirRule(own, rule)),
      documentation: table.title,
    };
  });

export const rowsFromFhir = (scope: MapScope): StructureMapGroupRule[] =>
  Object.entries(scope.mapping.rowTables).map(([name, table]) => {
    const rules = scope.mapping.rules.filter((rule) => rule.table === name);
    const own: MapScope = { ...scope, form: 'row', startOf: (start) => startWithin(scope, table, start) };
    const place = { context: scope.form, contextType: 'variable' as const, element: scope.elements.table(name) };
    return {
      name: `rows-${name}`,
      source: rowSources(scope, table),
      target: [{ ...place, variable: 'row' }],
      rule: rules.map((rule) => toFormRule(own, rule)),
      documentation: table.title,
    };
  });

/** A variable that ends on a Reference is read as what it points at. */
function startWithin(scope: MapScope, table: TableRule, name: string): ReturnType<MapScope['startOf']> {
  const part = table.with?.[name];
  if (part === undefined) return scope.startOf(name);
  const at = splitTarget(part.at);
  const start = startWithin(scope, table, at.name);
  return { variable: start.variable, steps: [...start.steps, ...at.steps] };
}

function rowSources(scope: MapScope, { in: list, row, where, resource }: TableRule) {
  const variable = scope.names.of(row);
  const condition = conditionsOf(where ?? resource?.match);
  const own = { variable, ...(condition === '' ? {} : { condition }) };
  if (list === undefined) {
    const root = scope.startOf(scope.mapping.root).variable;
    // Rows that point at the form are found by whoever runs the map, and handed on under their own name.
    return [{ context: root, ...own }];
  }
  const { name, steps } = splitTarget(list);
  const { sources } = sourcesOf(scope.startOf(name).variable, steps, scope.names);
  return sources.map((source, at) => (at === sources.length - 1 ? { ...source, ...own } : source));
}

function rowTargets({ names }: MapScope, { in: list, row, resource }: TableRule): StructureMapGroupRuleTarget[] {
  const variable = names.of(row);
  const made = resource === undefined ? [] : resourceTargets(variable, resource.type);
  if (list === undefined) return made;
  const { name, steps } = splitTarget(list);
  const ending: Ending = resource === undefined ? {} : { transform: 'reference', parameter: [{ valueId: variable }] };
  const { targets } = targetsTo(names.of(name), steps, { names, shared: new Map(), ending });
  if (resource !== undefined) return [...made, ...targets];
  return targets.map((target, at) => (at === targets.length - 1 ? { ...target, variable } : target));
}

function partTargets({ names }: MapScope, part: string, { at, type }: PartRule): StructureMapGroupRuleTarget[] {
  const variable = names.of(part);
  const { name, steps } = splitTarget(at);
  const ending: Ending = { transform: 'reference', parameter: [{ valueId: variable }] };
  const { targets } = targetsTo(names.of(name), steps, { names, shared: new Map(), ending });
  return [...resourceTargets(variable, type), ...targets];
}

const resourceTargets = (variable: string, type: string): StructureMapGroupRuleTarget[] => [
  { context: 'bundle', contextType: 'variable', element: 'entry', variable: `${variable}Entry` },
  {
    context: `${variable}Entry`,
    contextType: 'variable',
    element: 'resource',
    variable,
    transform: 'create',
    parameter: [{ valueString: type }],
  },
];

/** Conditions that are values, as what a new row begins with. */
const constantsOf = (where: Conditions = {}): Conditions =>
  Object.fromEntries(
    Object.entries(where).filter(([, value]) => value !== '*' && value !== '!' && !Array.isArray(value)),
  );

function conditionsOf(where: Conditions = {}): string {
  return Object.entries(where)
    .map(([path, value]) => {
      const read = fhirPathOf(compilePath(path));
      if (value === '*') return `${read}.exists()`;
      if (value === '!') return `${read}.empty()`;
      return `${read}.where(${[value]
        .flat()
        .map((one) => `$this = ${literal(one)}`)
        .join(' or ')}).exists()`;
    })
    .join(' and ');
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
