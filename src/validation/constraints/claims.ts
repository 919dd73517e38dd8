/** Does a resource say in its `meta.profile` that it follows a profile? Versions are not compared. */
import type { Node } from './node.ts';

export function claims(profile: string, node: Node): boolean {
  const claimed = (node.value as { meta?: { profile?: unknown } | null } | null)?.meta?.profile;
  return Array.isArray(claimed) && claimed.some((one) => plain(one) === plain(profile));
}

const plain = (canonical: unknown): string => String(canonical).split('|', 1)[0] ?? '';
