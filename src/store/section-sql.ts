/** Sections as conditions on the row that they stand in: which of them a permit withholds, and what is found in the others. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { ONE_BY_ONE } from './one-by-one.ts';
import { ownedBy } from './owned-by.ts';
import type { AskedOfSection } from './scene.ts';
import { FOUND_COLUMNS, SECTION_COLUMNS } from './section-row.ts';
import { visibleAsItself } from './visible-as-itself.ts';
import { visibleAsPart } from './visible-as-part.ts';

const rowsOf = (alias: string, name: string, columns = SECTION_COLUMNS): string =>
  `jsonb_to_recordset(${alias}.sections) AS ${name}(${columns})`;

/**
 * The condition that a section is withheld: itself, or as long as something that it lists is hidden. `holding` is the kind
 * of row that it stands in: only a document lists versions, and what has sections itself, its Composition.
 */
function withheld(permit: Permit, section: string, bind: Bindings, holding: Holding): string {
  const [listed, target, version] = [`${section}_listed`, `${section}_target`, `${section}_version`];
  const number = `split_part(${listed}.ref, '/', 4)`;
  const isListed = `${target}.type = split_part(${listed}.ref, '/', 1) AND ${target}.id = uuid_of(split_part(${listed}.ref, '/', 2))
        AND ${target}.until_tx IS NULL AND NOT ${target}.deleted`;
  const there =
    holding === 'Composition'
      ? `resource ${target} WHERE ${isListed} AND ${number} = '' AND ${visibleAsPart(permit, { now: target }, bind)}`
      : `resource ${target} JOIN resource ${version} ON ${version}.type = ${target}.type AND ${version}.id = ${target}.id
          AND ${version}.version = CASE ${number} WHEN '' THEN ${target}.version ELSE ${number}::int END
        WHERE ${isListed} AND ${visibleAsPart(permit, { now: target, version }, bind)} AND ${saysAsNow(permit, { version, target }, bind)}`;
  return `(NOT ${visibleAsItself(permit, section, bind, ['Composition'])} OR EXISTS (SELECT 1 FROM unnest(${section}.entries) AS ${listed}(ref)
    WHERE NOT EXISTS (SELECT 1 FROM ${there} ${ONE_BY_ONE})))`;
}

/**
 * The condition that a Composition that a document lists is whole enough now, and tells nothing that the current one
 * withholds. One whose sections and labels are the same is told section by section; of one with others nobody knows which of
 * them it should lack now.
 */
function saysAsNow(
  permit: Permit,
  { version, target }: { readonly version: string; readonly target: string },
  bind: Bindings,
): string {
  const said = (
    alias: string,
  ) => `CASE WHEN NOT ${alias}.deleted THEN jsonb_build_array(${alias}.content::jsonb -> 'section',
    ${alias}.content::jsonb -> 'contained', ${alias}.content::jsonb #> '{meta,security}') END`;
  const saysOther = `(${version}.version <> ${target}.version AND ${said(version)} IS DISTINCT FROM ${said(target)})`;
  return isWholeEnough(permit, target, bind, saysOther);
}

/** A document lists versions, and its Composition among them. */
type Holding = 'Composition' | 'document';

/** The condition that nothing of the row is withheld that it cannot be without; a signed one cannot be without anything. */
function hasRequiredSections(permit: Permit, alias: string, bind: Bindings, whole?: string): string {
  const asked = `${alias}_asked`;
  const own = `SELECT ${wholeOf(alias, whole)} AS whole, ${alias}.sections ${ONE_BY_ONE}`;
  return isLeft(permit, `(${own}) AS ${asked}`, asked, { bind, holding: 'Composition' });
}

/**
 * The same of what may be a document: its own sections tell what it cannot be without. Where none are drawn of it, nothing
 * may be withheld of the Composition that it holds, as that is now and as it was received.
 */
export function hasRequiredParts(permit: Permit, alias: string, bind: Bindings, whole?: string): string {
  const [asked, listed, part] = [`${alias}_asked`, `${alias}_listed`, `${alias}_paper`];
  const own = `SELECT ${wholeOf(alias, whole)} AS whole, ${alias}.sections WHERE ${alias}.sections IS NOT NULL`;
  const held = `SELECT true, ${part}.sections FROM unnest(${alias}.members) AS ${listed}(ref), resource ${part}
    WHERE ${alias}.sections IS NULL AND ${part}.type = 'Composition' AND split_part(${listed}.ref, '/', 1) = 'Composition'
      AND ${part}.id = split_part(${listed}.ref, '/', 2)::uuid
      AND (${part}.until_tx IS NULL OR ${part}.version = split_part(${listed}.ref, '/', 4)::int)`;
  return isLeft(permit, `(${own} UNION ALL ${held} ${ONE_BY_ONE}) AS ${asked}`, asked, { bind, holding: 'document' });
}

const wholeOf = (alias: string, whole?: string): string =>
  whole === undefined ? isSigned(alias) : `${whole} OR ${isSigned(alias)}`;

/**
 * The condition that of all the sections of `from`, which is named `asked`, what may not be withheld is shown: what is
 * required, everything where it is to be whole, and else some of what stands there. What is told in sections is nothing
 * without them, so not even its head is told.
 */
