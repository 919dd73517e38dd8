/** Evaluates FHIRPath with the functions that need our world: `resolve`, `memberOf` and `conformsTo`. */
import fhirpath, { type Model } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { libraryWatch, limited } from './limited.ts';
import { type Node, rootNode, rootResource } from './node.ts';
import type { Run } from './shape.ts';

type Compiled = (value: unknown, variables: Record<string, unknown>) => unknown;

const compiled = new Map<string, Compiled | string>();

// INVARIANT: evaluation is synchronous, so one place is asked about at a time, and nested questions restore it.
let asked: { node: Node; run: Run } | undefined;

/** True or false, or in words why it cannot be evaluated. An empty answer is no true one: the rule is then not met. */
export function evaluate(expression: string, node: Node, run: Run): boolean | string {
  const before = asked;
  asked = { node, run };
  try {
    const variables = {
      resource: node.resource.value,
      rootResource: rootResource(node).value,
    };
    const compiledPath = compile(expression, node);
    if (typeof compiledPath === 'string') return compiledPath;
    const answer = limited(libraryWatch(expression), node, run, () =>
      compiledPath(node.value ?? node.extra, variables),
    );
    if (typeof answer === 'string') return answer;
    return Array.isArray(answer) ? answer.length > 0 && answer[0] !== false : answer === true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    asked = before;
  }
}

/** Why an expression cannot be read; undefined when it can. */
export function parseFault(expression: string): string | undefined {
  try {
    fhirpath.parse(expression);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
  }
}

function compile(expression: string, node: Node): Compiled | string {
  const isResource = node.resource === node;
  const key = isResource ? expression : `${node.type} ${expression}`;
  let path = compiled.get(key);
  if (path === undefined) {
    try {
      path = fhirpath.compile(
        isResource ? expression : { base: node.type, expression },
        r4 as Model,
        OPTIONS,
      ) as Compiled;
    } catch (error) {
      path = error instanceof Error ? error.message : String(error);
    }
    compiled.set(key, path);
  }
  return path;
}

const OPTIONS = {
  traceFn: () => {},
  userInvocationTable: {
    resolve: {
      fn: (inputs: readonly PathNode[]) => inputs.flatMap((input) => resolved(input).map((one) => typed(one, input))),
      arity: { 0: [] as [] },
      internalStructures: true,
    },
    memberOf: { fn: isMember, arity: { 1: ['String'] as ['String'] } },
    conformsTo: { fn: conforms, arity: { 1: ['String'] as ['String'] } },
  },
};

/** How the library holds a value on the way: with the one that it was reached from. */
interface PathNode {
  readonly data: unknown;
  readonly parentResNode: PathNode | null;
  readonly ctx: unknown;
  readonly constructor: unknown;
}

/** A resource as the library holds it: bare, it would have no type that `is` could ask for. */
function typed(resource: unknown, { constructor: known, ctx }: PathNode): PathNode {
  const Held = known as new (ctx: unknown, data: unknown) => PathNode;
  return new Held(ctx, resource);
}

function resolved(input: PathNode): unknown[] {
  const literal =
    typeof input.data === 'string' ? input.data : (input.data as { reference?: unknown } | null)?.reference;
  if (asked === undefined || typeof literal !== 'string') return [];
  if (literal.startsWith('#')) return containedIn(input, literal.slice(1));
  const resolution = asked.run.resolve(literal, asked.node);
  return resolution.found === 'here' ? [resolution.node.value] : [];
}

/** A contained resource is found from where the reference stands, which may be far below the place that is asked about. */
function containedIn(input: PathNode, id: string): unknown[] {
  for (let at: PathNode | null = input; at !== null; at = at.parentResNode) {
    const { contained } = (at.data ?? {}) as { contained?: unknown };
    const found = Array.isArray(contained)
      ? contained.find((one) => (one as { id?: unknown } | null)?.id === id)
      : undefined;
    if (found !== undefined) return [found];
  }
  // Where the reference itself is asked about, the library knows nothing of what is above it.
  const resolution = asked?.run.resolve(`#${id}`, asked.node);
  return resolution?.found === 'here' ? [resolution.node.value] : [];
}

function isMember(inputs: readonly unknown[], valueSet: unknown): boolean[] {
  const run = asked?.run;
  if (run === undefined || inputs.length !== 1 || typeof valueSet !== 'string') return [];
  const input = inputs[0] as string | { coding?: unknown; system?: string; code?: string };
  const codings = typeof input === 'string' ? [{ code: input }] : Array.isArray(input.coding) ? input.coding : [input];
  const answers = codings.map(({ system, code = '' }) => run.terminology.validateCode(valueSet, { system, code }));
  if (answers.includes('member')) return [true];
  return answers.includes('unknown') ? [] : [false];
}

function conforms(inputs: readonly unknown[], profile: unknown): boolean[] {
  if (asked === undefined || inputs.length !== 1 || typeof profile !== 'string') return [];
  const { run, node } = asked;
  const place = inputs[0] === node.value ? node : placeOf(inputs[0], node, run);
  const answer = place === undefined ? undefined : run.conforms(profile, place);
  return answer === undefined ? [] : [answer];
}

/** A resource that the expression has reached: contained in the one around the place, or else one by itself. */
function placeOf(value: unknown, from: Node, run: Run): Node | undefined {
  const { resourceType, id } = (value ?? {}) as { resourceType?: unknown; id?: unknown };
  if (typeof resourceType !== 'string' || !run.isA(resourceType, 'Resource')) return undefined;
  const resolution = typeof id === 'string' ? run.resolve(`#${id}`, from) : undefined;
  if (resolution?.found === 'here' && resolution.node.value === value) return resolution.node;
  return rootNode(value, resourceType);
}
