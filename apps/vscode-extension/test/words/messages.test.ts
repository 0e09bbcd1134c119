import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseAddress, unlinked } from "../../src/words/messages";

test("an address that cannot be used says what would do", () => {
  const refused = (value: string) => refuseAddress(value) !== undefined;
  assert.deepEqual(["http://127.0.0.1:8080", "https://slo.example/team/", " http://a "].filter(refused), []);
  const wrong = ["", "127.0.0.1:8080", "ftp://a", "http://me@a", "http://a?b", "http://a/mcp", "http://a/team/mcp/"];
  assert.deepEqual(
    wrong.filter((value) => !refused(value)),
    [],
  );
  assert.equal(refuseAddress("http://a/mcp"), "Leave out /mcp, it is added");
});

test("what a service says is never a link that runs a command", () => {
  const said = unlinked("[all is well](command:workbench.action.quit)");
  assert.doesNotMatch(said, /\]\(/);
  assert.equal(unlinked("3 of 4 (75 %) [a]"), "3 of 4 (75 %) [a]");
});
