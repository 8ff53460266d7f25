/** The only call of `acquireVsCodeApi`; VS Code allows just one. */
import type { VsCodeApi } from './extension-port.js';

declare function acquireVsCodeApi(): VsCodeApi;

export const vsCodeApi = (): VsCodeApi => acquireVsCodeApi();
