/** Mappings as StructureMaps and ConceptMaps, and back. */

/** A mapping as FHIR: the model of its form, StructureMaps, ConceptMaps, and the library of codecs. */
export { exportMaps } from './export-maps.ts';
/** Writes a resource anew for another house's profile, by a table of paths. What the table does not copy is said. */
export { exportResource } from './export-resource.ts';
/** The tables that are no forms as StructureMaps: exports for other houses, and the draft from records. */
export { exportTableMaps, TABLE_IDS } from './export-table-maps.ts';
/** A mapping that came as StructureMaps, as the files of a folder. */
export type { ImportedMapping } from './imported-mapping.ts';
/** The tables by which a resource is written for another house's profile; `convert` runs them, `to` being `fhir`. */
export { listExports } from './load-export.ts';
/** The code tables of a mapping as files. */
export { conceptMapFile } from './map-concepts.ts';
/** What StructureMaps are read with, and how one is refused. */
export { mapIssue } from './map-issue.ts';
/** A StructureMap of another house → a mapping; refuses (422) with every construct that could not be honoured. */
export { readForeignMap } from './read-foreign-map.ts';
/** Text in the FHIR Mapping Language → StructureMap, with what its parser would cut off. */
export { readMapText } from './read-map-text.ts';
/** The StructureMaps that a mapping was exported as → the mapping; refuses (422) what was changed by hand or is not whole. */
export { isOwnMap, readOwnMaps } from './read-own-maps.ts';
/** The codes with which StructureMaps are refused: of ours that were changed, and of others what cannot be honoured. */
export { MAP_REFUSALS } from './refusal-kinds-maps.ts';
