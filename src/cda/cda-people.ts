/** Who wrote or did what an entry says: a Practitioner of the document, or one of its own. */
import type { HumanName, Identifier } from '@medplum/fhirtypes';
import { type Mapping, nameUuid, type Rule, type Tree } from '#mapping';
import { applyRule } from './cda-apply.ts';
import type { CdaContext } from './cda-parts.ts';
import { type CdaElement, elementsAt } from './read-cda.ts';

export interface Person {
  readonly tree: Tree;
  readonly fullUrl: string;
}

/** An entry names its people as the head of the document names its author. */
const HEAD = 'author/assignedAuthor/';
/** What of somebody who is known already says only who it is. */
const NAMING: readonly string[] = ['id', 'assignedPerson/name'];

export class CdaPeople {
  readonly made: Person[] = [];
  readonly #mapping: Mapping;
  readonly #rules: readonly Rule[];
  readonly #key: string;
  readonly #head: readonly Person[];

  /** `head`: who is named by the document itself. */
  constructor(mapping: Mapping, key: string, head: readonly Person[]) {
    this.#mapping = mapping;
    this.#key = key;
    this.#head = head;
    this.#rules = mapping.rules.filter(
      ({ source, target }) => String(target ?? '').startsWith('Author.') && source.startsWith(HEAD),
    );
  }

  /** Undefined for a device, and for a number without a name that nobody in the document has. */
  find(element: CdaElement, take: (element: CdaElement) => void): Person | undefined {
    const read = new Set<CdaElement>();
    const tree: Tree = { resourceType: 'Practitioner' };
    for (const rule of this.#rules)
      applyRule(rule, { from: element, path: rule.source.slice(HEAD.length) }, tree, {
        ...this.#contextOf(rule),
        take: (one) => read.add(one),
      });
    const known = [...this.#head, ...this.made].find((one) => isSame(one.tree, tree));
    if (known === undefined && tree['name'] === undefined) return undefined;
    const told = known === undefined ? read : NAMING.flatMap((path) => elementsAt(element, path));
    for (const one of told) take(one);
    const words = JSON.stringify(tree['identifier'] ?? tree['name']);
    return known ?? { tree, fullUrl: `urn:uuid:${nameUuid(`cda:${this.#key}:Practitioner:${words}`)}` };
  }

  #contextOf({ map }: Rule): Omit<CdaContext, 'take'> {
    const { tables } = this.#mapping;
    return { tables, table: tables[map ?? ''], miss: () => undefined };
  }
}

/** By a number; who has none in the entry, by the name. */
function isSame(known: Tree, named: Tree): boolean {
  const [numbers, wanted] = [known, named].map(({ identifier }) => (identifier ?? []) as Identifier[]);
  if (wanted !== undefined && wanted.length > 0)
    return wanted.some(({ system, value }) => numbers?.some((one) => one.system === system && one.value === value));
  const [names, words] = [known, named].map(({ name }) => ((name ?? []) as HumanName[]).map(({ text }) => text));
  return words?.some((one) => names?.includes(one)) === true;
}
