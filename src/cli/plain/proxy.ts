import { leavingText, proxyView } from "../../proxy/index.ts";
import { type Desk, seen } from "./desk.ts";
import { awaitLook } from "./first-look.ts";

const HELP = ["An address such as plane.example.net:443. Enter alone goes back."];

/** The proxy, what does not go through it and why, and the way to an address. */
export async function visitProxy(desk: Desk): Promise<void> {
  const { talk } = desk;
  await awaitLook(desk, "settings");
  const { rows, kept } = proxyView(seen(desk));
  for (const [title, text] of rows) talk.say(`${title}: ${text}`);
  for (const { entry, reason, advice } of kept)
    talk.say(`Without the proxy: ${entry}, ${reason}.${advice === undefined ? "" : ` ${advice}`}`);
  for (;;) {
    const reply = await talk.ask({ prompt: "Which way to", usual: "go back", help: HELP });
    if (reply.is !== "text") return;
    const url = /:\/\//.test(reply.text) ? reply.text : `https://${reply.text}`;
    talk.say(URL.canParse(url) ? leavingText(url, seen(desk)) : "That is not an address.");
  }
}
