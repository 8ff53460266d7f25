/** Words of the languages that lead with types. Pure data. */
import { Keywords } from '../shared/keywords.js';

export const CLASS = 1;
export const STRUCT = 2;
export const ENUM = 3;
export const INTERFACE = 4;
export const NAMESPACE = 5;
export const TRAIT = 6;
export const EXTENSION = 7;
export const TYPEDEF = 8;
export const USING = 9;
export const TEMPLATE = 10;
export const OPERATOR = 11;
export const EXTERN = 12;
/** Ends the name of a type. */
export const STOP = 13;
/** A type or modifier that is never the name of a function. */
export const TYPE = 14;
export const ACCESSOR = 15;
const CONTROL = 16;

const control = 'if while for switch return do else case goto break continue default throw new delete catch try';
const cTypes =
  'void int char short long float double unsigned signed const volatile static inline register auto bool _Bool virtual explicit constexpr friend mutable';
const cAttributes =
  '__attribute__ __attribute __declspec alignas _Alignas decltype noexcept sizeof typeof __typeof__ asm __asm__ static_assert _Static_assert requires defined __aligned __printf';

export const cWords = new Keywords({
  [CLASS]: 'class',
  [STRUCT]: 'struct union',
  [ENUM]: 'enum',
  [NAMESPACE]: 'namespace',
  [TYPEDEF]: 'typedef',
  [USING]: 'using',
  [TEMPLATE]: 'template',
  [OPERATOR]: 'operator',
  [EXTERN]: 'extern',
  [STOP]: 'final sealed',
  [TYPE]: cTypes,
  [CONTROL]: `${control} ${cAttributes}`,
});

export const javaWords = new Keywords({
  [CLASS]: 'class record',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [STOP]: 'extends implements permits throws',
  [TYPE]:
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
  [TYPE]: 'void int char short long float double boolean byte public private protected static final abstract synchronized def',
  [CONTROL]:
    'if while for switch return do else case break continue throw new try catch finally assert import package super this instanceof',
});

export const csharpWords = new Keywords({
  [CLASS]: 'class record',
  [STRUCT]: 'struct',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [NAMESPACE]: 'namespace',
  [USING]: 'using',
  [OPERATOR]: 'operator',
  [STOP]: 'where',
  [TYPE]:
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
  [TYPE]: 'void int double bool static final const late var abstract external factory covariant required base sealed get set',
  [CONTROL]:
    'if while for switch return do else case break continue throw new try catch finally assert import export part library super this rethrow',
});

export const protoWords = new Keywords({
  [STRUCT]: 'message oneof extend',
  [ENUM]: 'enum',
  [INTERFACE]: 'service',
  [TYPE]: 'rpc repeated optional required returns stream map',
  [CONTROL]: 'option import package syntax reserved extensions',
});
