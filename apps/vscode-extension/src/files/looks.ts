/** Whether a text may be a definition file; cheap, since every YAML file is asked about. */
export function looksDefined(text: string): boolean {
  return /^["']?version["']?\s*:\s*1\s*(#.*)?$/m.test(text) && /^["']?(slos|service)["']?\s*:/m.test(text);
}
