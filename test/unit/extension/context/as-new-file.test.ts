import { expect, test } from 'vitest';
import { asNewFile } from '../../../../extension/context/as-new-file.js';

test("a new file is formatted like git's diff of one", () => {
  expect(asNewFile('src/a.ts', 'one\ntwo\n')).toBe(
    'diff --git a/src/a.ts b/src/a.ts\nnew file mode 100644\n--- /dev/null\n+++ b/src/a.ts\n@@ -0,0 +1,2 @@\n+one\n+two\n',
  );
});
