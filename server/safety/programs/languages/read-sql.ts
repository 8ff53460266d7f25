/** Reads SQL statements for what they do to a database. */
import { type Call, nothing, type Stream } from '../../run/call.js';

/** Strings, quoted names and comments are taken out before statements are parted. */
const quiet = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*(?!!)[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g;

const reading =
  /^(?:select|with|show|explain|describe|desc|values|table|pragma\s+(?:table_info|index_list|foreign_key_list|database_list|integrity_check|user_version|journal_mode)\b|analyze|use|set\s+(?:search_path|names|timezone|statement_timeout)|begin|start\s+transaction|commit|rollback|savepoint|\\(?:[dlzc?qx]|timing|conninfo|echo|pset|encoding|set\b))/i;
const adding =
  /^(?:insert|create(?!\s+(?:or\s+replace\s+)?(?:function|procedure|trigger|extension|role|user|language|event|server|login))|copy\s+\S+(?:\s*\([^)]*\))?\s+from\s+(?:stdin|\ufde0)|comment|vacuum|reindex|refresh|cluster|listen|notify|upsert|alter\s+table\s+\S+\s+add\b|alter\s+(?:sequence|index)|create\s+or\s+replace\s+(?:view))/i;
const losing = /^(?:drop|delete|truncate|update|replace|merge|alter|db\.\w+\.(?:drop|delete|remove))/i;
const granting =
  /^(?:grant|revoke|create\s+(?:role|user|login)|alter\s+(?:role|user|system)|set\s+(?:role|session|global|password)|flush|load\s+data|install|purge)/i;
const running =
  /\bcopy\b[\s\S]*\bprogram\b|\binto\s+(?:outfile|dumpfile)\b|\bload_file\s*\(|\bload_extension\s*\(|\bxp_cmdshell\b|\bsp_(?:configure|oacreate|executesql)\b|\bpg_(?:read|write|ls|execute)\w*\s*\(|\blo_(?:import|export)\s*\(|\bsys_(?:exec|eval)\s*\(|\bdblink\w*\s*\(|\bpg_terminate_backend\s*\(|\bexec(?:ute)?\b|\bcall\b|\bdo\b|\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure|trigger|extension|language|event|server)\b|\bopenrowset\b|\bwritefile\s*\(|\bedit\s*\(|\bfts3_tokenizer\b|\battach\b/i;

export function judgeSql(text: string, call: Call): Stream {
  const { host, span } = call;
  // MySQL runs the content of `/*! … */`.
  if (/\/\*!/.test(text)) host.unknown('SQL in a comment that runs', span);
  const bare = text.replace(quiet, '\ufde0');
  for (const part of bare.split(/;|\n(?=\\|\.)/)) {
    const statement = part.trim();
    if (statement === '') continue;
    const target = statement.slice(0, 60);
    if (/^\\!|^\.(?:shell|system|sh)\b|^\\o\s*\||^\\g\s*\||^system\b|\\!/i.test(statement)) {
      const command = /(?:\\!|\.(?:shell|system)|^system)\s*([\s\S]*)/i.exec(text)?.[1] ?? '';
      host.unknown('a command that a database client runs', span);
      host.code('bash', command, call.state, nothing, span);
    } else if (
      /^\.(?:tables|schema|databases|indexes|headers|mode|help|width|quit|exit|dump|show|stats|timer|nullvalue|changes|explain|eqp|fullschema)\b/i.test(
        statement,
      )
    )
      continue;
    else if (/^\\(?:copy|i|ir|o|g|w|s|e|ef)\b|^\./i.test(statement)) host.unknown(`${target} of a database client`, span);
    else if (running.test(statement)) host.unknown(`SQL that runs code or reaches files: ${target}`, span);
    else if (granting.test(statement)) host.effect({ kind: 'privilege', target, place: 'system' }, span);
    else if (
      losing.test(statement) ||
      /\b(?:delete\s+from|drop\s+(?:table|database)|update\s+\S+\s+set|truncate\s+table)\b/i.test(statement)
    )
      host.effect({ kind: 'delete', target, place: 'remote' }, span);
    else if (adding.test(statement)) host.effect({ kind: 'send', target, place: 'remote', reversible: true }, span);
    else if (!reading.test(statement)) host.unknown(`SQL: ${target}`, span);
    else if (/\binto\b/i.test(statement) && /^(?:select|with)/i.test(statement))
      host.effect({ kind: 'send', target, place: 'remote', reversible: true }, span);
  }
  return nothing;
}
