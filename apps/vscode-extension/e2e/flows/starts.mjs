/** Starts the editor again and again; a stopwatch in it notes how long its extensions take. */
export async function play(editor, { times }) {
  await editor.open();
  for (let started = 1; ; started += 1) {
    await editor.status("SLO: not connected").waitFor();
    if (started === Number(times)) break;
    await editor.page.reload();
  }
  await editor.shot("last");
}
