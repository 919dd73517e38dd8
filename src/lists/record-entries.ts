/** The resources of a file of records as the entries of one transaction. */
import type { BundleEntry } from '@medplum/fhirtypes';
import { renameReferences } from '#fhir';
import { type Mapping, post, providerNamed, put, type Tree, token } from '#mapping';
import { type Named, type RecordsSender, senderNamed } from './record-identity.ts';

/** A resource of one or several rows. */
export interface Made {
  readonly name: string;
  readonly named: Named;
  readonly resource: Tree;
  readonly line: number;
}

interface Gathered {
  readonly mapping: Mapping;
  readonly sender: RecordsSender | undefined;
  readonly made: ReadonlyMap<string, Made>;
}

/** Who sends it first, and whoever is referred to before what refers to them. */
export function entriesOf({ mapping, sender, made }: Gathered): { entry: BundleEntry[]; lines: number[] } {
  const names = Object.keys(mapping.resources);
  const order = ({ name }: Made): number =>
    mapping.resources[name]?.sender === true ? -1 : names.length - names.indexOf(name);
  const all = [...made.values()].toSorted((a, b) => order(a) - order(b));
  const rename = (reference: string): string | undefined => {
    const id = reference.slice(reference.indexOf('/') + 1);
    return made.has(id) ? `urn:uuid:${id}` : undefined;
  };
  const entry = all.map((one) =>
    entryOf(mapping, { ...one, resource: renameReferences(one.resource, rename) }, sender),
  );
  return { entry, lines: all.map(({ line }) => line) };
}

function entryOf(mapping: Mapping, { name, named, resource }: Made, sender: RecordsSender | undefined): BundleEntry {
  const fullUrl = `urn:uuid:${named.id}`;
  const rule = mapping.resources[name];
  const { identifier } = named;
  const key = identifier?.system === undefined ? undefined : token(identifier.system, identifier.value);
  const { resourceType, meta, ...rest } = resource;
  const numbers = Array.isArray(rest['identifier']) ? (rest['identifier'] as Tree[]) : [];
  const others = numbers.filter((one) => 'system' in one);
  const own = (meta as { profile?: string[] } | undefined)?.profile ?? [];
  // Whose numbers have no system claims nothing.
  const profile = key === undefined ? [] : [...own, ...(rule?.claims ?? [])];
  const whole = {
    resourceType,
    ...(profile.length === 0 ? {} : { meta: { profile } }),
    ...(identifier === undefined ? {} : { identifier: [identifier, ...others] }),
    ...Object.fromEntries(Object.entries(rest).filter(([element]) => element !== 'identifier')),
    ...(rule?.sender === true ? providerNamed(senderNamed(sender)) : {}),
  };
  return rule?.sender === true || rule?.key?.meets === 'refer' || key === undefined
    ? post(fullUrl, whole, key && `identifier=${key}`)
    : put(fullUrl, whole, key);
}
