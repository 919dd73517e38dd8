/** One rule of a table as a rule of a StructureMap, for one way. Its extension holds all of it. */
import type {
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget,
} from '@medplum/fhirtypes';
import { type Mapping, type Rule, type Step, targetsOf } from '#mapping';
import { ruleExtension } from './map-extensions.ts';
import { conceptMapUrl, type ElementNames } from './map-names.ts';
import { type Ending, type Shared, sourcesOf, splitTarget, targetsTo, type Variables } from './map-steps.ts';

/** What a rule is written in: the form's side, and where each named resource, row or part begins. */
export interface MapScope {
  readonly mapping: Mapping;
  readonly elements: ElementNames;
  readonly names: Variables;
  readonly shared: Shared;
  /** The variable of the form, or of its row. */
  readonly form: string;
  /** Where a part hangs on the row, when the way leads from FHIR. */
  startOf(name: string): { variable: string; steps: readonly Step[] };
}

/** The types in which a code can be written, by what the codec calls its path. */
const CODE_TYPES: Readonly<Record<string, string>> = { value: 'CodeableConcept', coding: 'Coding', code: 'code' };

export function toFhirRule(scope: MapScope, rule: Rule): StructureMapGroupRule {
  const { form, elements, names } = scope;
  const source = { context: form, element: elements.field(rule.source), variable: 'value' };
  const paths = Object.entries(targetsOf(rule));
  const [only, ...more] = paths;
  if (rule.direction === 'none' || only === undefined) return written(rule, [source]);
  const ending = more.length === 0 ? nativeEnding(scope.mapping, rule, only[0]) : undefined;
  const chains = paths.map(([, path]) => {
    const { name, steps } = splitTarget(path);
    const base = names.of(name);
    if (steps.length === 0) return { targets: [], variable: base };
    return targetsTo(base, steps, { names, shared: scope.shared, ...(ending === undefined ? {} : { ending }) });
  });
  const targets = chains.flatMap((chain) => chain.targets);
  if (ending !== undefined) return written(rule, [source], targets);
  const variable = ['value', ...chains.map((chain) => chain.variable)];
  return written(rule, [source], targets, [{ name: codecGroup(scope.mapping, rule), variable }]);
}

export function toFormRule(scope: MapScope, rule: Rule): StructureMapGroupRule {
  const { form, elements, names, mapping } = scope;
  const chains = Object.values(targetsOf(rule)).map((path) => {
    const { name, steps } = splitTarget(path);
    const start = scope.startOf(name);
    const read = sourcesOf(start.variable, [...start.steps, ...steps], names);
    return read.sources.length > 0 ? read : { ...read, sources: [{ context: start.variable }] };
  });
  const sources = chains.flatMap((chain) => chain.sources);
  if (rule.direction === 'none' || chains.length === 0)
    return written(rule, sources.length > 0 ? sources : [{ context: scope.startOf(mapping.root).variable }]);
  const element = elements.field(rule.source);
  const place = { context: form, contextType: 'variable' as const, element };
  const [first] = chains;
  if (chains.length === 1 && rule.codec === 'text' && first !== undefined)
    return written(rule, sources, [{ ...place, transform: 'copy', parameter: [{ valueId: first.variable }] }]);
  const variable = [...chains.map((chain) => chain.variable), 'field'];
  return written(rule, sources, [{ ...place, variable: 'field' }], [{ name: codecGroup(mapping, rule), variable }]);
}

function written(
  rule: Rule,
  source: StructureMapGroupRuleSource[],
  target: StructureMapGroupRuleTarget[] = [],
  dependent: StructureMapGroupRuleDependent[] = [],
): StructureMapGroupRule {
  const { id, label, loss } = rule;
  return {
    extension: [ruleExtension(rule)],
    name: id,
    source,
    ...(target.length > 0 ? { target } : {}),
    ...(dependent.length > 0 ? { dependent } : {}),
    documentation: loss === undefined ? label : `${label}: ${loss}`,
  };
}

/** What StructureMap says in its own words: a text copied, a code translated. */
function nativeEnding(mapping: Mapping, { codec, map }: Rule, key: string): Ending | undefined {
  if (mapping.kind !== 'form') return undefined;
  if (codec === 'text') return { transform: 'copy', parameter: [{ valueId: 'value' }] };
  const type = CODE_TYPES[key];
  if (codec !== 'code' || map === undefined || type === undefined) return undefined;
  const parameter = [{ valueId: 'value' }, { valueString: conceptMapUrl(mapping, map) }, { valueString: type }];
  return { transform: 'translate', parameter };
}

/** The group of the library that stands for a codec. */
const codecGroup = ({ kind }: Pick<Mapping, 'kind'>, { codec = 'text' }: Rule): string =>
  codec.startsWith('cda-') ? codec : `${kind === 'message' ? kind : 'form'}-${codec}`;