function isLeft(
  permit: Permit,
  from: string,
  asked: string,
  { bind, holding }: { readonly bind: Bindings; readonly holding: Holding },
): string {
  const [section, told] = [`${asked}_section`, `${asked}_told`];
  const needed = `(${section}.withholding = 'required' OR ${asked}.whole)`;
  const someNeeded = `jsonb_path_exists(${asked}.sections, '$[*] ? (@.withholding == "required" && exists(@.path[0]))')`;
  const isContent = `NOT needed AND path <> '{}'`;
  const isNested = `inner_one.path <> one.path AND inner_one.path[1:cardinality(one.path)] = one.path`;
  return `(WITH ${told} AS MATERIALIZED (
    SELECT ${section}.path, ${section}.withholding, ${section}.entries, ${needed} AS needed, ${withheld(permit, section, bind, holding)} AS hidden
      FROM ${from}, ${rowsOf(asked, section)} WHERE ${needed} OR NOT ${someNeeded})
    SELECT NOT EXISTS (SELECT 1 FROM ${told} WHERE needed AND hidden)
      AND (NOT EXISTS (SELECT 1 FROM ${told} WHERE ${isContent}) OR EXISTS (SELECT 1 FROM ${told} one WHERE ${isContent}
        AND (entries <> '{}' OR NOT EXISTS (SELECT 1 FROM ${told} inner_one WHERE ${isNested}))
        AND NOT EXISTS (SELECT 1 FROM ${told} other WHERE other.hidden AND (one.withholding = 'copy'
          OR (other.path <> '{}' AND other.path = one.path[1:cardinality(other.path)]))))))`;
}

/**
 * The condition that the row is no Composition, or one that lacks nothing that it cannot be without; nothing at all where
 * `whole` holds. What was stored before sections were drawn is withheld until they are.
 */
export function isWholeEnough(permit: Permit, alias: string, bind: Bindings, whole?: string): string {
  return `(${alias}.type <> 'Composition' OR ${ownedBy(permit, alias, bind)}
    OR (${alias}.sections IS NOT NULL AND ${hasRequiredSections(permit, alias, bind, whole)}))`;
}

/**
 * The condition that a Provenance of who holds the row carries a signature of it. It is asked whoever may see that, unless
 * `also` asks more of the Provenance.
 */
export function isSigned(alias: string, also: (by: string) => string = () => 'true'): string {
  const [by, target] = [`${alias}_signature`, `${alias}_signed`];
  const name = `${alias}.type || '/' || ${alias}.id::text`;
  return `EXISTS (SELECT 1 FROM resource ${by} WHERE ${by}.type = 'Provenance' AND ${by}.until_tx IS NULL
    AND ${by}.keys && ARRAY[search_key('target|=' || ${name})] AND ${by}.custodian IS NOT DISTINCT FROM ${alias}.custodian
    AND CASE WHEN ${by}.deleted THEN false ELSE jsonb_exists(${by}.content::jsonb, 'signature') END
    AND EXISTS (SELECT 1 FROM unnest(${by}.refs) AS ${target}(ref) WHERE ${target}.ref = ${name}) AND ${also(by)} ${ONE_BY_ONE})`;
}

/** The condition that nothing of the row is withheld. */
export function withholdsNothing(permit: Permit, alias: string, bind: Bindings): string {
  const section = `${alias}_section`;
  return `(${alias}.sections IS NULL OR NOT EXISTS (SELECT 1 FROM ${rowsOf(alias, section)} WHERE ${withheld(permit, section, bind, 'document')}))`;
}

/**
 * The condition that, of a row that the caller's organization does not hold, a section that is shown meets what is asked.
 * What is withheld in the answer is found by no search.
 */
export function foundInSections(permit: Permit, alias: string, bind: Bindings, asked: AskedOfSection): string {
  const { section, isBare, isShown } = answered(permit, alias, bind);
  return `(${isOpen(permit, alias, bind)} OR EXISTS (SELECT 1 FROM ${rowsOf(alias, section, FOUND_COLUMNS)}
    WHERE (${asked.bare(section)} AND ${isBare}) OR (${asked.shown(section)} AND ${isShown})))`;
}

/** The least or greatest value that the sections of such a row tell as they are answered; `whole` of every other row. */
export function valueOfSections(
  permit: Permit,
  alias: string,
  bind: Bindings,
  { whole, aggregate, told }: { whole: string; aggregate: 'min' | 'max'; told: AskedOfSection },
): string {
  const { section, isBare, isShown } = answered(permit, alias, bind);
  return `CASE WHEN ${isOpen(permit, alias, bind)} THEN ${whole} ELSE (SELECT ${aggregate}(said.value) FROM ${rowsOf(alias, section, FOUND_COLUMNS)},
    LATERAL (SELECT ${told.bare(section)} WHERE ${isBare} UNION ALL SELECT ${told.shown(section)} WHERE ${isShown}) AS said(value)) END`;
}

const isOpen = (permit: Permit, alias: string, bind: Bindings): string =>
  `${alias}.type <> 'Composition' OR ${ownedBy(permit, alias, bind)}`;

/** The conditions that a section is answered at least as it is where it is withheld, and that it is answered as it stands. */
function answered(permit: Permit, alias: string, bind: Bindings) {
  const [section, above] = [`${alias}_section`, `${alias}_above`];
  const withholdsNone = (which: string) =>
    `NOT EXISTS (SELECT 1 FROM ${rowsOf(alias, above)} WHERE ${which} AND ${withheld(permit, above, bind, 'Composition')})`;
  const upTo = `${above}.path = ${section}.path[1:cardinality(${above}.path)]`;
  return {
    section,
    isBare: withholdsNone(`${upTo} AND ${above}.path <> ${section}.path`),
    isShown: withholdsNone(`(${upTo} OR ${section}.withholding = 'copy')`),
  };
}
