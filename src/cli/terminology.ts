/** `kakehashi terminology`: R4's terminology operations on the definitions of packages, from a terminal. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '#fhir';
import { type Command, choice, readArgs, tellRefusal, UsageError } from './command.ts';

const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

/** As they are named at the terminal, where a `$` would be the shell's. */
const OPERATIONS = {
  expand: 'ValueSet/$expand',
  'validate-code': 'ValueSet/$validate-code',
  lookup: 'CodeSystem/$lookup',
  subsumes: 'CodeSystem/$subsumes',
  translate: 'ConceptMap/$translate',
} as const;

export const terminology: Command = {
  name: 'terminology',
  usage: `[--package FILE|DIR]… ${Object.keys(OPERATIONS).join('|')} NAME=VALUE…`,
  ja: '値セットの展開、コードの検索・照合・変換を、読み込んだ定義で行います。NAME は FHIR R4 の操作のパラメーターです。',
  en: 'Expands value sets, looks up, checks and translates codes by loaded definitions; NAME is a parameter of the operation in FHIR R4.',
  options: {
    '--package FILE|DIR': [
      '読み込む FHIR パッケージ（.tgz かフォルダ）。繰り返せます。',
      'a FHIR package to load; may be repeated',
    ],
    'url=…, code=…, system=…': ['例: expand url=http://hl7.org/fhir/ValueSet/languages filter=jap', 'as in FHIR R4'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, { package: { type: 'string', multiple: true, default: [] } });
    const [given, ...pairs] = positionals;
    if (given === undefined) throw new UsageError(Object.keys(OPERATIONS).join(' | '));
    const name = choice('', given, Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]);
    const { createTerminology, createTerminologyServer, parametersOfQuery, TERMINOLOGY_OPERATIONS, withServer } =
      await import('#terminology');
    const { shape, run } = TERMINOLOGY_OPERATIONS[OPERATIONS[name]];
    const parameters = parametersOfQuery(pairs.map(pairOf), shape);
    if (isRefusal(parameters)) return tellRefusal(io, parameters);
    const { loadPackages } = await import('#validation');
    const definitions = await loadPackages([OWN_PACKAGE, ...values.package]);
    if (isRefusal(definitions)) return tellRefusal(io, definitions);
    const { terminology: asked } = (await import('#settings')).readSettings();
    const server = asked === undefined ? undefined : createTerminologyServer(asked);
    const stamp = { now: new Date(), newId: randomUUID };
    const answer = await withServer(createTerminology(definitions), server, (known) =>
      run(parameters, { terminology: known, stamp }),
    );
    if (isRefusal(answer)) return tellRefusal(io, answer);
    io.out(`${JSON.stringify(answer, undefined, 2)}\n`);
    const result = answer.resourceType === 'Parameters' && answer.parameter?.find((one) => one.name === 'result');
    return result && result.valueBoolean === false ? 1 : 0;
  },
};

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`${text}: NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}
