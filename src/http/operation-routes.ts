/** The routes of R4's operations on records: a whole record, a document, the newest observations, who somebody is. */
import type { Request } from 'express';
import {
  type Answer,
  drawDisclosureRecord,
  explainAccess,
  type House,
  lastObservations,
  makeDocument,
  matchPatient,
  type OperationRequest,
  readDisclosures,
  readEverything,
  type Shape,
  stopSharing,
  type Visit,
} from '#exchange';
import type { Refusal } from '#fhir';
import { OWN_SHAPES } from './choose-representation.ts';
import { parametersOf, shapeAsked } from './formats.ts';
import type { Body } from './read-body.ts';
import type { Route } from './route.ts';

type Operation = (
  house: House,
  visit: Visit,
  request: OperationRequest & { readonly id?: string },
) => Promise<Answer | Refusal>;

const requestOf = (
  request: Request,
  { resource }: Body,
  shapes: readonly Shape[],
): OperationRequest & { id?: string } => {
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
  body: method === 'get' ? 'none' : 'fhir',
  interaction: interactionOf(path),
  act: (house, visit, { request, body }) =>
    run(house, visit, requestOf(request, body, OWN_SHAPES[interactionOf(path)] ?? [])),
});

const interactionOf = (path: string): string => path.slice(path.indexOf('$'));

/** By GET with a query and by POST with Parameters. */
const both = (path: string, run: Operation): Route[] => [route('get', path, run), route('post', path, run)];

const everythingOf =
  (type: 'Patient' | 'Encounter'): Operation =>
  (house, visit, request) =>
    readEverything(house, visit, { ...request, type });

/** They stand before the routes of plain resources, since `$…` would be read as an id. */
export const OPERATION_ROUTES: readonly Route[] = [
  ...both('/fhir/Patient/$everything', everythingOf('Patient')),
  ...both('/fhir/Patient/:id/$everything', everythingOf('Patient')),
  ...both('/fhir/Encounter/:id/$everything', everythingOf('Encounter')),
  ...both('/fhir/Composition/$document', makeDocument),
  ...both('/fhir/Composition/:id/$document', makeDocument),
  ...both('/fhir/Observation/$lastn', lastObservations),
  route('post', '/fhir/Patient/$match', matchPatient),
  ...both('/fhir/Patient/:id/$explain-access', explainAccess),
  ...both('/fhir/Patient/:id/$disclosures', readDisclosures),
  ...both('/fhir/Patient/:id/$stop-sharing', stopSharing),
  ...both('/fhir/$disclosure-record', drawDisclosureRecord),
];
