import { describe, expect, test } from 'vitest';
import { type ProxySettings, proxyFor } from '../../../server/net/route.js';

const settings = (more: Partial<ProxySettings> = {}): ProxySettings => ({
  http: 'http://plain.proxy:3128',
  https: 'http://tls.proxy:3128',
  authorization: '',
  strict: true,
  direct: [],
  ...more,
});

describe('the route to an origin', () => {
  test('uses the proxy of its protocol', () => {
    expect(proxyFor('http://models.example', settings())?.origin).toBe('http://plain.proxy:3128');
    expect(proxyFor('https://models.example', settings())?.origin).toBe('http://tls.proxy:3128');
    expect(proxyFor('https://models.example', settings({ https: '' }))).toBeUndefined();
  });

  test.each(['http://localhost:11434', 'http://127.0.0.1:11434', 'http://127.8.8.8', 'http://[::1]:11434'])('is direct for %s', origin => {
    expect(proxyFor(origin, settings())).toBeUndefined();
    expect(proxyFor(origin, settings({ direct: ['<-loopback>'] }))?.origin).toBe('http://plain.proxy:3128');
  });

  test.each([
    ['http://models.example', 'models.example', true],
    ['http://a.models.example', 'models.example', true],
    ['http://a.models.example', '.models.example', true],
    ['http://models.example', '*.models.example', true],
    ['http://MODELS.example', 'Models.Example', true],
    ['http://othermodels.example', 'models.example', false],
    ['http://models.example:8080', 'models.example:8080', true],
    ['http://models.example:8081', 'models.example:8080', false],
    ['https://models.example', 'models.example:443', true],
    ['http://10.1.2.3', '10.0.0.0/8', true],
    ['http://11.1.2.3', '10.0.0.0/8', false],
    ['http://10.1.2.3', '10.0.0.0/99', false],
    ['http://10.1.2.3', '10.1.2.3', true],
    ['http://[fd00::1]:1', 'fd00::/8', true],
    ['http://[fd00::1]:1', 'fd00::1', true],
    ['http://models.example', '*', true],
    ['http://models.example', '', false],
  ])('to %s with the exception "%s": direct is %s', (origin, entry, isStraight) => {
    expect(proxyFor(origin, settings({ direct: [entry] })) === undefined).toBe(isStraight);
  });

  test('accepts an address without a protocol, and hides name and password', () => {
    expect(proxyFor('http://models.example', settings({ http: 'jo:pa%20ss@proxy:8080' }))).toEqual({
      origin: 'http://proxy:8080',
      authorization: `Basic ${btoa('jo:pa ss')}`,
      strict: true,
    });
  });

  test.each(['socks5://proxy:1080', 'http://'])('rejects "%s" without repeating it in the message', http => {
    expect(() => proxyFor('http://models.example', settings({ http }))).toThrow(/only http:\/\/ and https:\/\/ proxies/);
  });
});
