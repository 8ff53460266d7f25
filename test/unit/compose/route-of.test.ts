import { parse } from 'valibot';
import { describe, expect, test } from 'vitest';
import { routeOf } from '../../../server/compose/route-of.js';
import { optionsSchema } from '../../../server/protocol/options.js';

const ways = (given: object, env: Record<string, string>) => routeOf(parse(optionsSchema, given), env).proxies;

describe('proxies', () => {
  test('are those of the environment if no setting names one', () => {
    const env = { HTTPS_PROXY: 'http://tls:1', http_proxy: 'http://plain:2', NO_PROXY: 'intern, .corp,10.0.0.0/8' };
    expect(ways({}, env)).toMatchObject({ https: 'http://tls:1', http: 'http://plain:2', direct: ['intern', '.corp', '10.0.0.0/8'] });
    expect(ways({}, { ALL_PROXY: 'http://all:3' })).toMatchObject({ https: 'http://all:3', http: 'http://all:3' });
  });

  test('are those of the settings first', () => {
    const env = { HTTPS_PROXY: 'http://tls:1', NO_PROXY: 'intern' };
    const given = { proxy: 'http://set:4', noProxy: ['other'], proxyStrictSSL: false, proxyAuthorization: 'Basic x' };
    expect(ways(given, env)).toEqual({
      http: 'http://set:4',
      https: 'http://set:4',
      direct: ['other'],
      strict: false,
      authorization: 'Basic x',
    });
  });

  test('are not used if proxy support is off', () => {
    expect(ways({ proxySupport: 'off', proxy: 'http://set:4' }, { HTTPS_PROXY: 'http://tls:1' })).toMatchObject({ http: '', https: '' });
  });
});
