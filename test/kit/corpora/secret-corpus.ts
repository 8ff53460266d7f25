/** Texts with a secret in them, and texts without, made from the examples of the rules and from seeded randomness: no real secret is in this repository. */
import { placeRules } from '../../../server/safety/secrets/place-rules.js';
import { secretRules } from '../../../server/safety/secrets/secret-rules.js';
import type { Random } from '../random.js';

export interface SecretText {
  readonly text: string;
  readonly family: string;
  /** Where the secret lies. */
  readonly start: number;
  readonly end: number;
}

const alphabets: Readonly<Record<string, string>> = {
  r: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  h: '0123456789abcdef',
  d: '0123456789',
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
};

/** Fills `{r20}`, `{h32}`, `{d10}` and `{A8}` with random characters. */
export const filled = (form: string, random: Random): string =>
  form.replace(/\{([rhdA])(\d+)\}/g, (_all, kind: string, count: string) =>
    Array.from({ length: Number(count) }, () => random.pick(Array.from(alphabets[kind] ?? ''))).join(''),
  );

type Context = (value: string) => string;

const contexts: readonly Context[] = [
  value => `API_TOKEN=${value}\nPORT=3000\n`,
  value => `export SERVICE_TOKEN="${value}"`,
  value => `{\n  "name": "app",\n  "apiToken": "${value}",\n  "port": 3000\n}`,
  value => `service:\n  host: example.org\n  token: ${value}\n  retries: 3\n`,
  value => `const client = new Client({ apiToken: '${value}', timeout: 500 });`,
  value => `client = Client(token="${value}", timeout=5)`,
  value => `ENV SERVICE_TOKEN ${value}`.replace('N ', 'N='),
  value => `curl -H "X-Api-Key: ${value}" https://api.acme.io/v1/items`,
  value => `2026-03-01T10:00:00Z DEBUG connected with token=${value} in 12 ms`,
  value => `<add key="ApiToken" value="${value}" />`,
  value => `api.token=${value}`,
  value => `[service]\ntoken = "${value}"\n`,
  value => `// do not commit: ${value}\n`,
  value => `String apiToken = "${value}";`,
  value => `token := "${value}"`,
];

const names =
  'DB_PASSWORD password passwd api_key apiKey API_KEY secret_key SECRET_KEY client_secret clientSecret JWT_SECRET auth_token authToken access_token ACCESS_TOKEN encryption_key SIGNING_SECRET webhook_secret adminPassword redis_password smtp_password master_key private_token session_secret'.split(
    ' ',
  );
const named: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name}=${value}\n`,
  (name, value) => `"${name}": "${value}"`,
  (name, value) => `${name}: ${value}\n`,
  (name, value) => `const ${name} = '${value}';`,
  (name, value) => `${name} = "${value}"`,
  (name, value) => `config.${name} = "${value}";`,
];

const located = (text: string, secret: string, family: string): SecretText => {
  const start = text.indexOf(secret);
  return { text, family, start, end: start + secret.length };
};

/** At least 400 texts with one secret each. */
export function secretTexts(random: Random): readonly SecretText[] {
  const texts: SecretText[] = [];
  for (const { family, match } of secretRules) {
    for (const form of match) {
      // Forms with blanks or names stand for themselves.
      const plain = !/[\s=:"&]/.test(form) || form.startsWith('https://');
      for (let i = 0; i < 6; i++) {
        const value = filled(form, random);
        const text = plain ? random.pick(contexts)(value) : `# settings\n${value}\n`;
        texts.push(located(text, value, family));
      }
    }
  }
  for (const { family, match } of placeRules)
    for (const form of match)
      for (let i = 0; i < 4; i++) texts.push(located(`first line\n${filled(form, random)}\nlast line`, filled(form, random), family));
  for (const name of names) {
    for (let i = 0; i < 5; i++) {
      const value = filled(
        random.pick(
          /pass/i.test(name) ? ['{r14}', '{r8}-{r6}', 'T{h6}!k{r5}', '{r10}#{d2}'] : ['{r32}', '{h40}', '{r24}', '{r20}_{r8}', '{r43}='],
        ),
        random,
      );
      texts.push(located(random.pick(named)(name, value), value, 'named'));
    }
  }
  for (let i = 0; i < 30; i++) {
    const token = filled('ghp_{r36}', random);
    const cut = 4 + random.below(20);
    const [a, b] = [token.slice(0, cut), token.slice(cut)];
    const text = random.pick([
      `const t = '${a}' + '${b}';`,
      `t = ("${a}"\n     "${b}")`,
      `t = "${a}" . "${b}";`,
      `TOKEN="${a}\\\n${b}"`,
      `let t = "${a}" +\n  "${b}";`,
    ]);
    texts.push({ text, family: 'split', start: text.indexOf(a), end: text.indexOf(b) + b.length });
    const inner = Buffer.from(
      filled(random.pick(['ghp_{r36}', 'password={r16}', 'AKIA2QX7ZP4LW5YTB6NC:{r40}', 'sk-proj-{r48}']), random),
    ).toString('base64');
    texts.push(located(`data:\n  value: ${inner}\n`, inner, 'base64'));
  }
  return texts.map(found => (found.start < 0 ? { ...found, start: 0, end: found.text.length } : found));
}

