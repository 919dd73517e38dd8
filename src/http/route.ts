/** What a route is, and how its act gets at what was asked. */
import type { Resource } from '@medplum/fhirtypes';
import type { Request } from 'express';
import type { Bilingual, Issue, Refusal } from '#fhir';
import type { Target } from '#records';
import type { Shapes } from '#representation';
import { type Answer, bodyTypeDiffers, type House, SERVED_TYPES, typeNotServed, type Visit } from '#visit';
import { type LeftOut, withoutLeftOut } from './left-out.ts';
import { prefersLenient } from './preference.ts';
import type { Body, BodyKind } from './read-body.ts';

/** What acts read of a request; an entry of a batch has as much. */
export type Said = Pick<Request, 'headers' | 'originalUrl' | 'params'>;

export interface Asked {
  readonly request: Said;
  readonly body: Body;
  readonly shapes: Shapes;
  /** The text of the CapabilityStatement. */
  readonly statement: () => string;
  /** Hears what was thrown where a part of what is asked failed. */
  readonly onFailure: (visit: Visit, error: unknown) => void;
  /** What of the query the front door has passed over. */
  readonly leftOut?: LeftOut;
}

export type Act = (house: House, visit: Visit, asked: Asked) => Promise<Answer | Refusal>;

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly body: BodyKind;
  /** FHIR's name of the interaction, or the operation's with its `$`. */
  readonly interaction: string;
  /** True where types that are not stored are taken too. */
  readonly anyType?: boolean;
  /** True where an entry of a batch may ask for it: it stores nothing, and is answered with a resource. */
  readonly inBatch?: boolean;
  /** What it does, where its interaction does not say it. */
  readonly words?: Bilingual;
  readonly act: Act;
}

export const parameter = ({ request }: Asked, name: string): string => String(request.params[name]);
export const queryOf = ({ request }: Asked): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));

/** Refuses a body of another type. */
export const bodyOf =
  (
    type: string,
    act: (house: House, visit: Visit, resource: Resource, asked: Asked) => Promise<Answer | Refusal>,
  ): Act =>
  async (house, visit, asked) => {
    const { resource } = asked.body;
    if (resource?.resourceType !== type) return bodyTypeDiffers(type, resource?.resourceType ?? '');
    return act(house, visit, resource, asked);
  };

/** A search by GET or POST; what the URL of a POST says counts too. */
export function searchOf(asked: Asked): { query: URLSearchParams; lenient: boolean; leftOut: readonly Issue[] } {
  const { leftOut = { pairs: [], issues: [] } } = asked;
  const given = new URLSearchParams([...queryOf(asked), ...(asked.body.query ?? [])]);
  return {
    query: withoutLeftOut(given, leftOut),
    lenient: prefersLenient(asked.request),
    leftOut: leftOut.issues,
  };
}

/** Refuses types that are not served, before anything else is said about them. */
export const typed =
  (act: (type: string, house: House, visit: Visit, asked: Asked) => Promise<Answer | Refusal>): Act =>
  async (house, visit, asked) => {
    const type = parameter(asked, 'type');
    return SERVED_TYPES.includes(type) ? act(type, house, visit, asked) : typeNotServed(type, SERVED_TYPES);
  };

export const header = ({ request }: Asked, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** What a write is aimed at: the id of the path, or the criteria of the query. */
export function targetOf(type: string, asked: Asked): Target {
  const { id } = asked.request.params;
  return {
    type,
    ifMatch: header(asked, 'if-match'),
    ifNoneMatch: header(asked, 'if-none-match'),
    positions: asked.body.positions,
    ...(typeof id === 'string' ? { id } : { criteria: queryOf(asked).toString() }),
  };
}
