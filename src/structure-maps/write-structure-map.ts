/** A mapping as a StructureMap, one for each way: the skin by which other houses read the tables. */
import type {
  StructureMap,
  StructureMapGroup,
  StructureMapGroupInput,
  StructureMapGroupRule,
  StructureMapStructure,
} from '@medplum/fhirtypes';
import { type Mapping, narrativeOf } from '#mapping';
import { freshTargets } from './map-fresh.ts';
import {
  CODEC_LIBRARY,
  elementNames,
  type MapWay,
  mapId,
  mapUrl,
  modelId,
  modelUrl,
  nameOf,
  TABLE_EXTENSION,
} from './map-names.ts';
import { rowsFromFhir, rowsToFhir } from './map-rows.ts';
import { type MapScope, toFhirRule, toFormRule } from './map-rules.ts';
import { variables } from './map-steps.ts';

/** The types of the named resources. A message names them by type, or in `types`. */
export type ResourceTypes = Readonly<Record<string, string>>;

/** The ways that a mapping leads. */
export function waysOf({ kind, direction }: Pick<Mapping, 'kind' | 'direction'>): readonly MapWay[] {
  if (kind === 'message') return ['to-fhir'];
  return direction === undefined ? ['to-fhir', 'to-form'] : [direction];
}

export function structureMap(mapping: Mapping, way: MapWay, types: ResourceTypes): StructureMap {
  const group = way === 'to-fhir' ? toFhirGroups(mapping, types) : [toFormGroup(mapping, types)];
  const id = mapId(mapping, way);
  return {
    resourceType: 'StructureMap',
    id,
    text: narrativeOf(mapping.title),
    extension: [{ url: TABLE_EXTENSION, valueString: JSON.stringify(tableOf(mapping)) }],
    url: mapUrl(mapping, way),
    version: mapping.version,
    name: nameOf(id),
    title: mapping.title,
    status: 'active',
    description: `${mapping.title}（${way}）。規則の全体は拡張 mapping-rule に、資源と表は拡張 mapping-table にあります。 / Each rule whole in its extension mapping-rule, the resources and tables in the extension mapping-table.`,
    structure: structuresOf(mapping, way, types),
    import: [CODEC_LIBRARY],
    group,
  };
}

/** All of a table but its rules and codes, and the order of its rules. What is printed is no matter of exchange. */
function tableOf({ rules, tables: _codes, layout: _layout, root: _root, rowTables, ...rest }: Mapping): object {
  return { ...rest, tables: rowTables, rules: rules.map(({ id }) => id) };
}

function structuresOf(mapping: Mapping, way: MapWay, types: ResourceTypes): StructureMapStructure[] {
  const [form, fhir] = way === 'to-fhir' ? (['source', 'target'] as const) : (['target', 'source'] as const);
  const all = new Set([...(way === 'to-fhir' ? ['Bundle'] : []), ...Object.values(types)]);
  return [
    { url: modelUrl(mapping), mode: form, alias: nameOf(modelId(mapping)) },
    ...[...all].map((type) => ({
      url: `http://hl7.org/fhir/StructureDefinition/${type}`,
      mode: fhir,
      alias: type,
    })),
  ];
}

/** `main` makes the resources; `form` writes into them, and is what is called where they are there already. */
function toFhirGroups(mapping: Mapping, types: ResourceTypes): StructureMapGroup[] {
  const names = variables(RESERVED);
  const resources = Object.entries(types).map(([name, type]) => ({ name: names.of(name), type }));
  const made = resources.flatMap(({ name, type }) => [
    { context: 'bundle', contextType: 'variable' as const, element: 'entry', variable: `${name}Entry` },
    {
      context: `${name}Entry`,
      contextType: 'variable' as const,
      element: 'resource',
      variable: name,
      transform: 'create' as const,
      parameter: [{ valueString: type }],
    },
  ]);
  const variable = ['src', 'bundle', ...resources.map(({ name }) => name)];
  const main: StructureMapGroupRule = {
    name: 'resources',
    source: [{ context: 'src' }],
    target: made,
    dependent: [{ name: 'form', variable }],
    documentation:
      '決まった値のほかに何も書かれなかった資源は捨てます。 / A resource with nothing but fixed values is dropped.',
  };
  const form = inputOf('src', nameOf(modelId(mapping)), 'source');
  const bundle = inputOf('bundle', 'Bundle', 'target');
  return [
    { name: 'main', typeMode: 'none', input: [form, bundle], rule: [main] },
    {
      name: 'form',
      typeMode: 'none',
      input: [form, bundle, ...resources.map(({ name, type }) => inputOf(name, type, 'target'))],
      rule: toFhirRules(mapping, Object.keys(types)),
    },
  ];
}

const RESERVED: readonly string[] = ['src', 'bundle', 'value', 'field', 'row', 'form'];

function toFhirRules(mapping: Mapping, known: readonly string[]): StructureMapGroupRule[] {
  const names = variables(RESERVED);
  const head = mapping.rules.filter(({ table }) => table === undefined);
  const { targets, shared } = freshTargets({ mapping, names, rules: head, fresh: mapping.resources, known });
  const scope: MapScope = {
    mapping,
    elements: elementNames(mapping),
    names,
    shared,
    form: 'src',
    startOf: (name) => ({ variable: names.of(name), steps: [] }),
  };
  const rules = [...head.map((rule) => toFhirRule(scope, rule)), ...rowsToFhir(scope, known)];
  if (targets.length === 0) return rules;
  return [
    {
      name: 'fresh',
      source: [{ context: 'src' }],
      target: targets,
      rule: rules,
      documentation: '決まった値は新しい資源にだけ書きます。 / Fixed values are written into a fresh resource only.',
    },
  ];
}

function toFormGroup(mapping: Mapping, types: ResourceTypes): StructureMapGroup {
  const names = variables(RESERVED);
  const scope: MapScope = {
    mapping,
    elements: elementNames(mapping),
    names,
    shared: new Map(),
    form: 'form',
    startOf: (name) => ({ variable: names.of(name), steps: [] }),
  };
  const head = mapping.rules.filter(({ table }) => table === undefined);
  return {
    name: 'form',
    typeMode: 'none',
    documentation:
      '資源は拡張 mapping-table の match・references・foundBy で見つけて渡します。 / The resources are found by match, references and foundBy of the extension mapping-table, and handed in.',
    input: [
      ...Object.entries(types).map(([name, type]) => inputOf(names.of(name), type, 'source')),
      inputOf('form', nameOf(modelId(mapping)), 'target'),
    ],
    rule: [...head.map((rule) => toFormRule(scope, rule)), ...rowsFromFhir(scope)],
  };
}

const inputOf = (name: string, type: string, mode: 'source' | 'target'): StructureMapGroupInput => ({
  name,
  type,
  mode,
});
