/** Members and types of .NET that PowerShell lines use and that only compute. Data only. */

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Methods of any value. */
export const harmlessMembers = set(`
  tostring trim trimstart trimend split substring startswith endswith contains indexof lastindexof toupper tolower padleft padright replace
  insert equals gettype tochararray normalize addday adddays addhours addminutes addmonths addyears addseconds tolocaltime touniversaltime
  tofiletime compareto gethashcode containskey containsvalue getenumerator toarray item matches ismatch match getlength isinrange
  tolowerinvariant toupperinvariant toshortdatestring tolongdatestring where sort reverse first last
`);

/** Types whose members only compute, or single members of types that can do more. */
export const harmlessTypes = set(`
  math datetime timespan string int int32 int64 long double decimal char byte bool guid version uri regex convert bitconverter array
  globalization.cultureinfo text.encoding text.regularexpressions.regex io.path stringcomparison stringsplitoptions environment::newline
  environment::machinename environment::osversion environment::processorcount environment::username environment::version
  environment::currentdirectory environment::getfolderpath environment::is64bitoperatingsystem environment::getenvironmentvariable
  environment::tickcount environment::userdomainname io.file::exists io.directory::exists io.path::combine diagnostics.stopwatch::startnew
  security.principal.windowsidentity::getcurrent runtime.interopservices.runtimeinformation net.dns::gethostname
  text.encoding::utf8 console::writeline console::write consolecolor dayofweek timezoneinfo
`);
