/** A Composition with its withheld sections taken out, and with the words that every one has that leaves its holder. */
import type { Composition, CompositionSection } from '@medplum/fhirtypes';
import { bareSection, reachedFrom } from '#consent';
import type { SectionRow } from '#store';
import type { DocumentView } from './document-view.ts';
import { NOTE, NOTHING_TO_SHOW, WITHHELD } from './withheld-words.ts';

/**
 * INVARIANT: what is told of a withheld section is told of one that has nothing in it: a section that may go leaves nothing,
 * one that must stand there says the same as an empty one.
 */
export function redactComposition(composition: Composition, { shown, withheld }: DocumentView): Composition {
  const { section = [], text: _, contained = [], ...head } = composition;
  const rows = new Map([...shown, ...withheld].map((row) => [placeOf(row.path), row]));
  const isShown = new Set(shown.map(({ path }) => placeOf(path)));
  const redact = (one: CompositionSection, path: readonly number[]): CompositionSection[] => {
    const place = placeOf(path);
    const isEmpty = one.emptyReason !== undefined && rows.get(place)?.withholding === 'emptied';
    if (!isShown.has(place) || isEmpty) return emptied(composition, one, rows.get(place));
    const { section: within, ...own } = one;
    if (within === undefined) return [own];
    const nested = within.flatMap((inner, index) => redact(inner, [...path, index]));
    // The text of what holds others speaks of them.
    const { text: __, ...rest } = own;
    return nested.length > 0 ? [{ ...rest, section: nested }] : rest.entry ? [rest] : [];
  };
  const left = section.flatMap((one, index) => redact(one, [index]));
  const rest = { ...head, ...(left.length > 0 ? { section: left } : {}) };
  const kept = reachedFrom(rest, contained);
  return { ...rest, text: NOTE, ...(kept.length > 0 ? { contained: kept } : {}) };
}

const placeOf = (path: readonly number[]): string => path.join('.');

function emptied(
  composition: Composition,
  section: CompositionSection,
  row: SectionRow | undefined,
): CompositionSection[] {
  const bare = row?.withholding === 'emptied' ? bareSection(composition, section) : undefined;
  return bare ? [{ ...bare, text: NOTHING_TO_SHOW, emptyReason: WITHHELD }] : [];
}
