/** What an entry of a bundle is answered with where it reads: the part that its URL asks for, and nothing that its client has already. */
import { isRefusal, type Refusal } from '#fhir';
import { isReading, type ShowEntry } from '#records';
import { readWritten, type Shapes, subset, subsetEntries } from '#representation';
import type { Answer } from '#visit';
import { isPartial, partAsked, unknownElement } from './choose-representation.ts';
import { isNotModified } from './not-modified.ts';

/** By the same words that a request of its own is asked in; the format is that of the whole. */
export const showEntryBy =
  (shapes: Shapes): ShowEntry =>
  ({ method, type, query, ifNoneMatch, ifModifiedSince }, answer): Answer | Refusal => {
    const { status, interaction, body, headers = {} } = answer;
    if (method !== 'GET' || status !== 200 || !isPartial(interaction)) return answer;
    const asked = { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince };
    if (isReading(method, interaction) && isNotModified(asked, headers)) {
      const { body: _, ...rest } = answer;
      return { ...rest, status: 304 };
    }
    const parameters = new URLSearchParams(query);
    // An operation answers with records of any type.
    const of = interaction.startsWith('$') ? '' : type;
    const part = partAsked(parameters, { interaction }, (names) => unknownElement(names, of, parameters, shapes));
    if (part === undefined || isRefusal(part)) return part ?? answer;
    const whole = readWritten(String(body));
    const isOne = interaction === 'read' || interaction === 'vread';
    return { ...answer, body: JSON.stringify((isOne ? subset : subsetEntries)(whole, part, shapes)) };
  };
