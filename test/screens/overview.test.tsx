import assert from "node:assert/strict";
import { test } from "node:test";
import { known } from "../../src/engine/index.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

test("the uptime is whole whatever the system is called", async () => {
  const fresh = freshSnapshot();
  assert.ok(fresh.inventory !== null);
  const inventory = {
    ...fresh.inventory,
    os: known({
      id: "rhel",
      version: "9",
      prettyName: "Red Hat Enterprise Linux 9.4 for Edge Computing (Plow)",
      isKairos: false,
    }),
    boot: known({ bootId: "b", uptimeSeconds: 4000 }),
  };
  const app = await mount({ ...fresh, inventory });
  assert.match(app.line(6), /^Host +Red Hat Enterprise Linux .*\.\. {3}up 1 h$/);
  await app.close();
});