const cleanForms: readonly string[] = [
  'commit {h40}',
  'sha256:{h64}',
  '"integrity": "sha512-{r86}=="',
  'integrity sha1-{r27}=',
  'id: {h8}-{h4}-{h4}-{h4}-{h12}',
  '{"traceId":"{h32}","spanId":"{h16}"}',
  'ETag: "{h32}"',
  'checksum = "{h64}"',
  'resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#{h40}"',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{r43} me@host',
  'ssh-rsa AAAAB3NzaC1yc2E{r300} me@host',
  '-----BEGIN CERTIFICATE-----\n{r64}\n{r64}\n-----END CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----\n{r64}\n-----END PUBLIC KEY-----',
  'const password = process.env.DB_PASSWORD;',
  'password: process.env["PASSWORD"]',
  'api_key = os.environ["API_KEY"]',
  'token = getenv("TOKEN")',
  'password = "changeme"',
  'password: "<your password>"',
  'API_KEY=your_api_key_here',
  'TOKEN=xxxxxxxxxxxxxxxxxxxx',
  'SECRET=${SECRET}',
  'secret: {{ .Values.secret }}',
  'password=$PASSWORD',
  'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
  'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'function validatePassword(password: string): boolean {',
  'const token = await this.getAccessToken(user);',
  'if (!req.headers.authorization) throw new Error("no token");',
  'passwordField.value = "";',
  '<input type="password" name="password" />',
  'password: z.string().min(8)',
  'tokenType: "Bearer"',
  'const tokens = tokenize(text);',
  'max_tokens: 4096',
  'n_tokens = len(tokens)',
  'primaryKey: "id"',
  'key: "settings.general.title"',
  'cacheKey = `user:${id}`',
  'export const SECRET_NAME = "prod/db/password";',
  'keyboard: "us-intl-altgr"',
  'public_key: {r43}=',
  'fingerprint: SHA256:{r43}',
  'sitekey: 6Le{r37}',
  'csrf_token = generate_csrf()',
  'postgres://user:password@localhost:5432/app',
  'mongodb://localhost:27017/app',
  'https://user:pass@example.com',
  'redis://localhost:6379',
  'version: 1.2.3-beta.{d4}',
  'color: #{h6}',
  'data:image/png;base64,{r200}',
  'image: registry.example.com/app@sha256:{h64}',
  'build-{h7}',
  'uuid = "{h8}-{h4}-4{h3}-a{h3}-{h12}"',
  '{d13}',
  'Authorization: Bearer <token>',
  'Authorization: Basic <credentials>',
  'token: "string"',
  'type Token = { access_token: string; expires_in: number };',
  'The password must have at least 12 characters.',
  'See the section about API keys and tokens for more.',
  'git checkout {h40}',
  'docker run -e PASSWORD app',
  'kubectl create secret generic app --from-file=key',
  'vault kv get secret/data/app',
  'password_hash = bcrypt.hash(password)',
  '$2b$12$abcdefghijklmnopqrstuv',
  'model: gpt-4o-mini-2024-07-18',
  'S3_BUCKET=my-app-assets-prod',
  'REACT_APP_API_URL=https://api.example.com',
  'secretName: app-tls',
  'key_length = 2048',
  'auth: required',
  'authProvider: "keycloak"',
  'i18n.t("login.password.label")',
  'describe("password reset", () => {',
  'expect(token).toBe("test-token")',
  'const secret = "test";',
  'passphrase: ""',
  "import { secretRules } from './secret-rules.js';",
  'pragma: no-cache; max-age={d6}',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'class TokenBucket: capacity = 100',
  'throw new UnauthorizedError("invalid token");',
  'GET /oauth/token?grant_type=client_credentials',
  'nonce="{r22}"',
  'etag: W/"{h32}"',
  'const key = event.key === "Enter";',
  'Map<string, ApiKey> keysByName',
  'static final String KEY = "user.preferences";',
  'x-request-id: {h8}-{h4}-{h4}-{h4}-{h12}',
  'go.sum: golang.org/x/net v0.1.0 h1:{r43}=',
  'name = "serde"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "{h64}"',
];

/** At least 400 texts without a secret. */
export function cleanTexts(random: Random): readonly string[] {
  return cleanForms.flatMap(form =>
    Array.from({ length: 5 }, () =>
      random.pick([
        (text: string) => text,
        (text: string) => `before\n${text}\nafter`,
        (text: string) => `  ${text}  `,
        (text: string) => `${text};`,
      ])(filled(form, random)),
    ),
  );
}
