/** The table of routes: what can be asked of the house, and which act answers it. */
import { COMPARTMENTS } from '#fhir';
import { convertDocument, draftServicePlan, fillForm, receiveForm, sendForm, showPathway } from '#forms';
import { keepsRefused, receiveUpload } from '#reception';
import {
  createResource,
  deleteResource,
  patchResource,
  readHistory,
  readResource,
  readVersion,
  receiveDocument,
  search,
  showFindings,
  updateResource,
  validateResource,
} from '#records';
import { bodyTypeDiffers, SERVED_TYPES, typeNotServed } from '#visit';
import { routeUnknown } from './refusals.ts';
import { type Act, type Asked, header, parameter, queryOf, type Route, searchOf, targetOf, typed } from './route.ts';

const create = typed(async (type, house, visit, asked) => {
  const { resource, positions, bytes } = asked.body;
  if (resource?.resourceType !== type) return bodyTypeDiffers(type, resource?.resourceType ?? '');
  if (resource.resourceType === 'Bundle' && resource.type === 'document') {
    const upload = { kind: 'document', query: queryOf(asked) } as const;
    if (!keepsRefused(upload)) return receiveDocument(house, visit, resource, { positions });
    return receiveUpload(house, visit, { ...upload, bytes: bytes ?? Buffer.from(JSON.stringify(resource)) });
  }
  return createResource(house, visit, resource, { positions, ifNoneExist: header(asked, 'if-none-exist') });
});

const update = typed(async (type, house, visit, asked) => {
  const { resource } = asked.body;
  if (resource?.resourceType !== type) return bodyTypeDiffers(type, resource?.resourceType ?? '');
  return updateResource(house, visit, targetOf(type, asked), resource);
});

const remove = typed((type, house, visit, asked) => deleteResource(house, visit, targetOf(type, asked)));

const patch = typed((type, house, visit, asked) =>
  patchResource(house, visit, targetOf(type, asked), asked.body.patch ?? asked.body.resource),
);

const history = (asked: Asked, more: { type?: string; id?: string } = {}) => ({ ...more, query: queryOf(asked) });

/** Of any type of R4, since nothing is stored. */
const validateType: Act = (house, visit, asked) =>
  validateResource(house, visit, {
    type: parameter(asked, 'type'),
    body: asked.body.resource,
    positions: asked.body.positions,
    query: queryOf(asked),
  });

const validateInstance = typed((type, house, visit, asked) =>
  validateResource(house, visit, {
    type,
    id: parameter(asked, 'id'),
    body: asked.body.resource,
    positions: asked.body.positions,
    query: queryOf(asked),
  }),
);

/** What belongs to a person, an encounter or who is at work: one type of it, or `*`. */
const COMPARTMENT_ROUTES = COMPARTMENTS.flatMap((type) => {
  const act: Act = async (house, visit, asked) => {
    const member = parameter(asked, 'member');
    const compartment = { type, id: parameter(asked, 'id') };
    if (member.startsWith('$')) return routeUnknown(asked.request.originalUrl.split('?')[0] ?? '');
    if (member !== '*' && !SERVED_TYPES.includes(member)) return typeNotServed(member, SERVED_TYPES);
    return search(house, visit, { compartment, ...(member === '*' ? {} : { type: member }), ...searchOf(asked) });
  };
  const path = `/fhir/${type}/:id/:member`;
  const interaction = 'search-type';
  return [
    { method: 'get', path, body: 'none', interaction, act },
    { method: 'post', path: `${path}/_search`, body: 'query', interaction, act },
  ] as const;
});

