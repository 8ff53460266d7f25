/**
 * Node's flags with which a debugger can attach to a child process: the extension starts the server, the server the embedder. The port
 * comes
 * from the environment. Imports nothing.
 */

/** `port`: the value of `VIBE_INSPECT` or `VIBE_INSPECT_EMBEDDER`. Returns no flag unless it is a port number. */
export function inspectFlags(port: string | undefined): readonly string[] {
  // Only this machine may attach, because a debugger can run code as the user.
  return port !== undefined && /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535 ? [`--inspect=127.0.0.1:${port}`] : [];
}
