/** Every issue code of the house with its words: what the CodeSystem `issue` and the page of all codes are made from. */
import { AUTH_REFUSALS, PEOPLE_REFUSALS } from '#auth';
import { CONSENT_REFUSALS } from '#consent';
import { type IssueKinds, SEARCH_REFUSALS } from '#fhir';
import { INTAKE_REFUSALS } from '#intake';
import { RECORD_REFUSALS } from '#lists';
import { FORM_REFUSALS } from '#mapping';
import { MESSAGE_REFUSALS } from '#messages';
import { REPRESENTATION_REFUSALS } from '#representation';
import { STORE_REFUSALS } from '#store';
import { MAP_REFUSALS } from '#structure-maps';
import { TERMINOLOGY_REFUSALS } from '#terminology';
import { DEFINITION_REFUSALS, ISSUES } from '#validation';
import { CONSENT_ACT_REFUSALS } from './consent-refusal-kinds.ts';
import { DOOR_REFUSALS } from './door-refusal-kinds.ts';
import { FORM_DOOR_REFUSALS } from './form-door-refusal-kinds.ts';
import { OPERATION_REFUSALS } from './operation-refusal-kinds.ts';
import { ACT_REFUSALS, CONTENT_REFUSALS } from './refusal-kinds.ts';
import { REQUEST_REFUSALS } from './request-refusal-kinds.ts';

/** By the room that refuses; a code that several rooms use stands with the lowest of them. */
const TABLES: readonly IssueKinds[] = [
  SEARCH_REFUSALS,
  REPRESENTATION_REFUSALS,
  TERMINOLOGY_REFUSALS,
  AUTH_REFUSALS,
  PEOPLE_REFUSALS,
  CONSENT_REFUSALS,
  STORE_REFUSALS,
  ISSUES,
  DEFINITION_REFUSALS,
  FORM_REFUSALS,
  MAP_REFUSALS,
  MESSAGE_REFUSALS,
  RECORD_REFUSALS,
  INTAKE_REFUSALS,
  ACT_REFUSALS,
  CONTENT_REFUSALS,
  CONSENT_ACT_REFUSALS,
  REQUEST_REFUSALS,
  OPERATION_REFUSALS,
  FORM_DOOR_REFUSALS,
  DOOR_REFUSALS,
];

/** In the order of the codes. */
export const ISSUE_KINDS: IssueKinds = Object.fromEntries(
  TABLES.flatMap((table) => Object.entries(table)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
