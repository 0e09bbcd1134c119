/** Tells a person why a question was not answered, and does what is chosen then. */
import { asProblem } from "../contract/problem";
import type { Editor } from "../editor/port";
import { ACTIONS, notAnswered } from "../words/messages";
import type { Connecting } from "./connecting";

export class Telling {
  constructor(
    readonly editor: Editor,
    private readonly connecting: Connecting,
  ) {}

  /** Carry something out; if it cannot be done, say why, and do it again if that is wanted. */
  async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      this.editor.log(`${what}: ${problem.kind} ${problem.code ?? ""} ${problem.message}`);
      const message = notAnswered(what, problem);
      const action = await this.editor.tell("error", message.text, message.actions);
      if (action === ACTIONS.retry) await this.attempt(what, work);
      else await this.connecting.act(action);
    }
  }

  /** Show a verdict, and its report if that is wanted. */
  async verdict(
    gravity: "error" | "info" | "warning",
    text: string,
    name: string,
    report: string,
  ): Promise<string | undefined> {
    const action = await this.editor.tell(gravity, text, [ACTIONS.showReport, ACTIONS.runAgain]);
    if (action === ACTIONS.showReport) await this.editor.report(name, report);
    return action;
  }

  async act(action: string | undefined): Promise<boolean> {
    return this.connecting.act(action);
  }
}
