/** Connecting and disconnecting, and what a person is asked and told about it. */
import type { Connection } from "../connection/connection";
import type { ConnectionState } from "../connection/machine";
import type { Editor } from "../editor/port";
import { ACTIONS, notConnected, refuseAddress, type Action, type Message } from "../words/messages";

/** The name of the secret that holds the token for an address: no other host ever gets it. */
export function secretOf(address: string): string {
  return `token:${new URL(address).origin}`;
}

export class Connecting {
  #isOpening = false;

  constructor(
    private readonly editor: Editor,
    private readonly connection: Connection,
  ) {
    connection.states.add((state) => {
      editor.context("sloMonitor.connection", state.phase);
      editor.log(described(state));
      // What nobody waits for is told here: a token that was taken back, say.
      if (state.phase === "REFUSED" && !this.#isOpening) void this.#say(state, connection.target?.address ?? "");
    });
    editor.context("sloMonitor.connection", connection.state.phase);
  }

  /** Connect because somebody wants to: asks for what is missing, and says how it went. */
  async connect(): Promise<void> {
    const address = await this.#address();
    if (address === undefined) return;
    let state = await this.#open(address);
    while (wantsToken(state) && (await this.#enterToken(address))) state = await this.#open(address);
    await this.#say(state, address);
  }

  /** Connect when the editor starts, if an address was ever chosen; says only what needs a person. */
  async connectQuietly(): Promise<void> {
    const { address, isAddressSet, connectOnStartup } = this.editor.settings();
    if (!connectOnStartup || !isAddressSet || refuseAddress(address) !== undefined) return;
    const state = await this.#open(address);
    if (state.phase === "REFUSED") await this.#say(state, address);
  }

  /** Connect no more; the token stays. */
  disconnect(): Promise<void> {
    this.connection.disconnect();
    return Promise.resolve();
  }

  /** The chosen address has changed: connect there, if there was a connection. */
  async moved(): Promise<void> {
    const { address } = this.editor.settings();
    const now = this.connection.target?.address;
    if (now !== undefined && now !== address && refuseAddress(address) === undefined) await this.#open(address);
  }

  /** Do what a button of a message says; gives whether it was one of a connection. */
  async act(action: string | undefined): Promise<boolean> {
    switch (action as Action | undefined) {
      case ACTIONS.connect:
        await this.connect();
        return true;
      case ACTIONS.enterToken:
        await this.#enterTokenAndConnect();
        return true;
      case ACTIONS.openSettings:
        await this.editor.execute("workbench.action.openSettings", "sloMonitor");
        return true;
      case ACTIONS.showLog:
        this.editor.showLog();
        return true;
      case ACTIONS.trust:
        await this.editor.execute("workbench.trust.manage");
        return true;
      default:
        return false;
    }
  }

  async #address(): Promise<string | undefined> {
    const { address, isAddressSet } = this.editor.settings();
    if (isAddressSet && refuseAddress(address) === undefined) return address;
    const answer = await this.editor.ask({
      title: "Connect to SLO Monitor",
      prompt: "Address of the service",
      value: address,
      refuse: refuseAddress,
    });
    const entered = answer?.trim();
    if (entered !== undefined) await this.editor.keepAddress(entered);
    return entered;
  }

  async #open(address: string): Promise<ConnectionState> {
    const token = await this.editor.secret(secretOf(address));
    this.#isOpening = true;
    try {
      return await this.connection.connect({ address, token });
    } finally {
      this.#isOpening = false;
    }
  }

  async #enterToken(address: string): Promise<boolean> {
    const token = await this.editor.ask({
      title: "Token for SLO Monitor",
      prompt: `${address} wants a token; an empty one forgets what is kept`,
      isSecret: true,
    });
    if (token === undefined) return false;
    await this.editor.keepSecret(secretOf(address), token.trim() === "" ? undefined : token.trim());
    return true;
  }

  async #enterTokenAndConnect(): Promise<void> {
    const address = this.connection.target?.address ?? this.editor.settings().address;
    if (await this.#enterToken(address)) await this.#say(await this.#open(address), address);
  }

  async #say(state: ConnectionState, address: string): Promise<void> {
    if (state.phase === "CONNECTED") {
      await this.editor.tell("info", `Connected to SLO Monitor at ${address}.`, []);
      return;
    }
    if (state.phase !== "REFUSED" && state.phase !== "WAITING") return;
    const message: Message = notConnected(state.problem, address);
    const action = await this.editor.tell("error", message.text, message.actions);
    if (action === ACTIONS.retry) await this.#say(await this.#open(address), address);
    else await this.act(action);
  }
}

function wantsToken(state: ConnectionState): boolean {
  return state.phase === "REFUSED" && state.problem.kind === "UNAUTHENTICATED";
}

function described(state: ConnectionState): string {
  switch (state.phase) {
    case "CONNECTED":
      return `Connected; the protocol's revision is ${state.revision}.`;
    case "REFUSED":
      return `Refused: ${state.problem.message}`;
    case "WAITING":
      return `Not connected (${state.problem.message}); tried again in ${String(state.delaySeconds)} s.`;
    default:
      return state.phase === "CLOSED" ? "Disconnected." : "Connecting.";
  }
}
