/** Compares a snapshot that we generate with the one that its publisher generated, element by element. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { type Fault, isFault, withSnapshot } from '../../src/validation/snapshot/index.ts';
import type { Structures } from './published.ts';

/** One difference: where, in which member, and why it is no fault of ours; `unexplained` when no rule explains it. */
export interface Difference {
  readonly id: string;
  readonly member: string;
  readonly why: string;
}

type Told = Readonly<Record<string, string>>;

/** What an element says that instances are held to, each member as text. */
function told(element: ElementDefinition): Told {
  const { min, max, mustSupport, isModifier, contentReference, type, binding, slicing, constraint, sliceName } =
    element;
  const values = Object.entries(element).filter(([key]) => /^(fixed|pattern|minValue|maxValue|maxLength)/.test(key));
  return Object.fromEntries(
    Object.entries({
      ...Object.fromEntries(values),
      min,
      max,
      sliceName,
      contentReference,
      mustSupport: mustSupport === true,
      isModifier: isModifier === true,
      type: type?.map(({ code, profile, targetProfile, aggregation }) => ({
        code,
        profile,
        targetProfile,
        aggregation,
      })),
      binding: binding && [binding.strength, binding.valueSet],
      slicing: slicing && [slicing.discriminator, slicing.rules, slicing.ordered === true],
      constraint: constraint?.map(({ key }) => key).sort(),
    }).map(([key, value]) => [key, sorted(value)]),
  );
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';

/** Generates the snapshot from the differential alone, and compares. */
export function compare(published: StructureDefinition, find: Structures): readonly Difference[] | Fault {
  const { snapshot, ...bare } = published;
  const made = withSnapshot(bare as StructureDefinition, (canonical) => find.get(canonical.split('|', 1)[0] ?? ''));
  if (isFault(made)) return made;
  const byId = (elements: readonly ElementDefinition[] = []) => new Map(elements.map((one) => [one.id ?? '', one]));
  const [ours, theirs] = [byId(made.snapshot?.element), byId(snapshot?.element)];
  const said = published.differential?.element ?? [];
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((id) => {
    const [own, other] = [ours.get(id), theirs.get(id)];
    if (own === undefined || other === undefined) return [explained({ id, member: own ? 'extra' : 'missing' }, said)];
    const [left, right] = [told(own), told(other)];
    const members = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return members
      .filter((member) => (left[member] ?? '') !== (right[member] ?? ''))
      .map((member) => explained({ id, member, left: left[member] ?? '', right: right[member] ?? '' }, said));
  });
}

interface Met {
  readonly id: string;
  readonly member: string;
  readonly left?: string;
  readonly right?: string;
}

function explained({ id, member, left = '', right = '' }: Met, said: readonly ElementDefinition[]): Difference {
  return { id, member, why: reason({ id, member, left, right }, said) };
}

function reason({ id, member, left = '', right = '' }: Met, said: readonly ElementDefinition[]): string {
  // A typed path such as `valueQuantity`: we write its inside below the slice, some publishers below the choice itself.
  if (/\[x\](:\w+)?(\.|$)/.test(id) && said.some(({ path = '' }) => /\.(value|onset)[A-Z]\w+/.test(path)))
    return 'inside of a typed choice';
  if (
    member === 'constraint' &&
    left.replace(/[\]"]/g, '') === right.replace(/,"(qty-3|sqty-1)"/g, '').replace(/[\]"]/g, '')
  )
    return 'rules of a type profile repeated';
  const own = said.find((element) => (element.id ?? element.path) === id);
  const speaks = own !== undefined && (member === 'extra' || member === 'missing' || member in own);
  // What the differential is silent about comes from the base: that was another version of it than the one loaded here.
  return speaks ? 'unexplained' : 'from another version of the base';
}
