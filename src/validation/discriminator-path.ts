/** Reads the small FHIRPath that discriminators may use: names, `$this`, `resolve()`, `extension('…')`, `ofType(…)`. */
import { Node, type Run } from './constraints/index.ts';

export interface Step {
  readonly kind: 'child' | 'resolve' | 'extension' | 'type';
  readonly name: string;
}

/** What a path finds in an instance. `node` is there where a profile can be applied to it. */
export interface Found {
  readonly value: unknown;
  readonly type: string;
  readonly node: Node | undefined;
}

/** Taking a path apart takes quadratic time where its parentheses are not closed. A longer one names no element. */
const PATH_CHARACTERS_MAX = 1000;

/** Splits a discriminator's path into steps; dots inside parentheses belong to a URL. */
export function stepsOf(path: string): Step[] {
  if (path.length > PATH_CHARACTERS_MAX) return [{ kind: 'child', name: path }];
  const parts = path.match(/(?:[^.(]|\([^)]*\))+/g) ?? [];
  return parts.filter((part) => part !== '$this').map(stepOf);
}

function stepOf(part: string): Step {
  const [, call, argument = ''] = /^(\w+)\(['"]?(.*?)['"]?\)$/.exec(part) ?? [];
  if (call === 'resolve') return { kind: 'resolve', name: 'resolve()' };
  if (call === 'extension') return { kind: 'extension', name: argument };
  if (call === 'ofType') return { kind: 'type', name: argument };
  return { kind: 'child', name: part };
}

/** Everything that the path finds below a node. */
export function readPath(node: Node, steps: readonly Step[], run: Run): readonly Found[] {
  const direct = readChild(node, steps);
  if (direct !== undefined) return direct;
  let found: readonly Found[] = [{ value: node.value, type: node.type, node }];
  for (const step of steps) found = found.flatMap((one) => readStep(one, step, { from: node, run }));
  return found;
}

/** Most discriminators are one plain child (`url`, `system`): it is read without more ado. */
function readChild({ value }: Node, [step, ...more]: readonly Step[]): readonly Found[] | undefined {
  if (step?.kind !== 'child' || more.length > 0 || typeof value !== 'object' || value === null) return undefined;
  const member = (value as Record<string, unknown>)[step.name];
  return typeof member === 'string' ? [{ value: member, type: '', node: undefined }] : undefined;
}

interface World {
  readonly from: Node;
  readonly run: Run;
}

function readStep(found: Found, { kind, name }: Step, { from, run }: World): readonly Found[] {
  if (kind === 'resolve') return resolve(found, from, run);
  if (kind === 'type') return run.isA(found.type, name) ? [found] : [];
  if (typeof found.value !== 'object' || found.value === null) return [];
  const value = found.value as Record<string, unknown>;
  if (kind === 'extension') {
    return many(value['extension'])
      .filter((one) => (one as { url?: unknown } | null)?.url === name)
      .map((one) => ({ value: one, type: 'Extension', node: undefined }));
  }
  if (value[name] !== undefined)
    return many(value[name]).map((one, index) => childOf(found, name, one, Array.isArray(value[name]) ? index : -1));
  return Object.keys(value)
    .filter((key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)))
    .map((key) => ({
      value: value[key],
      type: choiceType(key.slice(name.length)),
      node: undefined,
    }));
}

function childOf({ node }: Found, name: string, value: unknown, index: number): Found {
  const resourceType = (value as { resourceType?: unknown } | null)?.resourceType;
  if (typeof resourceType !== 'string' || node === undefined) return { value, type: '', node: undefined };
  const place = {
    value,
    extra: undefined,
    type: resourceType,
    name,
    index,
    slot: undefined,
    parent: node,
  };
  return { value, type: resourceType, node: new Node(place, true) };
}

function resolve({ value }: Found, from: Node, run: Run): readonly Found[] {
  const literal = typeof value === 'string' ? value : (value as { reference?: unknown } | null)?.reference;
  if (typeof literal !== 'string') return [];
  const resolution = run.resolve(literal, from);
  return resolution.found === 'here'
    ? [
        {
          value: resolution.node.value,
          type: resolution.node.type,
          node: resolution.node,
        },
      ]
    : [];
}

const many = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const PRIMITIVES = new Set([
  'Boolean',
  'Integer',
  'String',
  'Decimal',
  'Uri',
  'Url',
  'Canonical',
  'Instant',
  'Date',
  'DateTime',
  'Time',
  'Code',
  'Oid',
  'Id',
  'Uuid',
  'Markdown',
  'UnsignedInt',
  'PositiveInt',
  'Base64Binary',
]);

const choiceType = (suffix: string): string =>
  PRIMITIVES.has(suffix) ? `${suffix.charAt(0).toLowerCase()}${suffix.slice(1)}` : suffix;
