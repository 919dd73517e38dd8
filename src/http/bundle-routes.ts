/** The route of bundles. An operation in a batch goes by the route that it takes when it comes alone. */
import { bundleNotTaken, type Operate, runBatch, runTransaction } from '#records';
import { bodyTypeDiffers } from '#visit';
import { answerCapabilities } from './answer-capabilities.ts';
import { AUDIT_ROUTES } from './audit-routes.ts';
import { META_ROUTES } from './meta-routes.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import { parametersIn } from './path-pattern.ts';
import { METADATA } from './public-paths.ts';
import type { Act, Asked, Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { showEntryBy } from './show-entry.ts';
import { TERMINOLOGY_ROUTES } from './terminology-routes.ts';

/** Alone it is answered to anyone, before any route. */
const STATEMENT: Route = {
  method: 'get',
  path: METADATA,
  body: 'none',
  interaction: 'capabilities',
  inBatch: true,
  act: async (_house, _visit, { statement }) => answerCapabilities(statement()),
};

const IN_BATCH: readonly Route[] = [
  STATEMENT,
  ...TERMINOLOGY_ROUTES,
  ...OPERATION_ROUTES,
  ...META_ROUTES,
  ...AUDIT_ROUTES,
  ...ROUTES,
].filter(({ inBatch }) => inBatch === true);

/** Of what the whole was sent with, an entry is answered in its language. */
const operateFor =
  ({ request: { headers }, ...asked }: Asked): Operate =>
  (house, visit, { method, path, query, resource }) => {
    const url = ['/fhir', ...path].join('/');
    for (const route of IN_BATCH) {
      const params = route.method === method.toLowerCase() ? parametersIn(route.path, url) : undefined;
      if (params === undefined) continue;
      const said = {
        params,
        originalUrl: `${url}?${query}`,
        headers: { 'accept-language': headers['accept-language'] },
      };
      const body = route.body === 'none' || !resource ? {} : { resource };
      return route.act(house, visit, { ...asked, request: said, body });
    }
    return undefined;
  };

const bundle: Act = async (house, visit, asked) => {
  const { shapes, onFailure } = asked;
  const { resource, positions } = asked.body;
  if (resource?.resourceType !== 'Bundle') return bodyTypeDiffers('Bundle', resource?.resourceType ?? '');
  const show = showEntryBy(shapes);
  if (resource.type === 'batch')
    return runBatch(house, visit, resource, { positions, operate: operateFor(asked), show, onFailure });
  if (resource.type !== 'transaction') return bundleNotTaken();
  return runTransaction(house, visit, resource, { show });
};

export const BUNDLE_ROUTES: readonly Route[] = [
  { method: 'post', path: '/fhir', body: 'fhir', interaction: 'transaction', act: bundle },
];
