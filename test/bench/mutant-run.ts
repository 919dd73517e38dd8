/** Holds mutants against the validator: which are refused where they are broken, and which are not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Issue, isRefusal, withoutVersion } from '#fhir';
import { createValidator, type Definitions, loadPackages, type Validator } from '#validation';
import { untar } from '../../src/validation/definitions/untar.ts';
import { type Mutant, type MutantKind, mutantsOf } from './mutate.ts';

const CORPORA = '../shared/corpora';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export interface Example {
  readonly name: string;
  readonly resource: Resource;
}

export interface Resource {
  readonly resourceType: string;
  readonly meta?: { readonly profile?: readonly string[] };
}

export interface Survivor {
  readonly example: string;
  readonly profile: string;
  readonly mutant: Mutant;
  /** What was found instead. */
  readonly found: readonly string[];
}

export interface MutantRun {
  /** Mutants by kind: how many were held against their profile, and how many of them were refused where they are broken. */
  readonly counts: ReadonlyMap<MutantKind, { tried: number; refused: number; untellable: number }>;
  readonly survivors: readonly Survivor[];
  readonly pairs: number;
}

export interface MutantOptions {
  /** So many mutants of each kind are tried for each profile, chosen by the seed; all, when it is infinite. */
  readonly perProfile: number;
  readonly seed: number;
  /** Another validator than that of the definitions, to see that mutants can live. */
  readonly validator?: Validator;
}

/** Our own package, and those of Japan where they are there. */
export async function loadWorld(packages: readonly string[] = JP): Promise<Definitions> {
  const paths = packages.map((file) => join(CORPORA, 'jp', file)).filter((path) => existsSync(path));
  const definitions = await loadPackages([...paths, 'profiles/package']);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions;
}

/** Packages of Japan that are made for each other: each brings its own edition of the common definitions. */
export const WORLDS: readonly (readonly string[])[] = [
  ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'],
  ['jp-core.r4-1.1.2.tgz', 'jp-eReferral.r4.tgz'],
  ['jp-core.r4-1.1.2.tgz', 'eTwoDis-jp-sample.r4-1.0.0.tgz'],
];

const JP = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'];

/** Our own examples, and the official ones that are there; the resources of a bundle stand for themselves, too. */
export function readExamples(packages: readonly string[] = JP): Example[] {
  const own = ['examples/discharge-summary/good.json', ...jsonIn('examples/sandbox'), ...jsonIn('examples/journey')];
  const files = [...own, ...jsonIn(join(CORPORA, 'records/jp-clins'))];
  const read = files.map((file) => ({ name: basename(file, '.json'), value: JSON.parse(readFileSync(file, 'utf8')) }));
  const packed = packages.flatMap((file) => examplesIn(join(CORPORA, 'jp', file)));
  return [...read, ...packed].flatMap(({ name, value }) => resourcesIn(name, value));
}

const jsonIn = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => join(folder, file));

const DEFINITIONS =
  /^package\/(StructureDefinition|ValueSet|CodeSystem|NamingSystem|SearchParameter|ImplementationGuide|CapabilityStatement|ConceptMap|OperationDefinition|package)\b/;

/** The examples inside a published package: what is no definition. */
export function examplesIn(path: string): { name: string; value: unknown }[] {
  if (!existsSync(path)) return [];
  return untar(readFileSync(path))
    .filter((file) => /^package\/[A-Z][^/]*\.json$/.test(file.path) && !DEFINITIONS.test(file.path))
    .map((file) => ({ name: basename(file.path, '.json'), value: JSON.parse(file.bytes.toString('utf8')) }));
}

function resourcesIn(name: string, value: unknown): Example[] {
  const { resourceType, entry, resources } = (value ?? {}) as Record<string, unknown>;
  if (Array.isArray(resources)) return resources.flatMap((one) => resourcesIn(name, one));
  if (typeof resourceType !== 'string') return [];
  const inner = Array.isArray(entry) ? entry.flatMap(({ resource }) => resourcesIn(name, resource)) : [];
  const resource = value as Resource;
  return [{ name: `${name} (${resourceType})`, resource }, ...inner];
}

/** Mutates each example by its type and by each profile that it claims, wherever the example itself is valid. */
export function runMutants(definitions: Definitions, examples: readonly Example[], options: MutantOptions): MutantRun {
  const { validator = createValidator(definitions, { unknownExtensions: 'warning' }) } = options;
  const counts = new Map<MutantKind, { tried: number; refused: number; untellable: number }>();
  const survivors: Survivor[] = [];
  const room = new Map<string, number>();
  const chance = chanceFrom(options.seed);
  let pairs = 0;
  for (const { name, resource } of shuffled(examples, chance)) {
    if (broken(validator.validate(resource)).length > 0) continue;
    for (const profile of profilesOf(resource, definitions)) {
      const structure = definitions.structure(profile);
      if (structure?.snapshot === undefined) continue;
      pairs++;
      for (const mutant of shuffled(mutantsOf(structure, resource), chance)) {
        const key = `${profile} ${mutant.kind}`;
        const left = room.get(key) ?? options.perProfile;
        if (left <= 0) continue;
        room.set(key, left - 1);
        const count = counts.get(mutant.kind) ?? { tried: 0, refused: 0, untellable: 0 };
        counts.set(mutant.kind, count);
        count.tried++;
        const answer = judge(mutant, profile, validator);
        if (answer === 'refused') count.refused++;
        else if (answer === 'untellable') count.untellable++;
        else survivors.push({ example: name, profile, mutant, found: answer });
      }
    }
  }
  return { counts, survivors, pairs };
}

function profilesOf({ resourceType, meta }: Resource, definitions: Definitions): string[] {
  const claimed = (meta?.profile ?? []).map(withoutVersion).filter((one) => definitions.structure(one) !== undefined);
  return [`${CORE}${resourceType}`, ...claimed];
}

/** Refused where it is broken; untellable where a value set is not loaded; else what was found instead. */
function judge(mutant: Mutant, profile: string, validator: Validator): 'refused' | 'untellable' | string[] {
  const issues = validator.validate(mutant.make(), { profiles: [profile] });
  const place = plain(mutant.place);
  const here = issues.filter(({ expression = '' }) => isAt(plain(expression), place, mutant.kind));
  if (broken(here).some(({ code }) => mutant.codes.includes(code))) return 'refused';
  if (here.some(({ code }) => code === 'binding-uncheckable')) return 'untellable';
  return broken(issues).map(({ code, expression }) => `${code} ${expression}`);
}

/** A changed value may be blamed below the element that asks it. */
const isAt = (found: string, place: string, kind: MutantKind): boolean =>
  found === place || (/changed$/.test(kind) && /^[.[]/.test(found.slice(place.length)) && found.startsWith(place));

const plain = (expression: string): string => expression.replace(/(resource|contained\[\d+\])\.ofType\(\w*\)/g, '$1');

const broken = (issues: readonly Issue[]): Issue[] =>
  issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');

/** The same numbers for the same seed, on every machine. */
function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], chance: () => number): T[] {
  const keyed = list.map((one) => ({ one, key: chance() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}
