/** The routes of R4's operations on records (a whole record, a document, the newest observations, who somebody is), and of emergencies. */
import type { Resource } from '@medplum/fhirtypes';
import type { Refusal } from '#fhir';
import { lastObservations, makeDocument, matchPatient, readEverything } from '#records';
import {
  activateConsent,
  activateCrisisPlan,
  deactivateCrisisPlan,
  drawDisclosureRecord,
  explainAccess,
  listBreakGlassReviews,
  makeConsentTemplate,
  readBreakGlassNotices,
  readConsentStatus,
  readDisclosures,
  readRegionalCounts,
  reviewBreakGlass,
  stopSharing,
  supersedeConsent,
  withdrawConsent,
} from '#sharing';
import type { Answer, House, OperationRequest, Shape, Visit } from '#visit';
import { OWN_SHAPES } from './choose-representation.ts';
import { parametersOf, shapeAsked } from './formats.ts';
import type { Body } from './read-body.ts';
import { header, parameter, type Route, type Said } from './route.ts';

/** The life of a consent, by what its recorder or the person says of it. */
const CONSENT_ROUTES: readonly Route[] = [
  consentRoute('$activate', activateConsent),
  consentRoute('$supersede', supersedeConsent),
  consentRoute('$withdraw', withdrawConsent),
];

type Operation = (
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
) => Promise<Answer | Refusal>;

const requestOf = (request: Said, { resource }: Body, shapes: readonly Shape[]): OperationRequest & { id?: string } => {
  const { originalUrl, params } = request;
  const { id } = params;
  return {
    query: new URLSearchParams(originalUrl.split('?').slice(1).join('?')),
    body: resource,
    shape: shapeAsked(request, parametersOf(request), shapes),
    ...(typeof id === 'string' ? { id } : {}),
  };
};

const route = (method: 'get' | 'post', path: string, run: Operation): Route => ({
  method,
  path,
  body: method === 'get' ? 'none' : 'fhir-or-none',
  interaction: interactionOf(path),
  act: (house, visit, { request, body }) =>
    run(house, visit, requestOf(request, body, OWN_SHAPES[interactionOf(path)] ?? [])),
});

const interactionOf = (path: string): string => path.slice(path.indexOf('$'));

/** What stores nothing, and is answered with a resource whatever is asked. */
const readOnly = (routes: readonly Route[]): Route[] => routes.map((one) => ({ ...one, inBatch: true }));

/** By GET with a query and by POST with Parameters. */
const both = (path: string, run: Operation): Route[] => [route('get', path, run), route('post', path, run)];

const everythingOf =
  (type: 'Patient' | 'Encounter'): Operation =>
  (house, visit, request) =>
    readEverything(house, visit, { ...request, type });

function consentRoute(
  interaction: string,
  act: (house: House, visit: Visit, id: string, body?: Resource, ifMatch?: string) => Promise<Answer | Refusal>,
): Route {
  return {
    method: 'post',
    path: `/fhir/Consent/:id/${interaction}`,
    body: 'fhir-or-none',
    interaction,
    act: (house, visit, asked) =>
      act(house, visit, parameter(asked, 'id'), asked.body.resource, header(asked, 'if-match')),
  };
}

/** They stand before the routes of plain resources, since `$…` would be read as an id. */
export const OPERATION_ROUTES: readonly Route[] = [
  ...readOnly([
    ...both('/fhir/Patient/$everything', everythingOf('Patient')),
    ...both('/fhir/Patient/:id/$everything', everythingOf('Patient')),
    ...both('/fhir/Encounter/:id/$everything', everythingOf('Encounter')),
    ...both('/fhir/Observation/$lastn', lastObservations),
    route('post', '/fhir/Patient/$match', matchPatient),
    route('get', '/fhir/Patient/:id/$consent-status', readConsentStatus),
  ]),
  ...both('/fhir/Composition/$document', makeDocument),
  ...both('/fhir/Composition/:id/$document', makeDocument),
  ...both('/fhir/Patient/:id/$explain-access', explainAccess),
  ...both('/fhir/Patient/:id/$disclosures', readDisclosures),
  ...both('/fhir/Patient/:id/$stop-sharing', stopSharing),
  ...both('/fhir/$disclosure-record', drawDisclosureRecord),
  ...CONSENT_ROUTES,
  ...both('/fhir/Patient/:id/$consent-template', makeConsentTemplate),
  route('get', '/fhir/$break-glass-reviews', listBreakGlassReviews),
  route('post', '/fhir/$review-break-glass', reviewBreakGlass),
  route('get', '/fhir/Patient/:id/$break-glass-notices', readBreakGlassNotices),
  route('post', '/fhir/CarePlan/:id/$activate-crisis-plan', activateCrisisPlan),
  route('post', '/fhir/CarePlan/:id/$deactivate-crisis-plan', deactivateCrisisPlan),
  route('get', '/fhir/$regional-counts', readRegionalCounts),
];
