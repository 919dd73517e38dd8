/** Sections as conditions on the row that they stand in: which of them a permit withholds, and what is found in the others. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { ONE_BY_ONE } from './one-by-one.ts';
import { ownedBy } from './owned-by.ts';
import type { AskedOfSection } from './scene.ts';
import { SECTION_COLUMNS } from './section-row.ts';
import { visibleAsItself } from './visible-as-itself.ts';
import { visibleAsPart, visibleAsVersion } from './visible-as-part.ts';

const rowsOf = (alias: string, name: string): string =>
  `jsonb_to_recordset(${alias}.sections) AS ${name}(${SECTION_COLUMNS})`;

/**
 * The condition that a section is withheld: itself, or as long as something that it lists is hidden. `holding` is the kind
 * of row that it stands in: only a document lists what has sections itself, its Composition.
 */
function withheld(permit: Permit, section: string, bind: Bindings, holding: Holding): string {
  const [listed, target, version] = [`${section}_listed`, `${section}_target`, `${section}_version`];
  const number = `split_part(${listed}.ref, '/', 4)`;
  const whole = holding === 'Composition' ? '' : `AND ${isWholeEnough(permit, target, bind)}`;
  const now = holding === 'Composition' ? '' : `AND ${saysAsNow(permit, { version, target }, bind)}`;
  return `(NOT ${visibleAsItself(permit, section, bind, ['Composition'])} OR EXISTS (SELECT 1 FROM unnest(${section}.entries) AS ${listed}(ref)
    WHERE NOT EXISTS (SELECT 1 FROM resource ${target}
      WHERE ${target}.type = split_part(${listed}.ref, '/', 1) AND ${target}.id = uuid_of(split_part(${listed}.ref, '/', 2))
        AND ${target}.until_tx IS NULL AND NOT ${target}.deleted AND ${visibleAsPart(permit, target, bind)} ${whole}
        AND (${number} = '' OR EXISTS (SELECT 1 FROM resource ${version} WHERE ${version}.type = ${target}.type
          AND ${version}.id = ${target}.id AND ${version}.version = NULLIF(${number}, '')::int AND ${visibleAsVersion(permit, version, bind)} ${now} ${ONE_BY_ONE})) ${ONE_BY_ONE})))`;
}

/**
 * The condition that a Composition that a document lists tells nothing that the current one withholds. One whose sections
 * and labels are the same is told section by section; of one with others nobody knows which of them it should lack now.
 */
function saysAsNow(
  permit: Permit,
  { version, target }: { readonly version: string; readonly target: string },
  bind: Bindings,
): string {
  const now = `${target}_now`;
  const said = (
    alias: string,
  ) => `CASE WHEN NOT ${alias}.deleted THEN jsonb_build_array(${alias}.content::jsonb -> 'section',
    ${alias}.content::jsonb -> 'contained', ${alias}.content::jsonb #> '{meta,security}') END`;
  return `(${target}.type <> 'Composition' OR ${version}.version = ${target}.version OR ${ownedBy(permit, target, bind)}
    OR ${said(version)} = ${said(target)}
    OR NOT EXISTS (SELECT 1 FROM ${rowsOf(target, now)} WHERE ${withheld(permit, now, bind, 'Composition')}))`;
}

/** A document lists versions, and its Composition among them. */
export type Holding = 'Composition' | 'document';

/** The condition that nothing of the row is withheld that it cannot be without; a signed one cannot be without anything. */
export function hasRequiredSections(permit: Permit, alias: string, bind: Bindings, holding: Holding): string {
  const section = `${alias}_section`;
  return `NOT EXISTS (SELECT 1 FROM ${rowsOf(alias, section)}
    WHERE (${section}.withholding = 'required' OR ${isSigned(alias)}) AND ${withheld(permit, section, bind, holding)})`;
}

/**
 * The condition that the row is no Composition, or one that lacks nothing that it cannot be without. What was stored before
 * sections were drawn is withheld until they are.
 */
export function isWholeEnough(permit: Permit, alias: string, bind: Bindings): string {
  return `(${alias}.type <> 'Composition' OR ${ownedBy(permit, alias, bind)}
    OR (${alias}.sections IS NOT NULL AND ${hasRequiredSections(permit, alias, bind, 'Composition')}))`;
}

/** The condition that a Provenance of who holds the row carries a signature of it. It is asked whoever may see that. */
export function isSigned(alias: string): string {
  const [by, target] = [`${alias}_signature`, `${alias}_signed`];
  const name = `${alias}.type || '/' || ${alias}.id::text`;
  return `EXISTS (SELECT 1 FROM resource ${by} WHERE ${by}.type = 'Provenance' AND ${by}.until_tx IS NULL
    AND ${by}.keys && ARRAY[search_key('target|=' || ${name})] AND ${by}.custodian IS NOT DISTINCT FROM ${alias}.custodian
    AND CASE WHEN ${by}.deleted THEN false ELSE jsonb_exists(${by}.content::jsonb, 'signature') END
    AND EXISTS (SELECT 1 FROM unnest(${by}.refs) AS ${target}(ref) WHERE ${target}.ref = ${name}) ${ONE_BY_ONE})`;
}

/** The condition that nothing of the row is withheld. */
export function withholdsNothing(permit: Permit, alias: string, bind: Bindings): string {
  const section = `${alias}_section`;
  return `(${alias}.sections IS NULL OR NOT EXISTS (SELECT 1 FROM ${rowsOf(alias, section)} WHERE ${withheld(permit, section, bind, 'document')}))`;
}

/**
 * The condition that an older version tells nothing that the current one withholds: of a Composition that the caller's
 * organization does not hold, it is shown only where nothing is withheld of the current one.
 */
export function shownAsOlder(
  permit: Permit,
  { version, current }: { readonly version: string; readonly current: string },
  bind: Bindings,
  types: readonly string[],
): string {
  if (!types.includes('Composition')) return 'true';
  return `(${version}.type <> 'Composition' OR ${version}.version = ${current}.version OR ${ownedBy(permit, current, bind)}
    OR ${withholdsNothing(permit, current, bind)})`;
}

/**
 * The condition that, of a row that the caller's organization does not hold, a section that is shown meets what is asked.
 * What is withheld in the answer is found by no search.
 */
export function foundInSections(
  permit: Permit,
  alias: string,
  bind: Bindings,
  { shown, bare }: AskedOfSection,
): string {
  const [section, above] = [`${alias}_section`, `${alias}_above`];
  const withholdsNone = (which: string) =>
    `NOT EXISTS (SELECT 1 FROM ${rowsOf(alias, above)} WHERE ${which} AND ${withheld(permit, above, bind, 'Composition')})`;
  const upTo = `${above}.path = ${section}.path[1:cardinality(${above}.path)]`;
  return `(${alias}.type <> 'Composition' OR ${ownedBy(permit, alias, bind)} OR EXISTS (SELECT 1 FROM ${rowsOf(alias, section)}
    WHERE (${bare(section)} AND ${withholdsNone(`${upTo} AND ${above}.path <> ${section}.path`)})
      OR (${shown(section)} AND ${withholdsNone(`(${upTo} OR ${section}.withholding = 'copy')`)})))`;
}
