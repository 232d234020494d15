import { eventsRequest, inventoryRequest } from "../contract.ts";
import { json } from "./reply.ts";
import type { Route } from "./route.ts";
import { hostDeleted } from "./standing.ts";
import { validBody } from "./valid-body.ts";

/** Operation 5: the whole inventory, when the host's digest is not the one the plane knows. */
export const uploadInventory: Route = {
  method: "PUT",
  path: "/hosts/:uid/inventory",
  auth: "signed-host",
  accepts: "json",
  async run(request, { host }, context) {
    const body = validBody(inventoryRequest, request.body);
    if (body.is === "invalid") return body.reply;
    if (host === undefined) return hostDeleted();
    const { memory, clock } = context;
    memory.change(() => {
      memory.reports.putInventory(host.uid, { ...body.value, atMs: clock.nowMs() });
      const now = memory.hosts.byUid(host.uid);
      if (now?.wantsInventory === true) memory.hosts.put({ ...now, wantsInventory: false });
    });
    context.emit({ is: "inventory-received", hostUid: host.uid });
    return { status: 204 };
  },
};

/** Operation 7: what happened on the host; sent again after a lost answer, kept once. */
export const takeEvents: Route = {
  method: "POST",
  path: "/hosts/:uid/events",
  auth: "host",
  accepts: "json",
  async run(request, { host }, context) {
    const body = validBody(eventsRequest, request.body);
    if (body.is === "invalid") return body.reply;
    if (host === undefined) return hostDeleted();
    const { memory, clock } = context;
    const { events } = body.value;
    memory.change(() => memory.reports.addEvents(host.uid, events, clock.nowMs()));
    context.emit({ is: "events-received", hostUid: host.uid, count: events.length });
    return json(202, {
      acceptedThrough: events
        .map(({ id }) => id)
        .sort()
        .at(-1),
    });
  },
};
