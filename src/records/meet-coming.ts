/** Criteria within a transaction are met by what is there when it is through (R4 § 3.1.0.11.2): also by what it stores itself. */
import type { Resource } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { isToldByContent, meetingAmong, type Stored } from '#store';
import type { House, Visit } from '#visit';
import type { BundleRequest } from './bundle-request.ts';
import { type Criteria, readCriteria } from './find-by-criteria.ts';
import type { RestPlaces } from './rest-places.ts';

export interface Coming {
  /** `Type/id` of what meets the criteria then; `stored` are those that meet them now, and may be read. */
  among(stored: readonly Pick<Stored, 'id'>[], criteria: Criteria): Promise<string[]>;
}

interface Among {
  readonly requests: readonly BundleRequest[];
  readonly places: RestPlaces;
  /** A copy with the references that are known already. */
  renamed<T>(request: BundleRequest, node: T): T;
}

interface Sent {
  /** `Type/id` of all of them. */
  readonly names: ReadonlySet<string>;
  readonly meeting: ReturnType<typeof meetingAmong>;
}

export function comingResources(house: House, visit: Visit, { requests, places, renamed }: Among): Coming {
  const byType = new Map<string, Sent>();
  const sentOf = (type: string): Sent => {
    const known = byType.get(type);
    if (known) return known;
    const resources = requests.flatMap((request): Resource[] => {
      const { index, method, type: own, resource } = request;
      const id = places.ids.get(index);
      const isSent = method !== 'PATCH' && own === type && resource?.resourceType === type && !places.known.has(index);
      return isSent && id !== undefined ? [{ ...renamed(request, resource), id }] : [];
    });
    const sent = { names: new Set(resources.map(nameOf)), meeting: meetingAmong(resources) };
    byType.set(type, sent);
    return sent;
  };
  return {
    among: async (stored, criteria) => {
      const { type } = criteria;
      const now = stored.map(({ id }) => `${type}/${id}`);
      const { names, meeting } = sentOf(type);
      if (names.size === 0) return now;
      const asked = await readCriteria(house, visit, criteria);
      // What the index alone can tell is asked of what is stored already.
      if (isRefusal(asked) || !isToldByContent(asked.condition)) return now;
      return [...now.filter((name) => !names.has(name)), ...meeting(asked.condition).map(nameOf)];
    },
  };
}

const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id}`;