/** Operations stand before the routes of plain resources, since `$…` would be read as an id. */
export const ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/fhir/Patient/:id/$draft-service-plan',
    body: 'none',
    interaction: '$draft-service-plan',
    act: (house, visit, asked) => draftServicePlan(house, visit, parameter(asked, 'id')),
  },
  {
    method: 'get',
    path: '/fhir/:type/:id/$form',
    body: 'none',
    interaction: '$form',
    act: typed((type, house, visit, asked) =>
      sendForm(house, visit, { type, id: parameter(asked, 'id') }, queryOf(asked)),
    ),
  },
  {
    method: 'post',
    path: '/fhir/:type/:id/$form',
    body: 'bytes',
    interaction: '$form',
    act: typed((type, house, visit, asked) =>
      fillForm(
        house,
        visit,
        { type, id: parameter(asked, 'id') },
        {
          bytes: asked.body.bytes ?? new Uint8Array(),
          query: queryOf(asked),
        },
      ),
    ),
  },
  {
    method: 'post',
    path: '/fhir/$form',
    body: 'bytes',
    interaction: '$form',
    act: (house, visit, asked) => {
      const upload = { kind: 'form', bytes: asked.body.bytes ?? new Uint8Array(), query: queryOf(asked) } as const;
      return keepsRefused(upload) ? receiveUpload(house, visit, upload) : receiveForm(house, visit, upload);
    },
  },
  {
    method: 'post',
    path: '/fhir/$convert',
    body: 'bytes',
    interaction: '$convert',
    act: (house, visit, asked) => convertDocument(house, visit, asked.body.bytes ?? new Uint8Array(), queryOf(asked)),
  },
  {
    method: 'get',
    path: '/fhir/CarePlan/:id/$pathway',
    body: 'none',
    interaction: '$pathway',
    inBatch: true,
    act: (house, visit, asked) => showPathway(house, visit, parameter(asked, 'id')),
  },
  {
    method: 'post',
    path: '/fhir/:type/$validate',
    body: 'fhir',
    interaction: '$validate',
    anyType: true,
    act: validateType,
  },
  { method: 'get', path: '/fhir/:type/:id/$validate', body: 'none', interaction: '$validate', act: validateInstance },
  { method: 'post', path: '/fhir/:type/:id/$validate', body: 'fhir', interaction: '$validate', act: validateInstance },
  {
    method: 'get',
    path: '/fhir/:type/:id/$findings',
    body: 'none',
    interaction: '$findings',
    inBatch: true,
    act: typed((type, house, visit, asked) => showFindings(house, visit, type, parameter(asked, 'id'))),
  },
  {
    method: 'post',
    path: '/fhir/:type/_search',
    body: 'query',
    interaction: 'search-type',
    act: typed((type, house, visit, asked) => search(house, visit, { type, ...searchOf(asked) })),
  },
  {
    method: 'get',
    path: '/fhir',
    body: 'none',
    interaction: 'search-system',
    act: (house, visit, asked) => search(house, visit, searchOf(asked)),
  },
  {
    method: 'post',
    path: '/fhir/_search',
    body: 'query',
    interaction: 'search-system',
    act: (house, visit, asked) => search(house, visit, searchOf(asked)),
  },
  {
    method: 'get',
    path: '/fhir/_history',
    body: 'none',
    interaction: 'history-system',
    act: (house, visit, asked) => readHistory(house, visit, history(asked)),
  },
  {
    method: 'get',
    path: '/fhir/:type/_history',
    body: 'none',
    interaction: 'history-type',
    act: typed((type, house, visit, asked) => readHistory(house, visit, history(asked, { type }))),
  },
  {
    method: 'get',
    path: '/fhir/:type',
    body: 'none',
    interaction: 'search-type',
    act: typed((type, house, visit, asked) => search(house, visit, { type, ...searchOf(asked) })),
  },
  { method: 'post', path: '/fhir/:type', body: 'fhir', interaction: 'create', act: create },
  {
    method: 'get',
    path: '/fhir/:type/:id/_history/:version',
    body: 'none',
    interaction: 'vread',
    act: typed((type, house, visit, asked) =>
      readVersion(house, visit, { type, id: parameter(asked, 'id'), version: parameter(asked, 'version') }),
    ),
  },
  {
    method: 'get',
    path: '/fhir/:type/:id/_history',
    body: 'none',
    interaction: 'history-instance',
    act: typed((type, house, visit, asked) =>
      readHistory(house, visit, history(asked, { type, id: parameter(asked, 'id') })),
    ),
  },
  {
    method: 'get',
    path: '/fhir/:type/:id',
    body: 'none',
    interaction: 'read',
    act: typed((type, house, visit, asked) => readResource(house, visit, type, parameter(asked, 'id'))),
  },
  ...COMPARTMENT_ROUTES,
  { method: 'put', path: '/fhir/:type/:id', body: 'fhir', interaction: 'update', act: update },
  { method: 'patch', path: '/fhir/:type/:id', body: 'patch', interaction: 'patch', act: patch },
  { method: 'delete', path: '/fhir/:type/:id', body: 'none', interaction: 'delete', act: remove },
  { method: 'put', path: '/fhir/:type', body: 'fhir', interaction: 'update', act: update },
  { method: 'patch', path: '/fhir/:type', body: 'patch', interaction: 'patch', act: patch },
  { method: 'delete', path: '/fhir/:type', body: 'none', interaction: 'delete', act: remove },
];
