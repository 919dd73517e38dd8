/** A gateway that cannot start, in the words of what was refused. */
import type { Refusal } from '#fhir';
import { StartRefused } from './make-folder.ts';

/** With every fault at its place. */
export const refusedStart = ({ issues }: Refusal): Error =>
  new StartRefused(
    issues
      .map(({ expression, ja, en }) => `${expression === undefined ? '' : `${expression}: `}${ja} / ${en}`)
      .join('\n'),
  );
