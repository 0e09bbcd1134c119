/** The extension's version, put in where it is bundled. */
declare const EXTENSION_VERSION: string;
