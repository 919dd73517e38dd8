/** Types whose resources are parts of others of the same type, with the reference parameter that names the whole. */
export const PARENT_PARAMETERS: Readonly<Record<string, string>> = {
  CarePlan: 'part-of',
  Communication: 'part-of',
  Encounter: 'part-of',
  Location: 'partof',
  Organization: 'partof',
  Procedure: 'part-of',
  Task: 'part-of',
};
