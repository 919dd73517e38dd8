/** Files that come to an operation: as the body itself, or in Parameters among its other parameters. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { readText } from '#validation';

/** The parameters of an operation, and its files by their names. */
export interface OperationFiles {
  readonly query: URLSearchParams;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Parameters are told from a Bundle, a form and a message by what they are, not by their label: any other body is the file `alone`. */
export function filesOf(
  body: Uint8Array,
  query: URLSearchParams,
  { alone, names }: { readonly alone: string; readonly names: readonly string[] },
): OperationFiles {
  const parameters = parametersIn(body);
  if (parameters === undefined) return { query, files: new Map(body.length === 0 ? [] : [[alone, body]]) };
  const rest = new URLSearchParams(query);
  const files = new Map<string, Uint8Array>();
  for (const one of parameters.parameter ?? []) {
    const { name } = one;
    if (name === undefined) continue;
    if (names.includes(name)) {
      const bytes = bytesOf(one);
      if (bytes !== undefined && bytes.length > 0) files.set(name, bytes);
    } else {
      const value = one.valueString ?? one.valueCode ?? one.valueId ?? one.valueBoolean;
      if (value !== undefined) rest.append(name, String(value));
    }
  }
  return { query: rest, files };
}

function parametersIn(body: Uint8Array): Parameters | undefined {
  const resource = jsonIn(body) as Partial<Parameters> | null | undefined;
  if (resource?.resourceType !== 'Parameters') return undefined;
  const list: unknown = resource.parameter ?? [];
  return Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null)
    ? (resource as Parameters)
    : { resourceType: 'Parameters' };
}

/** A Bundle as it is; bytes in a Binary or in base64; or a text, which is taken as UTF-8. */
function bytesOf({ resource, valueBase64Binary, valueString }: ParametersParameter): Uint8Array | undefined {
  const data = resource?.resourceType === 'Binary' ? resource.data : valueBase64Binary;
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  if (resource !== undefined) return new TextEncoder().encode(JSON.stringify(resource));
  return typeof valueString === 'string' ? new TextEncoder().encode(valueString) : undefined;
}

export function jsonIn(body: Uint8Array): unknown {
  if (body.find((byte) => byte > 0x20) !== 0x7b) return undefined;
  const read = readText(new TextDecoder().decode(body));
  return isRefusal(read) ? undefined : read.value;
}
