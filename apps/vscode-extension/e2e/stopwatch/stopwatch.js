/**
 * Notes how long each extension that starts after it keeps the editor's process of extensions busy:
 * a line of JSON in the workspace's `started.jsonl`, with the process, the extension's script, and
 * the milliseconds in which it was loaded, and in which its `activate` returned.
 *
 * The editor's own figure ("Show Running Extensions") also counts what other extensions load in
 * between, since several begin at once. Here nothing else runs between the two ends.
 */
const { appendFileSync } = require("node:fs");
const Module = require("node:module");
const { isAbsolute } = require("node:path");
const { workspace } = require("vscode");

exports.activate = () => {
  const [folder] = workspace.workspaceFolders;
  const note = (started) => {
    appendFileSync(`${folder.uri.fsPath}/started.jsonl`, `${JSON.stringify({ process: process.pid, ...started })}\n`);
  };
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (!isAbsolute(name)) return load(name, ...rest);
    const [loaded, load_milliseconds] = timed(() => load(name, ...rest));
    if (typeof loaded?.activate !== "function") return loaded;
    const activate = (context) => {
      const [exported, activate_milliseconds] = timed(() => loaded.activate(context));
      note({ script: name, load_milliseconds, activate_milliseconds });
      return exported;
    };
    return { ...loaded, activate };
  };
};

function timed(run) {
  const begun = performance.now();
  return [run(), performance.now() - begun];
}
