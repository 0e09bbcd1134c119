/** "Refresh": read everything anew, or connect if there is no connection to read from. */
import type { Catalog } from "../catalog/catalog";
import type { Connection } from "../connection/connection";
import type { Connecting } from "./connecting";

export async function refresh(connecting: Connecting, connection: Connection, catalog: Catalog): Promise<void> {
  if (connection.state.phase === "CONNECTED") await catalog.refresh();
  else await connecting.connect();
}
