import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, ContentFinding } from "../../../src/session/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { PROFILE_PICTURES } from "../../support/profile-pictures.ts";

const SEEN = "0f".repeat(32);
const FOUND: ContentFinding = {
  ...{ here: [], problems: ["sdc cannot be read"] },
  offers: [
    {
      ...{ from: "stick:SITE/base", sizeBytes: 4096, proof: [] },
      profile: { name: "site-base", seen: SEEN },
    },
  ],
};
const EXPORTED = {
  ...{ file: "site-base-1.2.0.tar", on: "SITE", sha256: SEEN, files: 4 },
  is: "profile-exported",
} as const satisfies Answer;

const [first] = PROFILE_PICTURES;
assert.ok(first !== undefined);

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(first?.snapshot);
  hub.answerWith(({ do: what }) => {
    if (what === "look-for-content") return { is: "content", finding: FOUND };
    return what === "export-profile" ? EXPORTED : { is: "ok" };
  });
  const { stdout } = await conversePlainly(hub, answers);
  return { stdout: stdout.replace(/\n +/g, " "), hub };
}

test("in plain mode the layers are said in order, then what the profile asks for", async () => {
  const { stdout } = await converse("profile", "back", "exit");
  assert.match(stdout, /Profile site-base 1\.2\.0: 2 of 3 layers ready\./);
  assert.match(stdout, /Layer 2, addon metrics-server 0\.8\.0: READY, 3 objects as applied\./);
  assert.match(stdout, /Layer 5, addon old-dashboard 1\.0: LEFT, no longer in the profile/);
  assert.match(stdout, /3 Shop replicas: not set, 2 is used/);
  assert.match(stdout, /5 Key of the till: \*{8} \(stored\)/);
});

test("in plain mode a value is typed, and an import is planned from a path", async () => {
  const { stdout } = await converse("profile", "3", "4", "list", "back", "exit");
  assert.match(stdout, /3 Shop replicas: 4\. Typed, not applied/);
  const { hub } = await converse(
    "profile",
    "import",
    "/media/usb/site.tar",
    "",
    "",
    "back",
    "exit",
  );
  assert.deepEqual(hub.handled.at(-1), {
    do: "plan-operation",
    operation: "import-content",
    params: { from: "/media/usb/site.tar" },
  });
});

test("in plain mode a folder on a stick is looked at first, and what was seen is what is planned", async () => {
  const answers = ["profile", "import", "stick:SITE/base/", "", "", "back", "exit"] as const;
  const { hub, stdout } = await converse(...answers);
  assert.match(stdout, /sdc cannot be read\./);
  const none = await converse("profile", "import", "stick:SITE/other", "", "", "back", "exit");
  assert.match(
    none.stdout,
    /stick:SITE\/other holds no profile that can be used; sdc cannot be read/,
  );
  assert.ok(!none.hub.handled.some(({ do: what }) => what === "plan-operation"));
  assert.deepEqual(hub.handled.at(-1), {
    do: "plan-operation",
    operation: "import-content",
    params: { from: "stick:SITE/base/", name: "site-base", seen: SEEN },
  });
});

test("in plain mode back at a question of an import plans nothing", async () => {
  const { hub } = await converse("profile", "import", "/x.tar", "", "back", "back", "exit");
  assert.ok(!hub.handled.some(({ do: what }) => what === "plan-operation"));
});

test("in plain mode the chosen profile is exported, and what was written is said", async () => {
  const { hub, stdout } = await converse("profile", "export", "sticks", "back", "exit");
  const folder = first.snapshot?.profile?.found[0]?.path;
  assert.deepEqual(hub.handled.at(-1), { do: "export-profile", folder, to: "sticks" });
  assert.match(
    stdout,
    /Wrote site-base-1\.2\.0\.tar and its \.sha256 to the stick SITE: 4 files, SHA-256\n0f0f/,
  );
});
