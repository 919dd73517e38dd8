/** The routes by which messages, CDA documents and lists are uploaded, and by which an organization's operators settle what could not be taken. */
import type { Bilingual, Refusal } from '#fhir';
import {
  dismissDeadLetter,
  listDeadLetters,
  readDeadLetter,
  receiveMessages,
  receiveUpload,
  replayDeadLetter,
} from '#reception';
import type { Answer, House, Visit } from '#visit';
import { contentTypeUnsupported, queryUnknown } from './refusals.ts';
import { type Asked, header, parameter, queryOf, type Route } from './route.ts';

/** What a message may be called; anything that names another format is none. */
const OTHER_TYPES = /^(application\/(fhir\+)?(json|xml)|application\/x-www-form-urlencoded|multipart\/.*)$/;
const MESSAGE_TYPES = ['application/octet-stream', 'application/hl7-v2', 'x-application/hl7-v2+er7', 'text/plain'];

/** A CDA document is XML; what says that it is FHIR's is not one. */
const NOT_CDA =
  /^(application\/(fhir\+)?json|application\/fhir\+xml|application\/x-www-form-urlencoded|multipart\/.*)$/;
const CDA_TYPES = ['application/xml', 'text/xml', 'application/octet-stream', 'text/plain'];

const CSV_TYPES = ['text/csv', 'text/tab-separated-values', 'application/octet-stream', 'text/plain'];

const mediaTypeOf = (asked: Asked): string =>
  (header(asked, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

const NO_BYTES = new Uint8Array();
const LETTERS = '/admin/dead-letters';
const SHAPING = ['_format', '_pretty'];

interface LetterRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly body?: Route['body'];
  readonly takes?: readonly string[];
  readonly words: Bilingual;
  readonly act: (house: House, visit: Visit, asked: Asked) => Promise<Answer | Refusal>;
}

const letterRoute = ({ path, takes = [], act, ...route }: LetterRoute): Route => ({
  body: 'none',
  ...route,
  path: `${LETTERS}${path}`,
  interaction: '$administer-dead-letters',
  act: async (house, visit, asked) => {
    const unknown = [...queryOf(asked).keys()].find((name) => ![...SHAPING, ...takes].includes(name));
    return unknown === undefined ? act(house, visit, asked) : queryUnknown(unknown);
  },
});

export const MESSAGE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/ssmix2',
    body: 'bytes',
    interaction: '$process-message',
    act: async (house, visit, asked) => {
      const type = mediaTypeOf(asked);
      if (OTHER_TYPES.test(type)) return contentTypeUnsupported(type, MESSAGE_TYPES);
      return receiveMessages(house, visit, { bytes: asked.body.bytes ?? NO_BYTES, query: queryOf(asked) });
    },
  },
  {
    method: 'post',
    path: '/csv',
    body: 'bytes',
    interaction: '$process-message',
    words: { ja: '一覧（CSV）の受信', en: 'Receive a list of records (CSV)' },
    act: async (house, visit, asked) => {
      const type = mediaTypeOf(asked);
      if (OTHER_TYPES.test(type)) return contentTypeUnsupported(type, CSV_TYPES);
      const upload = { kind: 'records', bytes: asked.body.bytes ?? NO_BYTES, query: queryOf(asked) } as const;
      return receiveUpload(house, visit, upload);
    },
  },
  {
    method: 'post',
    path: '/cda',
    body: 'bytes',
    interaction: '$process-message',
    words: { ja: 'CDA 文書の受信', en: 'Receive a CDA document' },
    act: async (house, visit, asked) => {
      const type = mediaTypeOf(asked);
      if (NOT_CDA.test(type)) return contentTypeUnsupported(type, CDA_TYPES);
      const upload = { kind: 'cda', bytes: asked.body.bytes ?? NO_BYTES, query: queryOf(asked) } as const;
      return receiveUpload(house, visit, upload);
    },
  },
  letterRoute({
    method: 'get',
    path: '',
    takes: ['state'],
    words: { ja: '受け取れなかったものの一覧', en: 'What could not be taken in' },
    act: (house, visit, asked) => listDeadLetters(house, visit, queryOf(asked)),
  }),
  letterRoute({
    method: 'get',
    path: '/:id',
    words: { ja: '受け取れなかったもの一つと、その中身', en: 'One dead letter with what it says' },
    act: (house, visit, asked) => readDeadLetter(house, visit, parameter(asked, 'id')),
  }),
  letterRoute({
    method: 'post',
    path: '/:id/replay',
    body: 'bytes',
    words: {
      ja: 'そのまま（本文が空のとき）、または直したもの（本文）を取り込む',
      en: 'Take it in as it is (empty body), or corrected (the body)',
    },
    act: (house, visit, asked) => {
      const { bytes = NO_BYTES } = asked.body;
      return replayDeadLetter(house, visit, parameter(asked, 'id'), bytes.length === 0 ? undefined : bytes);
    },
  }),
  letterRoute({
    method: 'post',
    path: '/:id/dismiss',
    body: 'json',
    words: { ja: '理由を書いて処分する', en: 'Dismiss it, with the reason' },
    act: (house, visit, asked) => dismissDeadLetter(house, visit, parameter(asked, 'id'), asked.body.json),
  }),
];
