/** Bundles the extension into `dist`. */
import { bundle } from "./bundle.mjs";

await bundle();
