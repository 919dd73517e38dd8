/** The loaded profiles by the type that each of them is of. */
import type { Definitions } from '#validation';

export function profilesByType({ profiles, structure }: Definitions): ReadonlyMap<string, readonly string[]> {
  const byType = new Map<string, string[]>();
  for (const canonical of profiles) {
    const { kind, derivation, type = '' } = structure(canonical) ?? {};
    if (kind === 'resource' && derivation === 'constraint') byType.set(type, [...(byType.get(type) ?? []), canonical]);
  }
  return byType;
}
