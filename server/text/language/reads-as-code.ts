/** Decides by its content whether a text in an unknown language is code. Prose is what people read; everything else is code. Pure. */
const sampleBytes = 8192;
/** Words that begin or end a definition, a block or a statement in many languages, which prose seldom puts at the start of a line. */
const keyword =
  /^\s*(?:\d{4,6}\s+)?(?:begin|end\w*|proc(?:edure)?|func(?:tion)?|fn|def\w*|sub(?:routine)?|module|program|package|unit|import|include|using|uses|require|let|var|val|const|dim|if|elsif|elseif|else|then|while|for(?:each)?|do|loop|return|case|switch|class|struct|record|type|interface|extends|implements|public|private|static|void|int|integer|real|float|double|char|string|bool|declare|set|call|perform|move|compute|exit|goto|data|set|print\w*|select|insert|update|create|with|try|catch|raise|throw|signal|process|entity|architecture|local|global|export|macro|endmodule|pragma|theorem|lemma|proof|qed|inductive|fixpoint|namespace|open|dataset|libname|run|quit|library|input|output|wire|reg|assign|always|initial)\b/i;
/** Operators, brackets and ends of statements that prose does not have. */
const codeMark =
  /[;{}]\s*$|:=|=>|->|<-|::|==|!=|<=|>=|&&|\|\||\w\(|\)\s*$|^\s*[@#%$.;*!\\(]|\w\s=\s\S|\[\w+\]|\+\+|[\u2190-\u22ff]|\s:\s|\/\/|\/\*|\.\s*$(?<=^\s*[A-Z0-9][A-Z0-9-]*\.\s*)/;
/** A line of prose: several words, ending like a sentence or going on. */
const sentence = /^\s*(?:[-*•]\s+|\d+[.)]\s+)?["'(“]?\p{L}[\p{L}'’]*,?(?:\s+["'(“]?[\p{L}\d'’-]+["')”]?[,.;:!?)]*){4,}\s*$/u;
/** Share of the lines, of 1, that must look like code. */
const leastShare = 0.4;
const minLines = 2;

export function readsAsCode(head: Uint8Array): boolean {
  const lines = new TextDecoder()
    .decode(head.subarray(0, sampleBytes))
    .split(/\r\n?|\n/)
    .filter(line => line.trim() !== '');
  if (lines.length < minLines) return false;
  let nCode = 0;
  let nProse = 0;
  for (const line of lines) {
    const isKeyword = keyword.test(line);
    const isMarked = codeMark.test(line);
    if (sentence.test(line) && !isMarked) nProse++;
    else if (isKeyword || isMarked) nCode++;
  }
  return nCode >= lines.length * leastShare && nCode > nProse;
}
