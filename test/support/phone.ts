import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Opens the approval page of the practice plane and presses its first button, as a phone would. */
export async function approveAsOnAPhone(stateDir: string, code: string): Promise<void> {
  const port = (await readFile(join(stateDir, "plane-port"), "utf8")).trim();
  const url = `http://127.0.0.1:${port}/a/${code}`;
  const page = await fetch(url);
  const html = await page.text();
  assert.equal(page.status, 200, html);
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail(html);
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? assert.fail(html);
  const cookie = page.headers.getSetCookie().map((each) => each.split(";")[0]);
  const answer = await fetch(new URL(action, url), {
    method: "POST",
    headers: { cookie: cookie.join("; "), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrf, decision: "approve" }),
  });
  const said = await answer.text();
  assert.match(said, /Approved/, said);
}
