/** What is answered to anyone who asks, without a token: about the house itself, and about nobody. */
import type { Bilingual } from '#fhir';

export const HEALTH = '/health';
export const METADATA = '/fhir/metadata';
export const OPENAPI = '/fhir/openapi.json';
export const GUIDE = '/ig/';
export const SMART_CONFIGURATION = '/fhir/.well-known/smart-configuration';

interface Public {
  readonly words: Bilingual;
  readonly contentTypes: readonly string[];
}

export const PUBLIC_PATHS: Readonly<Record<string, Public>> = {
  [HEALTH]: {
    words: { ja: '動いているか', en: 'Whether it is up' },
    contentTypes: ['application/json'],
  },
  [METADATA]: {
    words: { ja: '提供している機能（CapabilityStatement）', en: 'What is served, as a CapabilityStatement' },
    contentTypes: ['application/fhir+json', 'application/fhir+xml'],
  },
  [OPENAPI]: {
    words: { ja: 'この文書（OpenAPI 3.1）', en: 'This document (OpenAPI 3.1)' },
    contentTypes: ['application/json'],
  },
  [GUIDE]: {
    words: { ja: 'プロファイルの手引き', en: 'The guide to the profiles' },
    contentTypes: ['text/html'],
  },
  [SMART_CONFIGURATION]: {
    words: { ja: '認可サーバー（SMART）', en: 'The authorization server (SMART)' },
    contentTypes: ['application/json'],
  },
};
