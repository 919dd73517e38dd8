/** What no rule of a form may write: an element that R4 has not, an extension that nobody knows, a type that its codec does not make. */
import { type Issue, profileUrl } from '#fhir';
import { typesOfCodec } from './codec-types.ts';
import { cellOfRule } from './form-cells.ts';
import { type At, childOf, jsonName, type MapWorld, typeOf } from './map-world.ts';
import { type Mapping, type Rule, targetsOf } from './mapping.ts';
import { compilePath, type Step } from './path-steps.ts';
import { ruleIssue } from './rule-issue.ts';

/** The world knows the types of R4 and the extensions of the profiles. */
export function strangeTargets(mapping: Mapping, world: Pick<MapWorld, 'structure'>): Issue[] {
  const whole = { ...world, conceptMaps: [] };
  const starts = startsOf(mapping, whole);
  return mapping.rules.flatMap((rule) =>
    Object.entries(targetsOf(rule)).flatMap(([key, target]): Issue[] => {
      const [name = '', ...path] = target.split('.');
      const start = starts.get(name);
      // What names no resource is told when the table is loaded.
      if (start === undefined) return [];
      const why = faultOf({ rule, key, target }, walk(whole, start, compilePath(path.join('.'))));
      return why === undefined ? [] : [ruleIssue(rule, why, cellOfRule(mapping, rule))];
    }),
  );
}

/** Where each name begins: its type, or the element of the list whose entries are the rows. */
function startsOf({ resources, rowTables }: Mapping, world: MapWorld): Map<string, Place> {
  const starts = new Map<string, Place>();
  const put = (name: string, type: string): void => {
    const at = typeOf(world, type);
    if (at !== undefined) starts.set(name, { at, type });
  };
  for (const [name, { type }] of Object.entries(resources)) put(name, type);
  for (const { row, in: list = '', resource, with: parts = {} } of Object.values(rowTables)) {
    for (const [name, { type }] of Object.entries(parts)) put(name, type);
    if (resource !== undefined) put(row, resource.type);
    const [name = '', ...path] = list.replace(/\[\]$/, '').split('.');
    const start = starts.get(name);
    if (resource !== undefined || start === undefined) continue;
    const found = walk(world, start, compilePath(path.join('.')));
    if (!('lacks' in found)) starts.set(row, found);
  }
  return starts;
}

interface Place {
  readonly at: At;
  readonly type: string | undefined;
}

/** The element that is not there, or the extension that nobody knows. */
interface Lacking {
  readonly lacks: string;
  readonly of: string;
  readonly isExtension?: boolean;
}

function walk(world: MapWorld, start: Place, steps: readonly Step[]): Place | Lacking {
  let place = start;
  for (const { name, slice } of steps) {
    const at = childOf(world, inType(world, place), name);
    if (at === undefined) return { lacks: name, of: place.type ?? place.at.element.path ?? '' };
    const url = name.toLowerCase().endsWith('extension') ? slice?.value : undefined;
    if (url?.startsWith(profileUrl('')) && world.structure(url) === undefined)
      return { lacks: url.slice(profileUrl('').length), of: name, isExtension: true };
    place = { at, type: jsonName(at, name)?.type };
  }
  return place;
}

/** An element of one chosen type, and an extension within one, goes on as its type does. */
function inType(world: MapWorld, { at, type }: Place): At {
  const isOpen = at.element.path?.endsWith('[x]') === true || type === 'Extension';
  return (isOpen && type !== undefined ? typeOf(world, type) : undefined) ?? at;
}

type Words = readonly [ja: string, en: string];

function faultOf(
  { rule, key, target }: { rule: Rule; key: string; target: string },
  found: Place | Lacking,
): Words | undefined {
  if ('lacks' in found) return lackingWords(target, found);
  const { type } = found;
  if (rule.codec === undefined || type === undefined) return undefined;
  const made = typesOfCodec(rule.codec, key);
  if (made === undefined)
    return [
      `変換 ${rule.codec} は「${key}」という値を作りません`,
      `the codec \`${rule.codec}\` makes no value \`${key}\``,
    ];
  if (made.includes(type)) return undefined;
  return [
    `「${target}」の型は ${type} ですが、変換 ${rule.codec} が作るのは ${made.join('、')} です`,
    `\`${target}\` is of type ${type}, and the codec \`${rule.codec}\` makes ${made.join(', ')}`,
  ];
}

function lackingWords(target: string, { lacks, of, isExtension }: Lacking): Words {
  return isExtension === true
    ? [
        `「${target}」の拡張「${lacks}」はありません`,
        `\`${target}\` names the extension \`${lacks}\`, which no profile has`,
      ]
    : [`「${target}」: ${of} に「${lacks}」という要素はありません`, `\`${target}\`: ${of} has no element \`${lacks}\``];
}
