import type { PlanePort, PlanePortOptions } from "../plane/index.ts";
import { projectUidOf } from "./body.ts";
import { createPaletteClient } from "./client.ts";
import { enrolmentCalls } from "./enrolment.ts";
import { notesIn } from "./notes.ts";
import { desired, heartbeat, inventory, remove } from "./reports.ts";

/**
 * Palette as a plane, by its published description alone and not tried against a live one. It ends at
 * "registered and healthy": what a host is to do is decided over a channel that is not public.
 */
export function openPalette(options: PlanePortOptions): PlanePort {
  const { plane, http, clock, memory, approvalUrl } = options;
  const notes = notesIn(memory);
  const key = async () => (await options.apiKey?.())?.trim() || undefined;
  const access = async () => ({
    key: await key(),
    projectUid: projectUidOf(notes.get().register?.spec.host.project?.uid),
  });
  const client = createPaletteClient({ baseUrl: plane, http, clock, access });
  const hasKey = async () => (await key()) !== undefined;
  return {
    async hello(signal) {
      const answer = await client.hello(signal);
      return answer.is === "trouble" ? answer : { is: "plane", methods: ["token", "code"] };
    },
    ...enrolmentCalls({ client, clock, notes, registrationUrl: approvalUrl, hasKey }),
    heartbeat: (asked) => heartbeat(client, asked),
    desired: (asked) => desired(client, asked),
    inventory: (asked) => inventory(client, asked),
    events: async () => ({ is: "not-offered" }),
    remove: (hostUid, signal) => remove(client, hostUid, signal),
  };
}
