/** Where HL7 describes what it defines: the pages of FHIR R4 and of its terminology. */
import { withoutVersion } from '#fhir';
import type { Definitions } from '#validation';

const R4 = 'https://hl7.org/fhir/R4';
const CORE = /^http:\/\/hl7\.org\/fhir\/(StructureDefinition|ValueSet|SearchParameter)\/([A-Za-z0-9.-]+)$/;
const THO = /^http:\/\/terminology\.hl7\.org\/(CodeSystem|ValueSet)\/([A-Za-z0-9.-]+)$/;
const CORE_SYSTEM = /^http:\/\/hl7\.org\/fhir\/([a-z0-9.-]+)$/;

/** Types that have a page elsewhere than among the data types. */
const PLACES: Readonly<Record<string, string>> = {
  Extension: 'extensibility.html#Extension',
  Reference: 'references.html#Reference',
  Narrative: 'narrative.html#Narrative',
  xhtml: 'narrative.html#xhtml',
  Meta: 'resource.html#Meta',
  Element: 'element.html',
  BackboneElement: 'backboneelement.html',
  Dosage: 'dosage.html',
  ElementDefinition: 'elementdefinition.html',
  ContactDetail: 'metadatatypes.html#ContactDetail',
  UsageContext: 'metadatatypes.html#UsageContext',
};

/** The page of HL7 for a canonical that is its own; undefined for everything else. */
export function coreHref(canonical: string, definitions: Definitions): string | undefined {
  const url = withoutVersion(canonical);
  const tho = THO.exec(url);
  if (tho) return `https://terminology.hl7.org/${tho[1]}-${tho[2]}.html`;
  const system = CORE_SYSTEM.exec(url)?.[1];
  if (system !== undefined)
    return definitions.codeSystem(url) === undefined ? undefined : `${R4}/codesystem-${system}.html`;
  const [, kind, id = ''] = CORE.exec(url) ?? [];
  if (kind === 'ValueSet')
    return definitions.valueSet(url) === undefined ? undefined : `${R4}/valueset-${id.toLowerCase()}.html`;
  return kind === 'StructureDefinition' ? structureHref(url, id, definitions) : undefined;
}

function structureHref(url: string, id: string, definitions: Definitions): string | undefined {
  const structure = definitions.structure(url);
  if (structure === undefined) return undefined;
  const place = PLACES[id];
  if (place !== undefined) return `${R4}/${place}`;
  if (structure.type === 'Extension') return `${R4}/extension-${id.toLowerCase()}.html`;
  return structure.kind === 'resource' ? `${R4}/${id.toLowerCase()}.html` : `${R4}/datatypes.html#${id}`;
}
