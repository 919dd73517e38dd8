/** Where extensions of R4 core may be used besides where R4 says: HL7 widened these in later editions of the same extension. */
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Extension → the elements that were added. R4's own definitions use the first three there already. */
export const LATER_CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  [`${CORE}structuredefinition-normative-version`]: ['CanonicalResource', 'ElementDefinition'],
  [`${CORE}valueset-concept-comments`]: ['CodeSystem.concept'],
  [`${CORE}regex`]: ['ElementDefinition.type'],
  [`${CORE}capabilitystatement-expectation`]: [
    'CapabilityStatement.format',
    'CapabilityStatement.patchFormat',
    'CapabilityStatement.implementationGuide',
    'CapabilityStatement.imports',
    'CapabilityStatement.instantiates',
    'CapabilityStatement.messaging.supportedMessage',
    'CapabilityStatement.rest',
    'CapabilityStatement.rest.security',
    'CapabilityStatement.rest.resource',
    'CapabilityStatement.rest.resource.operation',
    'CapabilityStatement.rest.resource.profile',
    'CapabilityStatement.rest.resource.referencePolicy',
    'CapabilityStatement.rest.resource.searchInclude',
    'CapabilityStatement.rest.resource.searchRevInclude',
    'CapabilityStatement.rest.resource.supportedProfile',
    'SearchParameter.chain',
    'SearchParameter.comparator',
    'SearchParameter.modifier',
    'SearchParameter.multipleAnd',
    'SearchParameter.multipleOr',
  ],
};
