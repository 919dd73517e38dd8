/** The whole table of routes: those of definitions and operations first, whose types are named, then those of records, and of the house. */
import { ADMIN_ROUTES } from './admin-routes.ts';
import { AUDIT_ROUTES } from './audit-routes.ts';
import { BUNDLE_ROUTES } from './bundle-routes.ts';
import { MESSAGE_ROUTES } from './message-routes.ts';
import { META_ROUTES } from './meta-routes.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { SEARCH_PARAMETER_ROUTES } from './search-parameter-routes.ts';
import { TERMINOLOGY_ROUTES } from './terminology-routes.ts';

export const ALL_ROUTES: readonly Route[] = [
  ...TERMINOLOGY_ROUTES,
  ...SEARCH_PARAMETER_ROUTES,
  ...OPERATION_ROUTES,
  ...META_ROUTES,
  ...MESSAGE_ROUTES,
  ...AUDIT_ROUTES,
  ...BUNDLE_ROUTES,
  ...ROUTES,
  ...ADMIN_ROUTES,
];
