/** Decides from settings and environment how other hosts are reached. Pure except for the trust store, which is read only on demand. */
import type { RouteSettings } from '../net/origin-pool.js';
import { TrustStore } from '../net/trust-store.js';
import type { Options } from '../protocol/options.js';

type Environment = Readonly<Record<string, string | undefined>>;

type WayOptions = Pick<
  Options,
  'proxy' | 'proxySupport' | 'proxyAuthorization' | 'proxyStrictSSL' | 'noProxy' | 'certificateAuthorities' | 'systemCertificates'
>;

/** Settings take precedence over the environment, as in the editor. */
export function routeOf(options: WayOptions, env: Environment): Required<Pick<RouteSettings, 'proxies' | 'trust'>> {
  const named = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxy = (name: string): string => (options.proxySupport === 'off' ? '' : options.proxy || named(name) || named('ALL_PROXY'));
  const { NODE_EXTRA_CA_CERTS: extra = '' } = env;
  return {
    proxies: {
      http: proxy('HTTP_PROXY'),
      https: proxy('HTTPS_PROXY'),
      authorization: options.proxyAuthorization,
      strict: options.proxyStrictSSL,
      direct: options.noProxy.length > 0 ? options.noProxy : named('NO_PROXY').split(/[\s,]+/),
    },
    trust: new TrustStore({
      wanted: options.certificateAuthorities,
      // Node reads it by itself, but not when the editor runs it.
      extra: extra === '' ? [] : [extra],
      system: options.systemCertificates,
    }),
  };
}
