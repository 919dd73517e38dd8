/** What is wrong with a table of rules, in both languages. */
import type { Rule } from './mapping.ts';
import { compilePath } from './path-steps.ts';

/** What is wrong, in both languages, and the rule that it is about. */
export interface Unsound {
  readonly ja: string;
  readonly en: string;
  readonly rule?: Rule;
}

export const within = ({ ja, en }: Unsound, whereJa: string, where: string): Unsound => ({
  ja: `${whereJa}: ${ja}`,
  en: `${where} ${en}`,
});

export function pathFault(path: string): Unsound | undefined {
  try {
    return compilePath(path).length === 0 ? { ja: 'パスが空です', en: 'has an empty path' } : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ja: `パスとして読めません（${why}）`, en: why };
  }
}
