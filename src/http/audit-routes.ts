/** The routes of the audit: its events, the proofs that it is whole, and the heads that are exchanged with partners. */
import { proveConsistency, proveInclusion, readAuditEvent, receiveHeads, searchAudit, sendHeads } from '#sharing';
import { parameter, queryOf, type Route, searchOf } from './route.ts';

const PATH = '/fhir/AuditEvent';

/** By what events belong to a compartment of R4: whom they are about, and who did it. */
const COMPARTMENTS = { Patient: 'patient', Practitioner: 'agent' };

const compartmentRoutes = Object.entries(COMPARTMENTS).map(
  ([type, code]): Route => ({
    method: 'get',
    path: `/fhir/${type}/:id/AuditEvent`,
    body: 'none',
    interaction: 'search-type',
    inBatch: true,
    act: (house, visit, asked) => {
      const { query, ...rest } = searchOf(asked);
      const owner: [string, string] = [code, `${type}/${parameter(asked, 'id')}`];
      return searchAudit(house, visit, { ...rest, query: new URLSearchParams([...query, owner]) });
    },
  }),
);

export const AUDIT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/fhir/$audit-heads',
    body: 'none',
    interaction: '$audit-heads',
    act: (house, _visit, asked) => sendHeads(house, queryOf(asked)),
  },
  {
    method: 'post',
    path: '/fhir/$audit-heads',
    body: 'json',
    interaction: '$audit-heads',
    act: (house, visit, asked) => receiveHeads(house, visit, asked.body.json),
  },
  {
    method: 'get',
    path: `${PATH}/$verify`,
    body: 'none',
    interaction: '$verify',
    act: (house, _visit, asked) => proveConsistency(house, queryOf(asked)),
  },
  {
    method: 'get',
    path: `${PATH}/:id/$verify`,
    body: 'none',
    interaction: '$verify',
    act: (house, visit, asked) => proveInclusion(house, visit, parameter(asked, 'id')),
  },
  {
    method: 'get',
    path: PATH,
    body: 'none',
    interaction: 'search-type',
    inBatch: true,
    act: (house, visit, asked) => searchAudit(house, visit, searchOf(asked)),
  },
  {
    method: 'post',
    path: `${PATH}/_search`,
    body: 'query',
    interaction: 'search-type',
    act: (house, visit, asked) => searchAudit(house, visit, searchOf(asked)),
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    body: 'none',
    interaction: 'read',
    inBatch: true,
    act: (house, visit, asked) => readAuditEvent(house, visit, parameter(asked, 'id')),
  },
  ...compartmentRoutes,
];
