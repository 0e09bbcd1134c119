/** Files of the workspace: those that are open, those beside one, those that may define SLOs. */
import * as vscode from "vscode";
import type { TextFile } from "./port";

const YAML = /\.ya?ml$/i;
/** The service takes no larger definition file. */
const MOST_BYTES = 1024 * 1024;
const MOST_FILES = 5000;

/** The patterns of the setting `sloMonitor.definitionFiles`. */
export function patterns(): readonly string[] {
  return vscode.workspace.getConfiguration("sloMonitor").get<string[]>("definitionFiles", []);
}

/** Whether a document may be a definition file: YAML at a place that the setting names. */
export function mayDefine(document: vscode.TextDocument): boolean {
  const selector = patterns().map((pattern) => ({ language: "yaml", pattern: globOf(pattern, document.uri) }));
  return vscode.languages.match(selector, document) > 0;
}

export function textFile(document: vscode.TextDocument): TextFile {
  return {
    uri: document.uri.toString(),
    name: baseName(document.uri),
    version: document.version,
    text: document.getText(),
  };
}

export function openFiles(): TextFile[] {
  return vscode.workspace.textDocuments.filter(mayDefine).map(textFile);
}

export async function beside(file: TextFile): Promise<TextFile[]> {
  const uri = vscode.Uri.parse(file.uri, true);
  if (uri.scheme !== "file") return [];
  const folder = vscode.Uri.joinPath(uri, "..");
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries.filter(
    ([name, kind]) => kind === vscode.FileType.File && YAML.test(name) && !name.startsWith("."),
  );
  const files = await Promise.all(names.map(([name]) => read(vscode.Uri.joinPath(folder, name))));
  return files.filter((each) => each !== undefined && each.uri !== file.uri) as TextFile[];
}

export async function* definitionFiles(): AsyncGenerator<TextFile> {
  for (const pattern of patterns()) {
    for (const uri of await vscode.workspace.findFiles(pattern, "**/node_modules/**", MOST_FILES)) {
      const file = await read(uri);
      if (file !== undefined) yield file;
    }
  }
}

async function read(uri: vscode.Uri): Promise<TextFile | undefined> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open !== undefined) return textFile(open);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_BYTES) return undefined;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { uri: uri.toString(), name: baseName(uri), version: 0, text };
  } catch {
    return undefined; // it is gone, or may not be read: that is no reason to leave out the others
  }
}

function globOf(pattern: string, uri: vscode.Uri): vscode.GlobPattern {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder === undefined ? pattern : new vscode.RelativePattern(folder, pattern);
}

function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
