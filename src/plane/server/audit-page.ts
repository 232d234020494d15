import { escapeHtml, htmlPage } from "./html.ts";
import { defineOperatorPage } from "./operator-page.ts";

const SHOWN = 200;

/** Who decided what, newest first. */
export const showAudit = defineOperatorPage({
  method: "GET",
  path: "/log",
  async run(_session, _request, context) {
    const items = context.memory.audit.newest(SHOWN).map(({ atMs, ...entry }) => {
      const { actor, action, subject, detail } = entry;
      const words = [action.replaceAll("-", " "), subject, detail].filter((each) => each !== "");
      const who = actor === "" ? "somebody" : actor;
      return `<li>${new Date(atMs).toISOString()} ${escapeHtml(`${who}: ${words.join(", ")}`)}</li>`;
    });
    const body = `<p>The last ${SHOWN} at most, newest first.</p><ul>${items.join("")}</ul>`;
    return htmlPage(200, "Log", body);
  },
});
