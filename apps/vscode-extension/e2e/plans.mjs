/** Begins a plan as a person does. */
export async function begin(editor, plan) {
  await editor.command("SLO Monitor: Run Plan");
  await editor.choose("Run which plan?", plan);
}
