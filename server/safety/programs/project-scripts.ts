/** Scripts that a project names in its own files. What such a name stands for is read and judged, if the file can be read. */
import { hasMark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import { type Arg, type Call, nothing } from '../run/call.js';

/** Runs a script of package.json with those around it, or takes it as the project's own code if the file is not there. */
export function packageScript(name: string, extra: readonly Arg[], call: Call): void {
  const { host, state, span } = call;
  act('project', call, `the script ${name}`);
  const scripts = scriptsOf(fileAbove('package.json', call));
  if (scripts === undefined || state.running.includes(`script ${name}`)) return;
  const inner = { ...state, running: [...state.running, `script ${name}`] };
  for (const key of [`pre${name}`, name, `post${name}`]) {
    const script = scripts[key];
    if (typeof script !== 'string') continue;
    const words = key === name ? extra.map(arg => arg.text).filter(text => !hasMark(text)) : [];
    const tail = words.length > 0 ? ` ${words.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}` : '';
    host.code('bash', script + tail, inner, nothing, span);
  }
}

function scriptsOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('scripts' in value)) return undefined;
    const { scripts } = value;
    // JSON gives plain objects, whose members are looked at one by one.
    return typeof scripts === 'object' && scripts !== null ? (scripts as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Looks for a file in the folder of the command and those above it, up to the workspace. */
export function fileAbove(name: string, { host, state }: Call): string | undefined {
  const [cwd] = state.cwds;
  if (cwd === undefined) return undefined;
  for (let folder = cwd; folder.startsWith(host.folders.workspace); folder = folder.slice(0, folder.lastIndexOf('/')) || '/') {
    const text = host.fileText(`${folder}/${name}`);
    if (text !== undefined) return text;
    if (folder === '/' || folder === host.folders.workspace) break;
  }
  return undefined;
}

/** Recipes of a Makefile (or justfile) for the targets that are asked for, with what they depend on. */
export function makeTargets(names: readonly string[], text: string, call: Call): void {
  const rules = rulesOf(text);
  const variables = variablesOf(text);
  const first = [...rules.keys()].find(name => !name.startsWith('.'));
  const todo = names.length > 0 ? [...names] : first === undefined ? [] : [first];
  const done = new Set<string>();
  while (todo.length > 0 && done.size < 40) {
    const name = todo.shift() ?? '';
    if (done.has(name)) continue;
    done.add(name);
    const rule = rules.get(name);
    if (rule === undefined) continue;
    todo.push(...rule.needs);
    for (const line of rule.lines) recipe(line, variables, call);
  }
}

/** A variable that make fills in gets its value; what only make knows stands as a plain name. */
function recipe(line: string, variables: ReadonlyMap<string, string>, { host, state, span }: Call): void {
  let text = line.replace(/^[@+-]+/, '');
  for (let turn = 0; turn < 4; turn++)
    text = text.replace(
      /\$[({]([\w.-]+)[)}]/g,
      (_all, name: string) =>
        variables.get(name) ??
        (name === 'MAKE' ? 'make' : name === 'RM' ? 'rm -f' : /^CC$|^CXX$/.test(name) ? 'cc' : name === 'CURDIR' ? '.' : `\${${name}}`),
    );
  text = text
    .replace(/\$[@*]|\$\(@[DF]\)/g, 'build/target')
    .replace(/\$[<^+?%]/g, 'input.c')
    .replaceAll('$$', '$');
  host.code('bash', text, { ...state, running: [...state.running, 'make'] }, nothing, span);
}

function variablesOf(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const match of text.matchAll(/^(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:\?|:{1,3})?=[ \t]*(.*)$/gm))
    variables.set(match[1] ?? '', (match[2] ?? '').replace(/\s+#.*$/, ''));
  return variables;
}

interface MakeRule {
  readonly needs: readonly string[];
  readonly lines: readonly string[];
}

function rulesOf(text: string): ReadonlyMap<string, MakeRule> {
  const rules = new Map<string, { needs: string[]; lines: string[] }>();
  let current: { needs: string[]; lines: string[] }[] = [];
  for (const line of text.replace(/\\\r?\n[ \t]*/g, ' ').split(/\r?\n/)) {
    if (/^(?:\t| {2,})/.test(line)) {
      for (const rule of current) rule.lines.push(line.trim());
      continue;
    }
    const match = /^([\w./%*-][\w./% *-]*?)(?:\s+[\w=*+"'.-]+)*\s*::?(?!=)\s*([^#]*)(?:#.*)?$/.exec(line);
    if (!match) {
      if (line.trim() !== '') current = [];
      continue;
    }
    const [needs = '', first] = (match[2] ?? '').split(';');
    current = (match[1] ?? '').split(/\s+/).map(name => {
      const rule = rules.get(name) ?? { needs: [], lines: [] };
      rule.needs.push(...needs.split(/\s+/).filter(word => word !== ''));
      if (first !== undefined) rule.lines.push(first.trim());
      rules.set(name, rule);
      return rule;
    });
  }
  return rules;
}
