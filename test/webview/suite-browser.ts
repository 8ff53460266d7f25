/**
 * The browser of a suite: launched before its first test, closed after its last. A test fails if the browser reported an error during it;
 * its pages are closed.
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { PanelBrowser, type PanelPageOptions } from './panel-page.js';

export interface SuiteBrowser {
  open(options?: PanelPageOptions): Promise<Page>;
}

export function suiteBrowser(): SuiteBrowser {
  let browser: PanelBrowser;
  let pages: Page[] = [];
  beforeAll(async () => {
    browser = await PanelBrowser.launch();
  });
  afterEach(async () => {
    const open = pages;
    pages = [];
    await Promise.all(open.map(page => page.close()));
    expect(browser.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    open: async options => {
      const page = await browser.open(options);
      pages.push(page);
      return page;
    },
  };
}
