/** What in a message's words makes its code no edit to carry out: alternatives, a question to the person, code that the person is to write. Pure. */

const alternativeLabel =
  /^\W*(?:(?:option|alternative|approach|variant|choice|possibility|solution|version|method|way|fix)\s*#?\s*(?:\d+|[A-D]|one|two|three)|(?:first|second|third|another|alternative|other)\s+(?:option|alternative|approach|variant|choice|possibility|solution|version|method|way))\b/i;
const alternativeWords =
  /\b(?:alternatively|as an alternative|another (?:option|way|approach|possibility|solution)|(?:or|otherwise),? (?:you (?:could|can|may|might)|if you(?:'d| would)? (?:prefer|rather|like|want))|if you(?:'d| would)? (?:prefer|rather)|instead,? you (?:could|can|may|might)|or (?:even )?(?:simpler|shorter|better)|or this(?: one)?|or simply|or just)\b/i;
const bareOr = /^\W*or\W*$/i;

/** The words between two blocks offer the second instead of the first. */
export function offersAnother(between: string): boolean {
  const lines = between.split('\n').filter(line => line.trim() !== '');
  return lines.some(line => alternativeLabel.test(line) || alternativeWords.test(line) || bareOr.test(line));
}

/** The words label a block as one of several. */
export const labelsOption = (said: string): boolean => said.split('\n').some(line => alternativeLabel.test(line));

const question =
  /(?:\b(?:which (?:one|of|file|function|method|class|version|option)|do you (?:want|mean|prefer|need)|did you mean|would you (?:like|prefer|rather)|should (?:i|we|it|this|the)|shall i|(?:can|could) you (?:confirm|clarify|share|show|tell|provide|paste)|is (?:this|that|it) what you|am i right|please (?:confirm|clarify|share|provide|paste|tell))\b[^\n]*\?)|\b(?:please (?:confirm|clarify)|i(?:'m| am) not (?:sure|certain) (?:which|where|whether|what|if))\b/i;
const chat =
  /\b(?:also|further|anything else|something else|more|other changes|explain|tests? (?:for|too|as well)|help|walk you|any (?:other|additional|questions?)|next)\b/i;
const choice = /\b(?:which|or|before i|first|instead|proceed|go ahead|apply|correct|right)\b/i;

/** The model asks before it decides. A question behind everything that only offers more help is none. */
export function asksFirst(before: string, after: string): boolean {
  if (sentences(before).some(sentence => question.test(sentence))) return true;
  return sentences(after).some(sentence => question.test(sentence) && !chat.test(sentence) && choice.test(sentence));
}

const sentences = (text: string): readonly string[] => text.split(/(?<=[.!?:])\s+|\n+/);

const commentLead = /^\s*(?:\/\/+|#+|--+|;+|%|\/\*+|\*|<!--|\{\s*\/\*+|"""|''')|(?:\/\/|#|\/\*|<!--)\s/;
const toWrite =
  /\b(?:your (?:own )?(?:\w+ ){0,2}(?:code|logic|implementation|content|function|handler|query|config(?:uration)?|values?|data)(?: (?:goes |will go )?(?:here|below))|your (?:code|logic|implementation)\b|(?:implementation|logic|code|details?|body|content) goes here|goes here|to be implemented|not yet implemented|implement (?:this|me|here|it|the (?:logic|function|method|rest|actual|code|details))|fill (?:this )?in\b|(?:the )?actual (?:implementation|logic|code)\b|(?:some|more|other) (?:code|logic) here|(?:add|put|insert|write|place|define|implement) your (?:own )?(?:\w+ ){1,3}(?:here|below))|^\W*(?:TODO|FIXME)\b.*\b(?:implement|write|fill|complete|finish|your)\b/i;
/** These also describe code that follows; alone they ask for it. */
const mayAsk =
  /^(?:add|put|insert|write|place|implement|define|include|handle|perform|process|do)\b.*\b(?:here|below|logic|code|something|your|necessary|needed|appropriate|required|additional|other|more)\b|^(?:TODO|FIXME)\b/i;
const strings = /(["'`])(?:\\.|(?!\1).)*\1/g;
const endsHere =
  /^\s*(?:[})\]]|end\b|pass\b|\.\.\.|raise NotImplementedError|throw new (?:Error|NotImplemented\w*)|return(?: null| None| nil)?;?\s*$|$)/;

/** The first line that asks the person to write what belongs there; what the file has already asks nothing. */
export function placeholderIn(lines: readonly string[], present: (line: string) => boolean): string | undefined {
  return lines.find((line, i) => {
    if (present(line)) return false;
    const said = line.replace(strings, '""');
    const comment = commentLead.exec(said);
    if (comment) {
      const words = said.slice(comment.index).replace(/^[^\p{L}\p{N}]+/u, '');
      if (toWrite.test(words)) return true;
      return mayAsk.test(words) && endsHere.test(lines.slice(i + 1).find(other => other.trim() !== '') ?? '');
    }
    return /^\s*(?:\[|<|\{)?\s*(?:your|insert|add your)\b[^;=(]*\b(?:code|here|implementation)\b[^;=(]*[\]>}]?\s*$/i.test(said);
  });
}
