/** All that reads YAML, loaded together once the first definition file is met. */
export { completions } from "./completion";
export { readDefinitions, type DefinitionFile } from "./definitions";
export { hoverAt, lensesOf, shownBy } from "./lenses";
