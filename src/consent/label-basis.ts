/** What the labels of a stored resource rest on besides the resource: what its sender said, and where a document lists it. */
import type { Coding, Resource } from '@medplum/fhirtypes';
import { unique } from './json.ts';

/**
 * Kept beside each version, so that labels can be drawn anew by other rules: those of the sender stay whatever the rules
 * say, and those that only the rules gave may go.
 */
export interface LabelBasis {
  readonly supplied: readonly Coding[];
  /** Codes of the document sections that list the resource. */
  readonly sections: readonly string[];
}

export const NO_BASIS: LabelBasis = { supplied: [], sections: [] };

/** What was stored before, as it was answered, and what its labels rested on. */
export interface LabelledBefore {
  readonly shown: readonly Coding[];
  readonly basis: LabelBasis;
}

/**
 * The basis of a resource as it is sent. Clients send back what they were shown, so a label of the rules that comes back
 * is no word of the sender: else every label would become one at the first patch, and no rule could ever be mended. A
 * label that the sender gave before, or that was not there, is. What a document's section made of a resource stays.
 */
export function basisOf(
  resource: Resource,
  { before, sections = [] }: { readonly before?: LabelledBefore | undefined; readonly sections?: readonly string[] },
): LabelBasis {
  const given = resource.meta?.security ?? [];
  if (before === undefined) return { supplied: given, sections };
  const [shown, known] = [before.shown, before.basis.supplied].map((labels) => new Set(labels.map(tokenOf)));
  const isEcho = (token: string) => shown?.has(token) === true && known?.has(token) !== true;
  return {
    supplied: given.filter((label) => !isEcho(tokenOf(label))),
    sections: unique([...before.basis.sections, ...sections]),
  };
}

const tokenOf = ({ system = '', code = '' }: Coding): string => `${system}|${code}`;
