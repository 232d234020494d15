import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot } from "../support/session.ts";

test("a host whose plane is away still says which desired state it holds itself to", async () => {
  const { registration } = finishedSnapshot();
  const away = {
    ...registration,
    state: "offline",
    message: "The plane does not answer.",
    desired: { revision: 3 },
  } as const;
  const app = await mount(freshSnapshot({ registration: away }));
  await app.goTo("Registration");
  await app.shows("Desired state revision 3, with the plane or without");
  await app.close();
});

test("a plane without codes shows neither an empty code nor a wrong time", async () => {
  const { registration } = finishedSnapshot();
  const { hostUid: _uid, project: _project, lastHeartbeatMs: _last, ...open } = registration;
  const todo = "Enter the Edge ID at the operator's page.";
  const pending = { ...open, state: "pending", message: todo } as const;
  const app = await mount(
    freshSnapshot({ registration: { ...pending, approval: { enrolmentId: "edge-1" } } }),
  );
  await app.goTo("Registration");
  await app.shows(todo);
  assert.doesNotMatch(app.screen(), /undefined|NaN|Code|Valid/);
  await app.close();
});
