import {
  interfaceFields,
  interfaceForm,
  movedCables,
  type NewInterface,
  newInterfaceForm,
  portRows,
  withoutInterface,
} from "../../forms/index.ts";
import { act, type Desk, seen } from "./desk.ts";
import { visitForm } from "./document-form.ts";
import { awaitLook } from "./first-look.ts";
import { offerWords } from "./offer-words.ts";
import { approvePlan } from "./plan-approval.ts";

const HELP = [
  "The number of a port opens its settings; a change is tried and comes back unless you keep it.",
  "vlan and bond make a new link; remove NAME takes one out of the document.",
  "find says which port a cable is in: it looks, asks you to move the cable, and looks again.",
];

/** Ports of this host with what is asked of each, and the way to the settings of one. */
export async function visitNetwork(desk: Desk): Promise<void> {
  await awaitLook(desk, "settings");
  listPorts(desk);
  await offerWords(desk.talk, {
    prompt: () => "Network: number of a port, vlan, bond, find or list",
    usual: () => "back",
    help: HELP,
    actions: {
      vlan: () => visitNew(desk, "vlan"),
      bond: () => visitNew(desk, "bond"),
      find: () => findPort(desk),
      list: async () => void listPorts(desk),
    },
    other: (typed) => openPort(desk, typed),
  });
}

function listPorts(desk: Desk): void {
  const rows = portRows(seen(desk));
  if (rows.length === 0) desk.talk.say("No port is known of yet.");
  for (const [index, { name, cable, has, asked, holds, details }] of rows.entries()) {
    const state = holds === true ? "The host has it" : "The host has it not";
    const wanted = asked === "" ? [] : [`Asked for: ${asked}. ${state}`];
    const parts = [`${name}: ${cable}`, ...(has === "" ? [] : [has]), ...wanted, ...details];
    const text = parts.map((part) => part.replace(/\.$/, "")).join(". ");
    desk.talk.say(`${String(index + 1).padStart(3)} ${text}.`);
  }
}

async function openPort(desk: Desk, typed: string): Promise<void> {
  const [, removed] = /^remove\s+(\S+)$/.exec(typed) ?? [];
  if (removed !== undefined) return remove(desk, removed);
  const rows = portRows(seen(desk));
  const name = (rows[Number(typed) - 1] ?? rows.find((row) => row.name === typed))?.name;
  if (name === undefined) {
    desk.talk.say("There is no such port. Type its number or name, or list.");
    return;
  }
  await visitForm(desk, {
    id: interfaceForm(name),
    title: name,
    fields: () => fieldsFor(desk, { name }),
  });
}

async function visitNew(desk: Desk, makes: NewInterface): Promise<undefined> {
  await visitForm(desk, {
    id: newInterfaceForm(makes),
    title: makes === "vlan" ? "New VLAN" : "New bond",
    fields: () => fieldsFor(desk, { makes }),
  });
  return undefined;
}

function fieldsFor(
  desk: Desk,
  which: { readonly name: string } | { readonly makes: NewInterface },
) {
  const { document, links } = seen(desk);
  return interfaceFields({
    document: document.effective,
    links: links?.is === "known" ? links.value : [],
    ...which,
  });
}

async function remove(desk: Desk, name: string): Promise<void> {
  const { document } = seen(desk);
  const listed = document.effective.spec.network?.interfaces?.some((one) => one.name === name);
  if (listed !== true) return desk.talk.say(`The document does not name ${name}.`);
  const answer = await act(desk, { do: "plan", documentText: withoutInterface(document, name) });
  if (answer.is === "planned") await approvePlan(desk, interfaceForm(name), answer.plan);
}

async function findPort(desk: Desk): Promise<undefined> {
  const { talk } = desk;
  await act(desk, { do: "look-at-links" });
  const before = portRows(seen(desk));
  const help = ["Plug it in or out, wait two seconds, then Enter."];
  const reply = await talk.ask({ prompt: "Move the cable now, then Enter", usual: "done", help });
  if (reply.is === "back") return undefined;
  await act(desk, { do: "look-at-links" });
  const moved = movedCables(before, portRows(seen(desk)));
  talk.say(
    moved.length === 0 ? "No port changed." : `The cable is in ${moved.join(" or ")}: it changed.`,
  );
  return undefined;
}
