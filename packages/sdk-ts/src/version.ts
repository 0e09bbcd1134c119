/** The version of this client, which is that of the service; a test holds it to `package.json`. */
export const VERSION = "0.1.0";
