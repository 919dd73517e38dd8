/** Finds in a StructureMap every construct that would be read as something else, or as nothing. */
import type {
  StructureMap,
  StructureMapGroup,
  StructureMapGroupRule,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget,
} from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import { type MapIssueCode, type MapPlace, mapIssue } from './map-issue.ts';

/** Those that can be told from the map alone; what needs the definitions is told where the map is read. */
export function lintConstructs(map: StructureMap): Issue[] {
  const { group, import: imports = [], implicitRules } = map;
  const first = imports[0];
  const isModified = implicitRules !== undefined || JSON.stringify(map).includes('"modifierExtension":');
  return [
    ...(isModified ? [mapIssue('map-modifier', { path: 'StructureMap' })] : []),
    ...(first === undefined ? [] : [mapIssue('map-imports', { path: 'StructureMap.import[0]' }, first)]),
    ...group.slice(1).map(({ name }, at) => mapIssue('map-groups', { path: `StructureMap.group[${at + 1}]` }, name)),
    ...group.flatMap((one, at) => lintGroup(one, `StructureMap.group[${at}]`)),
  ];
}

function lintGroup({ extends: base, typeMode, rule, name }: StructureMapGroup, path: string): Issue[] {
  return [
    ...(base === undefined ? [] : [mapIssue('map-extends', { path: `${path}.extends` }, `${name} extends ${base}`)]),
    ...(typeMode === undefined || typeMode === 'none'
      ? []
      : [mapIssue('map-type-mode', { path: `${path}.typeMode` }, `${name} ${typeMode}`)]),
    ...rule.flatMap((one, at) => lintRule(one, `${path}.rule[${at}]`)),
  ];
}

function lintRule(
  { name, source, target = [], dependent = [], rule = [] }: StructureMapGroupRule,
  path: string,
): Issue[] {
  const at = (below: string): MapPlace => ({ rule: name, path: `${path}.${below}` });
  const [, second] = source;
  const call = dependent[0];
  return [
    ...(second === undefined ? [] : [mapIssue('map-sources', at('source[1]'), pathOf(second))]),
    ...source.flatMap((one, index) => lintSource(one, (below) => at(`source[${index}].${below}`))),
    ...target.flatMap((one, index) => lintTarget(one, (below) => at(`target[${index}].${below}`))),
    ...(call === undefined ? [] : [mapIssue('map-groups', at('dependent[0]'), call.name)]),
    ...rule.flatMap((one, index) => lintRule(one, `${path}.rule[${index}]`)),
  ];
}

type PlaceOf = (below: string) => MapPlace;

/** Members of a source that no reading honours, each with its code. */
const OF_SOURCE: readonly (readonly [member: keyof StructureMapGroupRuleSource, code: MapIssueCode])[] = [
  ['condition', 'map-where'],
  ['check', 'map-check'],
  ['type', 'map-type-filter'],
  ['logMessage', 'map-log'],
  ['min', 'map-cardinality'],
  ['max', 'map-cardinality'],
];

function lintSource(source: StructureMapGroupRuleSource, at: PlaceOf): Issue[] {
  const fault = Object.keys(source).find((member) => member.startsWith('defaultValue'));
  const { element, listMode } = source;
  return [
    ...OF_SOURCE.flatMap(([member, code]) =>
      source[member] === undefined ? [] : [mapIssue(code, at(member), `${pathOf(source)} ${String(source[member])}`)],
    ),
    ...(fault === undefined ? [] : [mapIssue('map-default', at(fault), `${pathOf(source)} default`)]),
    // The first of a list is a place of its own in our paths; the other modes are not.
    ...(listMode === undefined || listMode === 'first'
      ? []
      : [mapIssue('map-list-mode', at('listMode'), `${pathOf(source)} ${listMode}`)]),
    ...(element?.includes('.') ? [mapIssue('map-deep-path', at('element'), pathOf(source))] : []),
  ];
}

function lintTarget(target: StructureMapGroupRuleTarget, at: PlaceOf): Issue[] {
  const { element, listMode = [], listRuleId } = target;
  const mode = listMode[0] ?? listRuleId;
  return [
    ...(mode === undefined ? [] : [mapIssue('map-list-mode', at('listMode'), `${pathOf(target)} ${mode}`)]),
    ...(element?.includes('.') ? [mapIssue('map-deep-path', at('element'), pathOf(target))] : []),
  ];
}

export const pathOf = ({ context, element }: { context?: string; element?: string }): string =>
  [context, element].filter((part) => part !== undefined).join('.');
