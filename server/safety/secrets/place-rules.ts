/** Secrets that show by where they stand: addresses, headers, files of credentials, command lines. */
import type { SecretRule } from './secret-rule.js';

export const placeRules: readonly SecretRule[] = [
  {
    family: 'password-in-address',
    near: ['://'],
    password: true,
    pattern: /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@"'<>$]{0,100}:([^\s/@"'<>`]{3,200})@[\w[]/gi,
    match: [
      'postgres://me:{r16}@db.internal:5432/app',
      'redis://:{r20}@localhost:6379',
      'https://user:{r14}@host/x',
      'mongodb+srv://app:{r18}@c0.mongodb.net',
    ],
    noMatch: [
      'postgres://user:password@localhost/db',
      'https://user:pass@host/',
      'http://localhost:3000/@scope/x',
      'postgres://$USER:$PASS@db',
    ],
  },
  {
    family: 'basic-auth',
    near: ['basic '],
    pattern: /\bBasic\s{1,3}([A-Za-z0-9+/]{16,400}={0,2})(?![A-Za-z0-9+/=])/g,
    match: ['Authorization: Basic {r40}=='],
    noMatch: ['Basic authentication', 'Basic configuration'],
  },
  {
    family: 'bearer-token',
    near: ['bearer '],
    pattern: /\bBearer\s{1,3}((?=[A-Za-z0-9._~+/-]{0,60}\d)[A-Za-z0-9._~+/-]{20,1000}={0,2})/gi,
    match: ['Authorization: Bearer {r40}'],
    noMatch: ['Authorization: Bearer $TOKEN', 'Bearer authentication is used'],
  },
  {
    family: 'npmrc',
    near: ['_authToken', '_auth', '_password'],
    password: true,
    pattern: /(?:_authToken|_auth|_password)\s{0,2}=\s{0,2}["']?([A-Za-z0-9_+/=-]{16,400})/g,
    match: ['//registry.npmjs.org/:_authToken={h8}-{h4}-{h4}-{h4}-{h12}', '_auth={r32}=='],
  },
  {
    family: 'kubeconfig',
    near: ['client-key-data', 'client-certificate-data'],
    anyValue: true,
    pattern: /client-key-data:\s{0,3}["']?([A-Za-z0-9+/=]{40,20000})/g,
    match: ['    client-key-data: {r400}=='],
  },
  {
    family: 'docker-auth',
    near: ['"auth"'],
    pattern: /"auth"\s{0,3}:\s{0,3}"([A-Za-z0-9+/]{16,400}={0,2})"/g,
    match: ['{"auths":{"https://index.docker.io/v1/":{"auth":"{r40}=="}}}'],
  },
  {
    family: 'netrc',
    near: ['machine ', 'login '],
    password: true,
    pattern: /(?:machine\s{1,3}\S{1,100}\s{1,20}|login\s{1,3}\S{1,100}\s{1,20})password\s{1,3}(\S{6,200})/g,
    match: ['machine api.heroku.com login me@x.example password {r24}'],
  },
  {
    family: 'pypirc',
    near: ['[pypi]', '[testpypi]', '[distutils]'],
    password: true,
    pattern: /\[(?:pypi|testpypi|[\w-]+)\][^[]{0,400}?\bpassword\s{0,3}[:=]\s{0,3}(\S{8,400})/g,
    match: ['[pypi]\nusername = me\npassword = {r20}'],
  },
  {
    family: 'connection-string',
    near: ['password=', 'pwd='],
    password: true,
    pattern: /(?:password|pwd)\s{0,2}=\s{0,2}([^;\s"'<>{}$]{6,200})(?=;|"|'|\s|$)/gi,
    match: ['Server=db;Database=a;User Id=sa;Password={r14};'],
    noMatch: ['Password=password;', 'PWD=$HOME', '?password=<your password>'],
  },
  {
    family: 'command-line',
    near: ['-u ', '--user', '-p'],
    password: true,
    pattern:
      /(?:\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)[ =]{1,2}["']?[\w.@-]{1,60}:|\bmysql(?:dump)?\b[^\n|;]{0,100}?\s-p(?=\S)|\bsshpass\s{1,2}-p\s{0,2}["']?|\bdocker\s{1,2}login\b[^\n|;]{0,100}?\s(?:-p|--password)[ =]{1,2}["']?|\bPGPASSWORD=["']?|\bMYSQL_PWD=["']?)([^\s"'$]{6,200})/g,
    match: ['curl -u admin:{r16} https://x.example', 'sshpass -p {r12} ssh host', 'mysql -u root -p{r14} app'],
    noMatch: ['curl -u "$USER:$PASS" https://x.example'],
  },
];
