/** What the house says of itself about loaded definitions: that they can be read, and which operations they answer. */
import type { CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { DEFINITION_TYPES } from '#exchange';
import { TERMINOLOGY_OPERATIONS } from '#terminology';

export function definitionResources(): CapabilityStatementRestResource[] {
  return DEFINITION_TYPES.map((type): CapabilityStatementRestResource => {
    const names = Object.keys(TERMINOLOGY_OPERATIONS).filter((name) => name.startsWith(`${type}/`));
    const operation = names.map((name) => ({
      name: name.slice(type.length + 2),
      definition: `http://hl7.org/fhir/OperationDefinition/${name.replace('/$', '-')}`,
    }));
    return {
      type,
      documentation:
        '読み込まれたパッケージの定義です。読み取り専用です。 / The definitions of loaded packages, read only.',
      interaction: [{ code: 'read' }, { code: 'search-type' }],
      searchParam: [
        { name: 'url', type: 'uri', definition: `http://hl7.org/fhir/SearchParameter/${searchId(type)}` },
        { name: '_id', type: 'token', definition: 'http://hl7.org/fhir/SearchParameter/Resource-id' },
      ],
      ...(operation.length === 0 ? {} : { operation }),
    };
  });
}

/** R4 shares one `url` parameter among most conformance resources. */
const searchId = (type: string): string => (type === 'Questionnaire' ? 'Questionnaire-url' : 'conformance-url');
