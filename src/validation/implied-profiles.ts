/** Profiles that a resource must follow without naming them: R4's vital signs are told by their LOINC code. */

const LOINC = 'http://loinc.org';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** R4 § 10.1.8, “Vital Signs Profile”: the magic codes and the profile that each brings. */
const VITAL_SIGNS: Readonly<Record<string, string>> = {
  '85353-1': 'vitalspanel',
  '9279-1': 'resprate',
  '8867-4': 'heartrate',
  '2708-6': 'oxygensat',
  '8310-5': 'bodytemp',
  '8302-2': 'bodyheight',
  '9843-4': 'headcircum',
  '29463-7': 'bodyweight',
  '39156-5': 'bmi',
  '85354-9': 'bp',
};

/** The canonicals of the profiles that the content of a resource brings with it. */
export function impliedProfiles(resource: unknown): readonly string[] {
  const { resourceType, code } = resource as { resourceType?: unknown; code?: { coding?: unknown } | null };
  if (resourceType !== 'Observation' || !Array.isArray(code?.coding)) return [];
  return code.coding.flatMap((coding: { system?: unknown; code?: unknown } | null) => {
    const profile = coding?.system === LOINC ? VITAL_SIGNS[String(coding.code)] : undefined;
    return profile === undefined ? [] : [`${CORE}${profile}`];
  });
}
