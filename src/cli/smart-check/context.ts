/** What all checks of one run share: the server, the config, the person, and the flows that were already made. */
import { type Answer, type Members, membersOf, send } from './client/http.ts';
import type { Person } from './client/person.ts';
import type { Config } from './config.ts';
import { blocked } from './expect.ts';

export interface Context {
  /** Without a slash at its end. */
  readonly base: string;
  readonly config: Config;
  readonly person: Person;
  /** Makes something at its first use, and gives the same one ever after. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>;
}

export function createContext(base: string, config: Config, person: Person): Context {
  const made = new Map<string, Promise<unknown>>();
  return {
    base: base.replace(/\/+$/, ''),
    config,
    person,
    once<T>(name: string, make: () => Promise<T>): Promise<T> {
      const known = (made.get(name) as Promise<T> | undefined) ?? make();
      made.set(name, known);
      return known;
    },
  };
}

export const discoveryAddress = ({ base }: Context): string => `${base}/.well-known/smart-configuration`;

export const discovery = (context: Context): Promise<Answer> =>
  context.once('discovery', () => send(discoveryAddress(context), { headers: { Accept: 'application/json' } }));

/** The smart-configuration, which must be readable for all that follows. */
export async function smart(context: Context): Promise<Members> {
  const { status, body } = await discovery(context).catch(() => {
    throw blocked('1');
  });
  if (status !== 200 || Object.keys(body).length === 0) throw blocked('1');
  return body;
}

/** An address of the smart-configuration. */
export async function endpoint(context: Context, name: string): Promise<string> {
  const url = (await smart(context))[name];
  if (typeof url !== 'string' || !URL.canParse(url)) throw blocked('2');
  return url;
}

const capabilityStatement = (context: Context): Promise<Answer> =>
  context.once('metadata', () => send(`${context.base}/metadata`, { headers: FHIR }));

/** Reads or searches FHIR with a token, or without. */
export function fhir(
  context: Context,
  path: string,
  token?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const url = /^https?:/.test(path) ? path : `${context.base}/${path}`;
  return send(url, { headers: { ...FHIR, ...bearer(token), ...more } });
}

export const FHIR = { Accept: 'application/fhir+json' };
export const bearer = (token: string | undefined): Readonly<Record<string, string>> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

export interface OfferedType {
  readonly type: string;
  readonly interactions: readonly string[];
  readonly searchParams: readonly string[];
  readonly operations: readonly string[];
}

/** The resource types that the CapabilityStatement offers. */
export async function offeredTypes(context: Context): Promise<readonly OfferedType[]> {
  const resources = (await rest(context))['resource'];
  const codes = (value: unknown, name: string): string[] =>
    Array.isArray(value) ? value.map((one) => String(membersOf(one)[name])) : [];
  return (Array.isArray(resources) ? resources : []).map(membersOf).map((resource) => ({
    type: String(resource['type']),
    interactions: codes(resource['interaction'], 'code'),
    searchParams: codes(resource['searchParam'], 'name'),
    operations: codes(resource['operation'], 'name'),
  }));
}

/** Names of operations and codes of interactions of the whole system. */
export async function offeredBySystem(context: Context): Promise<readonly string[]> {
  const { operation, interaction } = (await rest(context)) as { operation?: unknown; interaction?: unknown };
  const list = (value: unknown) => (Array.isArray(value) ? value.map(membersOf) : []);
  return [...list(operation).map(({ name }) => String(name)), ...list(interaction).map(({ code }) => String(code))];
}

async function rest(context: Context): Promise<Members> {
  const { body } = await capabilityStatement(context).catch(() => ({ body: {} as Members }));
  if (body['resourceType'] !== 'CapabilityStatement') throw blocked('GET /metadata');
  return membersOf(Array.isArray(body['rest']) ? body['rest'][0] : undefined);
}
