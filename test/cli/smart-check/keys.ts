/** The keys of the reference server and of its clients, made once. */
import { generateKeyPairSync } from 'node:crypto';

const pair = (kind: 'rsa' | 'ec', kid: string, alg: string) => {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return {
    private: { ...privateKey.export({ format: 'jwk' }), kid, alg },
    public: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
  };
};

export const SERVER_KEY = pair('rsa', 'server', 'RS256');
export const APP_KEY = pair('ec', 'app', 'ES384');
export const BACKEND_KEY = pair('rsa', 'backend', 'RS384');
