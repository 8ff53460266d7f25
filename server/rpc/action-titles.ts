/** What code actions are called, in the client's language. Pure data. */
export interface ActionTitles {
  readonly explain: string;
  readonly fix: string;
  readonly tests: string;
  readonly document: string;
  readonly refactor: string;
  readonly todo: string;
}

const english: ActionTitles = {
  explain: 'Explain with Vibe',
  fix: 'Fix with Vibe',
  tests: 'Generate Tests with Vibe',
  document: 'Document with Vibe',
  refactor: 'Refactor with Vibe…',
  todo: 'Complete the TODO with Vibe',
};

const others: Readonly<Record<string, ActionTitles>> = {
  de: {
    explain: 'Mit Vibe erklären',
    fix: 'Mit Vibe beheben',
    tests: 'Tests mit Vibe erzeugen',
    document: 'Mit Vibe dokumentieren',
    refactor: 'Mit Vibe umbauen…',
    todo: 'TODO mit Vibe ausführen',
  },
  es: {
    explain: 'Explicar con Vibe',
    fix: 'Corregir con Vibe',
    tests: 'Generar pruebas con Vibe',
    document: 'Documentar con Vibe',
    refactor: 'Refactorizar con Vibe…',
    todo: 'Completar el TODO con Vibe',
  },
  fr: {
    explain: 'Expliquer avec Vibe',
    fix: 'Corriger avec Vibe',
    tests: 'Générer des tests avec Vibe',
    document: 'Documenter avec Vibe',
    refactor: 'Remanier avec Vibe…',
    todo: 'Compléter le TODO avec Vibe',
  },
  ja: {
    explain: 'Vibe で説明',
    fix: 'Vibe で修正',
    tests: 'Vibe でテストを生成',
    document: 'Vibe でドキュメントを書く',
    refactor: 'Vibe でリファクタリング…',
    todo: 'Vibe で TODO を完成',
  },
  'zh-cn': {
    explain: '用 Vibe 解释',
    fix: '用 Vibe 修复',
    tests: '用 Vibe 生成测试',
    document: '用 Vibe 编写文档',
    refactor: '用 Vibe 重构…',
    todo: '用 Vibe 完成 TODO',
  },
};

/** `locale` as clients name it: `de`, `de-AT`, `zh-cn`; English where it is not known. */
export function actionTitles(locale: string | undefined): ActionTitles {
  const wanted = (locale ?? 'en').toLowerCase();
  return others[wanted] ?? others[wanted.split('-')[0]!] ?? english;
}
