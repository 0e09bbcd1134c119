/** An open connection to a service, whatever speaks the protocol behind it. */
import type { Tool } from "../contract/tools";

/** How far something is that was begun. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly message: string | null;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether it may take as long as it likes, as a plan does. */
  readonly isLong?: boolean;
}

/** One session: it asks, and is told what changes. Everything it cannot do is a `Problem`. */
export interface Session {
  /** The revision of the protocol that both speak. */
  readonly revision: string;
  /** Call a tool and give its structure. */
  call(tool: Tool, question: object, options?: CallOptions): Promise<unknown>;
  /** Be told of these SLOs and of no others; gives those that it really is told of. */
  watch(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** What a session tells. */
export interface SessionListener {
  /** An SLO has changed. */
  readonly changed: (id: string) => void;
  /** SLOs came or went. */
  readonly listChanged: () => void;
  /** The stream of changes, or a request, broke: it may be that nobody is there any more. */
  readonly broken: (problem: Error) => void;
}

/** Where and as whom to connect. */
export interface Target {
  readonly address: string;
  readonly token: string | undefined;
}

export type OpenSession = (target: Target, listener: SessionListener, signal: AbortSignal) => Promise<Session>;
