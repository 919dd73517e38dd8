/** One place in an instance, with the way back to the root: a path is written only when something is wrong there. */
/** The element that a place is described by: its name, e.g. `value[x]`, and its path in its own definition. */
export interface Described {
  readonly name: string;
  readonly path: string;
}

export interface Place {
  readonly value: unknown;
  /** The `_name` object beside a primitive: its id and extensions. */
  readonly extra: unknown;
  /** The FHIR type, e.g. `Patient`, `HumanName`, `date`; the element's path for a backbone element. */
  readonly type: string;
  /** The key in the JSON object above. */
  readonly name: string;
  /** The place in the JSON array, or -1 where there is none. */
  readonly index: number;
  readonly slot: Described | undefined;
  readonly parent: Node | undefined;
}

export class Node implements Place {
  readonly value: unknown;
  readonly extra: unknown;
  readonly type: string;
  readonly name: string;
  readonly index: number;
  readonly slot: Described | undefined;
  readonly parent: Node | undefined;
  /** The nearest resource at or above this place. */
  readonly resource: Node;

  constructor(place: Place, isResource: boolean) {
    this.value = place.value;
    this.extra = place.extra;
    this.type = place.type;
    this.name = place.name;
    this.index = place.index;
    this.slot = place.slot;
    this.parent = place.parent;
    this.resource = isResource || place.parent === undefined ? this : place.parent.resource;
  }
}

/** A resource at the root of what is validated. */
export function rootNode(value: unknown, type: string): Node {
  return new Node(
    {
      value,
      extra: undefined,
      type,
      name: type,
      index: -1,
      slot: undefined,
      parent: undefined,
    },
    true,
  );
}

/** The resource that holds `node` when it is contained, else its own resource: FHIRPath's `%rootResource`. */
export function rootResource({ resource }: Node): Node {
  return resource.name === 'contained' && resource.parent !== undefined ? resource.parent.resource : resource;
}

/** The FHIRPath of a place, e.g. `Bundle.entry[0].resource.ofType(Patient).name[0].given[1]`. */
export function pathOf(node: Node): string {
  if (node.parent === undefined) return node.type;
  const choice = node.slot?.name.endsWith('[x]') === true && node.name !== node.slot.name;
  const step = choice ? `${node.slot?.name.slice(0, -3)}.ofType(${node.type})` : node.name;
  const path = `${pathOf(node.parent)}.${step}${node.index < 0 ? '' : `[${node.index}]`}`;
  return node.resource === node ? `${path}.ofType(${node.type})` : path;
}
