/** The one call of `acquireVsCodeApi`: VS Code allows no second. */
import type { VsCodeApi } from './extension-port.js';

declare function acquireVsCodeApi(): VsCodeApi;

export const vsCodeApi = (): VsCodeApi => acquireVsCodeApi();
