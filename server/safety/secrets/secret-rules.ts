/** Secrets that show by their own form: prefixes of clouds, forges, models, payment, mail and chat services, private keys and more. */
import type { SecretRule } from './secret-rule.js';

/** A prefix and what follows it; the prefix is also what is looked for first. */
const prefixed = (family: string, prefix: string | readonly string[], body: string, example: string, noMatch?: readonly string[]): SecretRule => {
  const near = typeof prefix === 'string' ? [prefix] : prefix;
  const names = near.map(name => name.replace(/[.$^*+?()[\]{}|\\/]/g, '\\$&')).join('|');
  return { family, near, pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${names})${body}`, 'g'), match: [example], ...(noMatch && { noMatch }) };
};

/** A name of the service within a line, then a value of its form. */
const named = (family: string, name: string, body: string, example: string): SecretRule => ({
  family,
  near: name.split('|'),
 
  pattern: new RegExp(`(?:${name})[\\w .-]{0,30}["'\`]?\\s{0,3}(?:[:=]|=>|:=|,)\\s{0,3}["'\`]?(${body})(?![A-Za-z0-9_+/=-])`, 'gi'),
  match: [example],
});

export const secretRules: readonly SecretRule[] = [
  {
    family: 'private-key',
    near: ['PRIVATE KEY'],
    anyValue: true,
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s"'+,>|#*\\]|\\[rn]|[A-Za-z]+-?[A-Za-z]*: [^\n]*){0,40}(?:[A-Za-z0-9+/=]{20,}[\s\S]{0,20000}?)(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/g,
    match: ['-----BEGIN RSA PRIVATE KEY-----\n{r64}\n{r64}\n-----END RSA PRIVATE KEY-----', '-----BEGIN OPENSSH PRIVATE KEY-----\\n{r64}\\n-----END OPENSSH PRIVATE KEY-----'],
    noMatch: ['-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----', 'const header = "-----BEGIN PRIVATE KEY-----";', '-----BEGIN PUBLIC KEY-----\n{r64}\n-----END PUBLIC KEY-----'],
  },
  { family: 'private-key', near: ['PuTTY-User-Key-File'], anyValue: true, pattern: /PuTTY-User-Key-File-\d[\s\S]{0,4000}?Private-Lines: \d+\s+([A-Za-z0-9+/=\s]{40,4000})/g, match: ['PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 2\n{r64}\n{r64}\n'] },
  prefixed('age-key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{58}', 'AGE-SECRET-KEY-1{A58}'),
  prefixed('aws-access-key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}(?![A-Za-z0-9])', 'AKIA2QX7ZP4LW5YTB6NC', ['AKIAIOSFODNN7EXAMPLE']),
  { family: 'aws-secret-key', near: ['aws', 'secret'], pattern: /(?:aws|amazon|secret)[\w .-]{0,30}(?:key|secret|access)[\w.-]{0,20}["'`]?\s{0,3}(?:[:=]|=>|,)\s{0,3}["'`]?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi, match: ['aws_secret_access_key = {r40}'], noMatch: ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'] },
  { family: 'aws-session-token', near: ['session'], pattern: /session[_-]?token["'`]?\s{0,3}[:=]\s{0,3}["'`]?([A-Za-z0-9/+=]{100,1000})/gi, match: ['aws_session_token={r200}'] },
  prefixed('google-api-key', 'AIza', '[A-Za-z0-9_-]{35}', 'AIza{r35}'),
  prefixed('google-oauth', ['ya29.', 'GOCSPX-', '1//0'], '[A-Za-z0-9_-]{20,300}', 'GOCSPX-{r28}'),
  prefixed('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{30,255}', 'ghp_{r36}'),
  prefixed('github-token', 'github_pat_', '[A-Za-z0-9_]{40,255}', 'github_pat_{r22}_{r59}'),
  prefixed('gitlab-token', ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-', 'glagent-', 'glft-', 'glimt-', 'gloas-', 'GR1348941'], '[A-Za-z0-9_.-]{20,120}', 'glpat-{r20}'),
  prefixed('atlassian-token', ['ATATT3', 'ATBB', 'ATCTT3'], '[A-Za-z0-9_=-]{24,250}', 'ATATT3{r180}'),
  prefixed('slack-token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xoxo-', 'xapp-', 'xoxc-', 'xoxd-'], '[A-Za-z0-9-%.]{10,300}', 'xoxb-{d12}-{d12}-{r24}'),
  { family: 'webhook', near: ['hooks.slack.com'], pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20,150}/g, match: ['https://hooks.slack.com/services/T{A8}/B{A8}/{r24}'] },
  { family: 'webhook', near: ['/api/webhooks/'], pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{15,21}\/[A-Za-z0-9_-]{40,100}/g, match: ['https://discord.com/api/webhooks/{d18}/{r68}'] },
  { family: 'webhook', near: ['webhook.office.com'], pattern: /https:\/\/[\w.-]{1,60}\.webhook\.office\.com\/webhookb2\/[\w@/-]{60,300}/g, match: ['https://acme.webhook.office.com/webhookb2/{h36}@{h36}/IncomingWebhook/{h32}/{h36}'] },
  { family: 'discord-token', near: ['.'], pattern: /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])/g, match: ['MTA{r21}.{r6}.{r38}'] },
  { family: 'telegram-token', near: [':AA'], pattern: /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])/g, match: ['{d10}:AA{r33}'] },
  prefixed('openai-key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'], '[A-Za-z0-9_-]{20,250}', 'sk-proj-{r48}'),
  prefixed('anthropic-key', 'sk-ant-', '[A-Za-z0-9_-]{20,250}', 'sk-ant-api03-{r93}'),
  prefixed('openrouter-key', 'sk-or-', '[A-Za-z0-9_-]{20,120}', 'sk-or-v1-{h64}'),
  prefixed('model-key', 'sk-', '[A-Za-z0-9]{20,100}(?![A-Za-z0-9_-])', 'sk-{r48}', ['sk-loading-indicator-component-x']),
  prefixed('huggingface-token', ['hf_', 'api_org_'], '[A-Za-z0-9]{30,60}(?![A-Za-z0-9_])', 'hf_{r34}'),
  prefixed('model-key', ['gsk_', 'r8_', 'pplx-', 'xai-', 'nvapi-', 'pcsk_', 'lsv2_pt_', 'lsv2_sk_', 'fw_', 'csk-', 'tgp_v1_', 'sk_car_', 'pa-', 'jina_', 'tvly-', 'fc-', 'llx-', 'esecret_', 'vapi_'], '[A-Za-z0-9_-]{24,160}', 'gsk_{r52}'),
  prefixed('payment-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_', 'sk_prod_', 'rzp_live_', 'rzp_test_', 'sq0atp-', 'sq0csp-', 'access_token$production$', 'access_token$sandbox$', 'live_', 'pk_prod_secret_', 'flwseck_', 'FLWSECK-', 'FLWSECK_TEST-', 'EAAAE', 'cko_'], '[A-Za-z0-9_$+/=-]{20,200}', 'sk_live_{r24}'),
  prefixed('shopify-token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], '[a-fA-F0-9]{32}', 'shpat_{h32}'),
  prefixed('mail-key', 'SG.', '[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,60}', 'SG.{r22}.{r43}'),
  prefixed('mail-key', ['xkeysib-', 'xsmtpsib-', 're_', 'mlsn.', 'pubkey-', 'mg-', 'EZAK', 'EZTK'], '[A-Za-z0-9_-]{24,120}', 'xkeysib-{h64}-{r16}'),
  { family: 'mail-key', near: ['key-'], pattern: /(?<![A-Za-z0-9_-])key-[0-9a-f]{32}(?![0-9a-f])/g, match: ['key-{h32}'] },
  { family: 'mail-key', near: ['-us'], pattern: /(?<![0-9a-zA-Z])[0-9a-f]{32}-us\d{1,2}(?!\d)/g, match: ['{h32}-us12'] },
  { family: 'twilio-key', near: ['SK', 'AC'], pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![0-9a-zA-Z])/g, match: ['SK{h32}'] },
  prefixed('registry-token', ['npm_', 'dckr_pat_', 'dckr_oat_', 'rubygems_', 'cio', 'oy2', 'pypi-AgE', 'pypi-'], '(?:(?<=npm_)[A-Za-z0-9]{36}|(?<=dckr_[po]at_)[A-Za-z0-9_-]{27,60}|(?<=rubygems_)[a-f0-9]{48}|(?<=cio)[A-Za-z0-9]{32}|(?<=oy2)[a-z0-9]{43}|(?<=pypi-\\w{0,3})[A-Za-z0-9_-]{50,300})(?![A-Za-z0-9_])', 'npm_{r36}'),
  prefixed('cloud-token', ['dop_v1_', 'doo_v1_', 'dor_v1_', 'HRKU-', 'fm2_', 'fo1_', 'nfp_', 'nfc_', 'nfo_', 'sbp_', 'sb_secret_', 'pscale_tkn_', 'pscale_pw_', 'pscale_oauth_', 'napi_', 'vercel_', 'vcp_', 'vck_', 'rnd_', 'railway_', 'tskey-auth-', 'tskey-api-', 'tskey-client-', 'ddp_', 'v1.0-'], '[A-Za-z0-9_+/=-]{24,400}', 'dop_v1_{h64}'),
  prefixed('cloud-token', ['dapi', 'dkea', 'dsapi'], '[a-f0-9]{32}(?:-\\d)?(?![a-zA-Z0-9])', 'dapi{h32}'),
  { family: 'cloud-token', near: ['.atlasv1.'], pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g, match: ['{r14}.atlasv1.{r67}'] },
  prefixed('vault-token', ['hvs.', 'hvb.', 'hvr.', 'dp.pt.', 'dp.st.', 'dp.sa.', 'dp.ct.', 'dp.scim.', 'ops_eyJ', 'st.'], '[A-Za-z0-9_.+/=-]{24,300}', 'hvs.{r90}'),
  prefixed('alibaba-key', 'LTAI', '[A-Za-z0-9]{17,24}(?![A-Za-z0-9])', 'LTAI{r20}'),
  prefixed('tencent-key', 'AKID', '[A-Za-z0-9]{32}(?![A-Za-z0-9])', 'AKID{r32}'),
  prefixed('yandex-key', ['AQVN', 'YCAJ', 'YCP', 'y0_'], '[A-Za-z0-9_-]{30,60}', 'AQVN{r38}'),
  prefixed('work-token', ['lin_api_', 'lin_oauth_', 'ntn_', 'secret_', 'figd_', 'figu_', 'PMAK-', 'PMAT-', 'pat-na1-', 'pat-eu1-', 'CFPAT-', 'dt0c01.', 'phx_', 'phs_', 'sgp_', 'sdp_', 'bkua_', 'CCIPAT_', 'CCIPRJ_', 'squ_', 'sqp_', 'sqa_', 'sntrys_', 'sntryu_', 'NRAK-', 'NRII-', 'NRJS-', 'NRAA-', 'glsa_', 'glc_', 'cdpx_', 'rdme_', 'dG9rOi', 'AP-sk-', 'tfp_', 'sl.', 'xoxz-', 'api-key-', 'pul-', 'dnkey-', 'sk_gs_', 'ubdc_', 'ATTA'], '[A-Za-z0-9_.+/=-]{24,300}', 'lin_api_{r40}', ['secret_key_for_the_login_of_users_x']),
  { family: 'work-token', near: ['pat'], pattern: /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[a-f0-9]{64}(?![a-f0-9])/g, match: ['pat{r14}.{h64}'] },
  { family: 'mapbox-token', near: ['sk.eyJ'], pattern: /(?<![A-Za-z0-9])sk\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{15,60}/g, match: ['sk.eyJ{r70}.{r22}'] },
  { family: 'social-token', near: ['EAA'], pattern: /(?<![A-Za-z0-9])EAA[A-Za-z0-9]{80,300}(?![A-Za-z0-9])/g, match: ['EAA{r150}'] },
  { family: 'social-token', near: ['AAAAAAAAAAAAAAAAAAAAA'], anyValue: true, pattern: /(?<![A-Za-z0-9])A{21}[A-Za-z0-9%]{40,120}(?![A-Za-z0-9%])/g, match: ['AAAAAAAAAAAAAAAAAAAAA{r60}'] },
  { family: 'azure-secret', near: ['Q~'], pattern: /(?<![A-Za-z0-9_.~-])[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}(?![A-Za-z0-9_.~-])/g, match: ['{r3}8Q~{r34}'] },
  { family: 'azure-key', near: ['AccountKey=', 'SharedAccessKey=', 'accountkey', 'sharedaccesskey'], pattern: /(?:AccountKey|SharedAccessKey|accountkey|sharedaccesskey)\s{0,2}=\s{0,2}["']?([A-Za-z0-9+/]{40,90}={0,2})/g, match: ['AccountName=a;AccountKey={r86}==;'] },
  { family: 'azure-sas', near: ['sig='], pattern: /[?&]sig=([A-Za-z0-9%+/=]{40,120})/g, match: ['https://a.blob.core.windows.net/c?sv=2024&sig={r43}%3D'] },
  {
    family: 'jwt',
    near: ['eyJ'],
    pattern: /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,6000}\.[A-Za-z0-9_-]{10,1000}(?![A-Za-z0-9_.-])/g,
    match: ['eyJhbGciOiJIUzI1NiJ9.eyJ{r60}.{r43}'],
    noMatch: ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'],
  },
  named('heroku-key', 'heroku', '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}', 'HEROKU_API_KEY={h8}-{h4}-{h4}-{h4}-{h12}'),
  named('service-key', 'datadog|dd_api|dd_app|algolia|cloudflare|cf_api|mistral|cohere|together|twilio|linode|hetzner|vultr|scaleway|digitalocean|newrelic|pagerduty|okta|auth0|asana|trello|dropbox|linkedin|twitter|twitch|spotify|deepgram|assemblyai|elevenlabs|stability|rapidapi|ngrok|codecov|coveralls|travis|circleci|snyk|postmark|sparkpost|mandrill|mailjet|intercom|zendesk|freshdesk|segment|amplitude|mixpanel|launchdarkly|fastly|netlify|vercel|fly|render|railway|ibm|ovh|azure|openweather|alchemy|infura|etherscan|binance|coinbase|kraken|plaid|adyen|checkout|wepay|nexmo|vonage|plivo|messagebird|bitly|giphy|unsplash|pexels|tmdb|sentry|bugsnag|rollbar|logdna|loggly|sumologic|splunk|elastic|confluent|kafka|rabbitmq|mapbox|here|tomtom', '(?=[A-Za-z0-9_-]{0,40}\\d)(?=[A-Za-z0-9_-]{0,40}[A-Za-z])[A-Za-z0-9_-]{24,80}', 'CLOUDFLARE_API_TOKEN={r40}'),
];
