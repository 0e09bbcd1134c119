/** Hands our schema to the YAML extension of Red Hat, where somebody has it; nothing depends on it. */
import * as vscode from "vscode";
import { looksDefined } from "../files/looks";
import { mayDefine } from "./files";
import type { Languages } from "./port";

const EXTENSION = "redhat.vscode-yaml";
const SCHEME = "slo-monitor";
const ADDRESS = `${SCHEME}://schema/definition`;

interface YamlExtension {
  registerContributor(
    scheme: string,
    schemaOf: (uri: string) => string | undefined,
    content: (uri: string) => string | undefined,
  ): boolean;
}

/** Offer the schema; says whether there is somebody to take it. */
export function offerSchema(provider: Pick<Languages, "schema">): boolean {
  const extension = vscode.extensions.getExtension<YamlExtension>(EXTENSION);
  if (extension === undefined) return false;
  void extension.activate().then((yaml) =>
    yaml.registerContributor(
      SCHEME,
      (uri) => (provider.schema() !== undefined && isDefinition(uri) ? ADDRESS : undefined),
      () => provider.schema(),
    ),
  );
  return true;
}

function isDefinition(uri: string): boolean {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  return document !== undefined && mayDefine(document) && looksDefined(document.getText());
}
