/** How ids and references of FHIR are written, as JSON schemas. */

export const FHIR_ID = {
  type: 'string',
  pattern: '^[A-Za-z0-9.-]{1,64}$',
  form: {
    ja: '英数字と . - だけの 64 文字以内の ID（型の名前は付けない）',
    en: 'an id of 1 to 64 letters, digits, `.` and `-`, without a type before it',
  },
};

/** A reference such as `Patient/id` to one of these types. */
export const referenceTo = (...types: readonly string[]) => ({
  type: 'string',
  pattern: `^(${types.join('|')})/[A-Za-z0-9.-]{1,64}$`,
  form: {
    ja: `${types.map((type) => `「${type}/ID」`).join('か')}の形`,
    en: `a reference such as ${types.map((type) => `\`${type}/id\``).join(' or ')}`,
  },
});
