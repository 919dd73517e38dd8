/** Profiles that a resource must follow without naming them: R4's vital signs are told by their code. */

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** R4 § 10.1.8, “Vital Signs Profile”: the magic codes and the profile that each brings. */
const BY_LOINC: Readonly<Record<string, string>> = {
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

/** The same signs in SNOMED CT: whoever records one has to add its LOINC code, which the profile asks for. */
const BY_SNOMED: Readonly<Record<string, string>> = {
  '46680005': 'vitalspanel',
  '86290005': 'resprate',
  '364075005': 'heartrate',
  '431314004': 'oxygensat',
  '386725007': 'bodytemp',
  '276885007': 'bodytemp',
  '50373000': 'bodyheight',
  '363812007': 'headcircum',
  '27113001': 'bodyweight',
  '60621009': 'bmi',
  '75367002': 'bp',
};

const BY_SYSTEM: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'http://loinc.org': BY_LOINC,
  'http://snomed.info/sct': BY_SNOMED,
};

/** The canonicals of the profiles that the content of a resource brings with it. */
export function impliedProfiles(resource: unknown): readonly string[] {
  const { resourceType, code } = resource as { resourceType?: unknown; code?: { coding?: unknown } | null };
  if (resourceType !== 'Observation' || !Array.isArray(code?.coding)) return [];
  return code.coding.flatMap((coding: { system?: unknown; code?: unknown } | null) => {
    const profile = BY_SYSTEM[String(coding?.system)]?.[String(coding?.code)];
    return profile === undefined ? [] : [`${CORE}${profile}`];
  });
}
