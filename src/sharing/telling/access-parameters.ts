/** Who could see what, as Parameters. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { purposeWords } from '#auth';
import { codeSystemUrl, type Language } from '#fhir';
import type { AccessTable, Cell, DecidingGround, ExplainedDecision, PartyAccess } from './access.ts';
import { OBLIGATIONS, REASONS, wordsOf } from './code-words.ts';

export function decisionParameters(told: ExplainedDecision, language: Language): Parameters {
  const { party, purpose, action, time, resource, permit, reason, grounds, obligations } = told;
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'decision', valueCode: permit ? 'PERMIT' : 'DENY' },
      { name: 'reason', valueCode: reason },
      { name: 'text', valueString: wordsOf(REASONS, reason)[language] },
      { name: 'actor', valueReference: { reference: party.reference, display: party.name } },
      { name: 'purpose', valueCode: purpose },
      { name: 'purposeText', valueString: purposeWords(purpose)[language] },
      { name: 'action', valueCode: action },
      { name: 'time', valueDateTime: time },
      { name: 'resource', valueReference: { reference: resource } },
      ...grounds.map((ground) => groundParameter('ground', ground, language)),
      ...obligations.map((code) => ({
        name: 'obligation',
        part: [
          { name: 'code', valueCode: code },
          { name: 'text', valueString: wordsOf(OBLIGATIONS, code)[language] },
        ],
      })),
    ],
  };
}

export function tableParameters(told: AccessTable, language: Language): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'action', valueCode: told.action },
      { name: 'time', valueDateTime: told.time },
      ...told.parties.map((party) => partyParameter(told, party, language)),
      ...told.rules.map((rule) => groundParameter('rule', rule, language)),
    ],
  };
}

function partyParameter(
  table: AccessTable,
  { party, holds, cells, grounds }: PartyAccess,
  language: Language,
): ParametersParameter {
  return {
    name: 'party',
    part: [
      { name: 'actor', valueReference: { reference: party.reference, display: party.name } },
      { name: 'holds', valueBoolean: holds },
      ...cells.map((cell) => cellParameter(table, cell, language)),
      ...grounds.map((ground) => groundParameter('ground', ground, language)),
    ],
  };
}

const cellParameter = (
  { category: words }: AccessTable,
  { purpose, category, visible, total, reasons }: Cell,
  language: Language,
): ParametersParameter => ({
  name: 'cell',
  part: [
    { name: 'purpose', valueCode: purpose },
    { name: 'purposeText', valueString: purposeWords(purpose)[language] },
    {
      name: 'category',
      valueCoding: {
        ...(category === '' ? {} : { system: codeSystemUrl('jp-chiiki-ikou-category'), code: category }),
        display: words(category)[language],
      },
    },
    { name: 'visible', valueInteger: visible },
    { name: 'total', valueInteger: total },
    ...reasons.map((reason) => ({ name: 'reason', valueCode: reason })),
  ],
});

const groundParameter = (
  name: string,
  { place, consent, words }: DecidingGround,
  language: Language,
): ParametersParameter => ({
  name,
  part: [
    { name: 'place', valueString: place },
    ...(consent === undefined
      ? []
      : [
          { name: 'consent', valueReference: { reference: consent.reference } },
          { name: 'version', valueString: consent.version },
          ...(consent.date === '' ? [] : [{ name: 'date', valueDateTime: consent.date }]),
        ]),
    { name: 'text', valueString: words[language] },
  ],
});
