/** The tree in the activity bar, drawn by VS Code. */
import * as vscode from "vscode";
import type { TreeHandle, TreeSource } from "./port";
import type { TreeItem } from "../tree/items";

export function openTree(view: string, source: TreeSource, context: vscode.ExtensionContext): TreeHandle {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<TreeItem> = {
    onDidChangeTreeData: changed.event,
    getChildren: (item) => [...source.children(item)],
    getTreeItem: drawn,
  };
  const tree = vscode.window.createTreeView(view, { treeDataProvider: provider, showCollapseAll: true });
  context.subscriptions.push(
    changed,
    tree,
    tree.onDidExpandElement(({ element }) => {
      source.toggled(element, true);
    }),
    tree.onDidCollapseElement(({ element }) => {
      source.toggled(element, false);
    }),
  );
  return {
    refresh: () => {
      changed.fire(undefined);
    },
    notice: (text) => {
      (tree as { message: string | undefined }).message = text;
    },
  };
}

function drawn(item: TreeItem): vscode.TreeItem {
  const state = item.canOpen ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const made = new vscode.TreeItem(item.label, state);
  made.id = item.key;
  made.description = item.description;
  made.tooltip = item.tooltip;
  made.contextValue = item.kind;
  made.accessibilityInformation = { label: item.accessible };
  if (item.icon !== undefined) {
    const colour = item.icon.colour === undefined ? undefined : new vscode.ThemeColor(item.icon.colour);
    made.iconPath = new vscode.ThemeIcon(item.icon.name, colour);
  }
  if (item.kind !== "service") made.command = { command: "sloMonitor.showSlo", title: "Show SLO", arguments: [item] };
  return made;
}
