/** Keywords of the languages that lead with types. Pure data. */

import { Keywords } from '../shared/keywords.js';
import {
  BUILTIN,
  CLASS,
  CONTROL,
  ENUM,
  EXTENSION,
  EXTERN,
  INTERFACE,
  MODULE,
  OPERATOR,
  STOP,
  STRUCT,
  TEMPLATE,
  TRAIT,
  TYPEDEF,
  USING,
} from '../shared/word-kinds.js';

const control = 'if while for switch return do else case goto break continue default throw new delete catch try';
const cTypes =
  'void int char short long float double unsigned signed const volatile static inline register auto bool _Bool virtual explicit constexpr friend mutable';
const cAttributes =
  '__attribute__ __attribute __declspec alignas _Alignas decltype noexcept sizeof typeof __typeof__ asm __asm__ static_assert _Static_assert requires defined __aligned __printf';

export const cWords = new Keywords({
  [CLASS]: 'class',
  [STRUCT]: 'struct union',
  [ENUM]: 'enum',
  [MODULE]: 'namespace',
  [TYPEDEF]: 'typedef',
  [USING]: 'using',
  [TEMPLATE]: 'template',
  [OPERATOR]: 'operator',
  [EXTERN]: 'extern',
  [STOP]: 'final sealed',
  [BUILTIN]: cTypes,
  [CONTROL]: `${control} ${cAttributes}`,
});

export const javaWords = new Keywords({
  [CLASS]: 'class record',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [STOP]: 'extends implements permits throws',
  [BUILTIN]:
    'void int char short long float double boolean byte public private protected static final abstract synchronized native default transient volatile sealed strictfp def',
  [CONTROL]:
    'if while for switch return do else case break continue throw new try catch finally assert import package super this instanceof',
});

export const groovyWords = new Keywords({
  [CLASS]: 'class record',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [TRAIT]: 'trait',
  [STOP]: 'extends implements throws',
  [BUILTIN]: 'void int char short long float double boolean byte public private protected static final abstract synchronized def',
  [CONTROL]:
    'if while for switch return do else case break continue throw new try catch finally assert import package super this instanceof',
});

export const csharpWords = new Keywords({
  [CLASS]: 'class record',
  [STRUCT]: 'struct',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [MODULE]: 'namespace',
  [USING]: 'using',
  [OPERATOR]: 'operator',
  [STOP]: 'where',
  [BUILTIN]:
    'void int char short long float double bool byte string object decimal uint ulong ushort sbyte public private protected internal static readonly const abstract virtual override sealed partial async unsafe extern new ref out delegate event implicit explicit required',
  [CONTROL]:
    'if while for foreach switch return do else case break continue throw try catch finally lock fixed checked unchecked base typeof sizeof nameof default',
});

export const dartWords = new Keywords({
  [CLASS]: 'class',
  [ENUM]: 'enum',
  [TRAIT]: 'mixin',
  [EXTENSION]: 'extension',
  [TYPEDEF]: 'typedef',
  [OPERATOR]: 'operator',
  [STOP]: 'extends implements with on async sync',
  [BUILTIN]: 'void int double bool static final const late var abstract external factory covariant required base sealed get set',
  [CONTROL]:
    'if while for switch return do else case break continue throw new try catch finally assert import export part library super this rethrow',
});

export const protoWords = new Keywords({
  [STRUCT]: 'message oneof extend',
  [ENUM]: 'enum',
  [INTERFACE]: 'service',
  [BUILTIN]: 'rpc repeated optional required returns stream map',
  [CONTROL]: 'option import package syntax reserved extensions',
});
