import { escapeHtml, htmlPage, messagePage, operatorPage } from "./html.ts";
import type { Route } from "./route.ts";

const SHOWN = 200;

/** Who decided what, newest first. */
export const showAudit: Route = {
  method: "GET",
  path: "/log",
  auth: "operator",
  async run(_request, { session }, context) {
    if (session === undefined) return messagePage(401, "Sign in first", "");
    const items = context.memory.audit.newest(SHOWN).map(({ atMs, ...entry }) => {
      const { actor, action, subject, detail } = entry;
      const words = [action.replaceAll("-", " "), subject, detail].filter((each) => each !== "");
      const who = actor === "" ? "somebody" : actor;
      return `<li>${new Date(atMs).toISOString()} ${escapeHtml(`${who}: ${words.join(", ")}`)}</li>`;
    });
    const body = `<p>The last ${SHOWN} at most, newest first.</p><ul>${items.join("")}</ul>`;
    return operatorPage(session, htmlPage(200, "Log", body));
  },
};
