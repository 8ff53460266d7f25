/** Asks for a path, then writes. */
import * as vscode from 'vscode';

/** Returns false if the person cancels. */
export async function saveText(name: string, text: string): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const safe = name.replaceAll(/[^\p{L}\p{N}. _-]/gu, '-').slice(0, 100) || 'vibe.md';
  const uri = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, safe) } : {});
  if (!uri) return false;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return true;
}
