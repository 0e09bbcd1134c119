/** Lenses, hovers, completions and marks in definition files, as VS Code wants them. */
import * as vscode from "vscode";
import type { Completion } from "../files/completion";
import type { Mark } from "../files/findings";
import type { Place, Range } from "../files/places";
import { mayDefine, textFile } from "./files";
import type { Languages } from "./port";
import { offerSchema } from "./yaml";

const YAML: vscode.DocumentSelector = { language: "yaml" };

export function registerLanguages(provider: Languages, lensesChanged: vscode.Event<void>): vscode.Disposable[] {
  return [
    vscode.languages.registerCodeLensProvider(YAML, {
      onDidChangeCodeLenses: lensesChanged,
      provideCodeLenses: async (document) => {
        if (!mayDefine(document)) return [];
        const lenses = await provider.lenses(textFile(document));
        return lenses.map(
          ({ range, title, command, argument }) =>
            new vscode.CodeLens(rangeOf(range), { title, command, arguments: argument === "" ? [] : [argument] }),
        );
      },
    }),
    vscode.languages.registerHoverProvider(YAML, {
      provideHover: async (document, position) => {
        const hover = mayDefine(document) ? await provider.hover(textFile(document), placeOf(position)) : undefined;
        return hover === undefined
          ? undefined
          : new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeOf(hover.range));
      },
    }),
    ...completing(provider),
  ];
}

/** An extension that knows YAML completes by our schema, if there is one; else we do. */
function completing(provider: Languages): vscode.Disposable[] {
  if (offerSchema(provider)) return [];
  const own = vscode.languages.registerCompletionItemProvider(
    YAML,
    {
      provideCompletionItems: async (document, position) => {
        if (!mayDefine(document)) return [];
        return (await provider.completions(textFile(document), placeOf(position))).map(itemOf);
      },
    },
    " ",
  );
  return [own];
}

export function diagnosticOf(mark: Mark): vscode.Diagnostic {
  const severity = mark.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const made = new vscode.Diagnostic(rangeOf(mark.range), mark.message, severity);
  made.source = "SLO Monitor";
  if (mark.code !== undefined) made.code = mark.code;
  return made;
}

export function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function placeOf(position: vscode.Position): Place {
  return { line: position.line, character: position.character };
}

function itemOf(completion: Completion): vscode.CompletionItem {
  const kind = completion.isField ? vscode.CompletionItemKind.Field : vscode.CompletionItemKind.Value;
  const item = new vscode.CompletionItem(completion.label, kind);
  item.insertText = completion.insert;
  item.range = rangeOf(completion.range);
  item.documentation = new vscode.MarkdownString(completion.documentation);
  item.sortText = completion.sort;
  return item;
}
