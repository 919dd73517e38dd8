/** What R4 lets stand in each type, in the order of its XML: read from the structures, one type when it is first met. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/** A value, members of its own, a whole resource, or a narrative. */
type Content = 'text' | 'number' | 'boolean' | 'members' | 'resource' | 'xhtml';

export interface Member {
  /** In JSON and XML alike, e.g. `valueQuantity`. */
  readonly name: string;
  /** The element that it is one choice of, e.g. `value`; otherwise its name. */
  readonly stem: string;
  /** Its place among its neighbours; the choices of one element share theirs. */
  readonly order: number;
  readonly many: boolean;
  readonly content: Content;
  /** In XML an attribute, not an element. */
  readonly attribute: boolean;
  readonly summary: boolean;
  readonly mandatory: boolean;
  /** Defined by the resource itself, not by a data type. */
  readonly own: boolean;
  /** What may stand in it; of a primitive its id and extensions. */
  members(): Members;
}

/** By name, in order. */
export type Members = ReadonlyMap<string, Member>;

export interface Shapes {
  /** Undefined for what is no type of resource. */
  resource(type: string): Members | undefined;
}

type Structures = (canonical: string) => StructureDefinition | undefined;

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const SYSTEM = 'http://hl7.org/fhirpath/System.';
const NUMBERS = ['decimal', 'integer', 'positiveInt', 'unsignedInt'];

export function createShapes(structures: Structures): Shapes {
  const known = new Map<string, Members>();
  const structure = (type: string) => structures(`${CORE}${type}`);
  const membersOf = (type: string): Members => {
    const found = known.get(type) ?? membersOfStructure(structure(type), { structure, membersOf });
    known.set(type, found);
    return found;
  };
  return {
    resource: (type) => {
      if (!/^[A-Z][A-Za-z]+$/.test(type)) return undefined;
      const { kind, abstract, derivation } = structure(type) ?? {};
      return kind === 'resource' && abstract !== true && derivation !== 'constraint' ? membersOf(type) : undefined;
    },
  };
}

interface Types {
  structure(type: string): StructureDefinition | undefined;
  membersOf(type: string): Members;
}

function membersOfStructure(structure: StructureDefinition | undefined, types: Types): Members {
  const elements = structure?.snapshot?.element ?? [];
  const below = Map.groupBy(elements, ({ path = '' }) => path.slice(0, Math.max(0, path.lastIndexOf('.'))));
  const known = new Map<string, Members>();
  const at = (path: string): Members => {
    const found = known.get(path) ?? new Map(membersBelow(below.get(path) ?? []).map((one) => [one.name, one]));
    known.set(path, found);
    return found;
  };
  const membersBelow = (children: readonly ElementDefinition[]): Member[] =>
    children
      .filter(({ sliceName }) => sliceName === undefined)
      .flatMap((element, order) => choicesOf(element).map((choice) => memberOf(element, order, choice)));
  const memberOf = (element: ElementDefinition, order: number, { name, type }: Choice): Member => {
    const { path = '', contentReference, max, min = 0, representation = [], isSummary } = element;
    const inner = contentReference?.replace(/^.*#/, '') ?? (below.has(path) ? path : undefined);
    const content = inner === undefined ? contentOf(type, types) : 'members';
    return {
      name,
      stem: lastOf(path).replace('[x]', ''),
      order,
      many: max !== '1' && max !== '0',
      content,
      attribute: representation.includes('xmlAttr'),
      summary: isSummary === true,
      mandatory: min > 0,
      own: inner !== undefined,
      members: () => (inner === undefined ? types.membersOf(content === 'members' ? type : 'Element') : at(inner)),
    };
  };
  return at(elements[0]?.path ?? '');
}

function contentOf(type: string, { structure }: Types): Content {
  if (type === 'xhtml') return 'xhtml';
  if (type.startsWith(SYSTEM)) return 'text';
  const kind = structure(type)?.kind;
  if (kind === 'resource') return 'resource';
  if (kind !== 'primitive-type') return 'members';
  if (type === 'boolean') return 'boolean';
  return NUMBERS.includes(type) ? 'number' : 'text';
}

interface Choice {
  readonly name: string;
  readonly type: string;
}

function choicesOf({ path = '', type = [] }: ElementDefinition): Choice[] {
  const name = lastOf(path);
  if (!name.endsWith('[x]')) return [{ name, type: type[0]?.code ?? '' }];
  return type.map(({ code = '' }) => ({
    name: `${name.slice(0, -3)}${code.charAt(0).toUpperCase()}${code.slice(1)}`,
    type: code,
  }));
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
