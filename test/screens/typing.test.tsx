import assert from "node:assert/strict";
import { test } from "node:test";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { type App, memoryDrafts, mount, PROFILES } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

const SETTINGS_ROWS = 11;
/** Up to the first that is chosen rather than typed. */
const CLUSTER_ROWS = 3;

/** As many characters in one read as are not yet a paste. */
async function typeInBursts(app: App, text: string): Promise<void> {
  for (const [burst] of text.matchAll(/.{1,8}/g)) await app.type(burst);
}

test("every printable character lands in every settings field and triggers nothing", async () => {
  const drafts = memoryDrafts();
  const app = await mount(freshSnapshot(), { drafts });
  await app.goTo("Settings");
  await app.press("choose");
  await app.typeSlowly(PRINTABLE.join(""));
  await app.type("\t");
  for (let row = 1; row < SETTINGS_ROWS; row++) {
    await typeInBursts(app, PRINTABLE.join(""));
    assert.match(app.line(2), />Settings</);
    await app.type("\t");
  }
  app.clock.advance(300);
  await app.settle();
  const typed = PRINTABLE.join("");
  const saved = drafts.saved.settings ?? {};
  const texts = Object.entries(saved).filter(([path]) => path !== "spec.proxy.password");
  assert.equal(texts.length, 9);
  for (const [path, text] of texts) assert.equal(text, typed, path);
  assert.equal(saved["spec.proxy.password"], "typed");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("every printable character lands in the fields of a cluster and triggers nothing", async () => {
  const drafts = memoryDrafts();
  const app = await mount(freshSnapshot(), { drafts });
  await app.goTo("Cluster");
  await app.press("choose");
  const typed = PRINTABLE.join("");
  for (let row = 0; row < CLUSTER_ROWS; row++) {
    await typeInBursts(app, typed);
    assert.match(app.line(2), />Cluster</);
    await app.type("\t");
  }
  app.clock.advance(300);
  await app.settle();
  assert.deepEqual(drafts.saved.cluster, {
    "spec.cluster.name": typed,
    "spec.cluster.distribution": typed,
    "spec.cluster.version": typed,
  });
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

interface OtherField {
  readonly name: string;
  /** Goes there and opens it. */
  open(app: App): Promise<void>;
  readonly screen: string;
  /** What stays of it as a draft. */
  readonly draft?: readonly [form: string, field: string];
  readonly isSecret?: true;
}

const OTHER_FIELDS: readonly OtherField[] = [
  {
    name: "the address of the plane",
    screen: "Registration",
    open: (app) => app.type("1\r"),
    draft: ["registration", "plane"],
  },
  {
    name: "the registration token",
    screen: "Registration",
    async open(app) {
      await app.type("2\r");
      await app.shows("Registration token");
      app.clock.advance(300);
      await app.type("\u001b[B\r");
    },
    isSecret: true,
  },
  {
    name: "the reason of a waiver",
    screen: "Checks",
    open: (app) => app.press("waive"),
    draft: ["waive", "hardware.main-disk"],
  },
  { name: "the filter of the checks", screen: "Checks", open: (app) => app.press("filter") },
];

for (const { name, screen, open, draft, isSecret } of OTHER_FIELDS) {
  test(`every printable character lands in ${name} and triggers nothing`, async () => {
    const drafts = memoryDrafts();
    const app = await mount(freshSnapshot(), { drafts });
    await app.goTo(screen);
    await open(app);
    const typed = PRINTABLE.join("");
    await app.typeSlowly(typed);
    assert.ok(app.line(2).includes(`>${screen}`), app.screen());
    assert.ok(app.screen().includes(isSecret ? "********" : "tuvwxyz{|}~"), app.screen());
    app.clock.advance(300);
    await app.settle();
    if (draft !== undefined) assert.equal(drafts.saved[draft[0]]?.[draft[1]], typed);
    if (isSecret) assert.ok(!app.sent().includes("xyz{|}"));
    assert.deepEqual(app.client.sent, []);
    await app.close();
  });
}

test("what was typed is there again in a new console, and a secret is asked for again", async () => {
  const drafts = memoryDrafts();
  const first = await mount(freshSnapshot(), { drafts, profile: PROFILES.large });
  await first.goTo("Settings");
  await first.press("choose");
  await first.typeSlowly("edge7");
  for (let row = 0; row < 8; row++) await first.type("\t");
  assert.match(first.screen(), /> Proxy password/);
  await first.typeSlowly("s3cr3t!");
  assert.match(first.screen(), /> Proxy password +\*{7}/);
  await first.close();

  const second = await mount(freshSnapshot(), { drafts, profile: PROFILES.large });
  await second.goTo("Settings");
  await second.shows("edge7");
  assert.match(second.screen(), /Proxy password +type it again: drafts keep/);
  await second.press("preview");
  await second.shows("was typed into a console that is gone");
  assert.deepEqual(second.client.sent, []);
  assert.ok(!JSON.stringify(drafts.saved).includes("s3cr3t"));
  assert.ok(!(first.sent() + second.sent()).includes("s3cr3t"));
  await second.close();
});

test("the device's own cursor stands where the next character goes, and nowhere else", async () => {
  for (const profile of [PROFILES.ascii, PROFILES.utf8, PROFILES.console]) {
    const app = await mount(freshSnapshot(), { profile });
    await app.goTo("Settings");
    assert.equal(app.cursor(), "");
    await app.press("choose");
    const row =
      app
        .screen()
        .split("\n")
        .findIndex((line) => line.startsWith("> Host name")) + 1;
    assert.equal(app.cursor(), `${row}:25`);
    await app.typeSlowly("edge");
    assert.equal(app.cursor(), `${row}:29`);
    await app.type("\u001b[D\u001b[D");
    assert.equal(app.cursor(), `${row}:27`);
    await app.type("\t");
    assert.equal(app.cursor(), `${row + 1}:25`);
    await app.press("leave-field");
    assert.equal(app.cursor(), "");
    await app.close();
  }
});

test("Esc leaves a field and keeps what was typed; u forgets it", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Settings");
  await app.press("choose");
  await app.typeSlowly("edge7");
  await app.press("leave-field");
  assert.match(app.screen(), /> Host name +edge7 +DRAFT/);
  await app.press("next-screen", "previous-screen");
  assert.match(app.screen(), /> Host name +edge7 +DRAFT/);
  await app.press("undo-edit");
  assert.match(app.screen(), /> Host name +- /);
  await app.close();
});

test("the preview sends the document with what was typed, the secret apart from it", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Settings");
  await app.press("choose");
  await app.typeSlowly("edge7");
  await app.type("\r");
  await app.typeSlowly("9.9.9.9, 1.1.1.1");
  await app.press("leave-field");
  await app.type("9\r");
  await app.typeSlowly("pa:ss@word");
  await app.press("leave-field", "preview");
  assert.deepEqual(app.client.sent, [
    {
      do: "plan",
      documentText: [
        "apiVersion: bringup/v1alpha1",
        "kind: EdgeHost",
        "spec:",
        "  host:",
        "    hostname: edge7",
        "  network:",
        "    dns:",
        "      servers:",
        "        - 9.9.9.9",
        "        - 1.1.1.1",
        "  proxy:",
        "    password:",
        "      secret: proxy-password",
        "",
      ].join("\n"),
      secrets: { "proxy-password": "pa:ss@word" },
    },
  ]);
  assert.ok(!app.sent().includes("pa:ss"));
  await app.close();
});

test("a problem in a document is shown at its field with what to do", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = () => ({
    is: "invalid",
    issues: [
      {
        severity: "error",
        path: "spec.host.hostname",
        line: 4,
        column: 15,
        message: "must be a lower-case host name",
        hint: "Use letters, digits and hyphens.",
      },
    ],
  });
  await app.goTo("Settings");
  await app.press("choose");
  await app.typeSlowly("Edge");
  await app.press("leave-field", "preview");
  assert.match(app.screen(), /> Host name +Edge +DRAFT +PROBLEM/);
  assert.match(app.screen(), /Do: Use letters, digits and hyphens\./);
  await app.close();
});

test("a pasted text with line ends lands in the field and executes nothing", async () => {
  const app = await mount(freshSnapshot());
  await app.type("reboot now\rqqqqqqqq\r");
  assert.match(app.line(2), />Overview</);
  await app.goTo("Settings");
  await app.press("choose");
  await app.type("one.example.net\rtwo.example.net\r");
  assert.match(app.screen(), /> Host name +one\.example\.net two\.example\.net/);
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("a certificate is taken from a file or a paste, a private key never", async () => {
  const app = await mount(freshSnapshot(), {
    readText: async (path) => (path === "/usb/Corp Root.pem" ? ROOT_CA : undefined),
  });
  await app.goTo("Settings");
  for (let tries = 0; tries < 30 && !app.screen().includes("> Trusted cert"); tries++)
    await app.press("down");
  await app.press("choose");
  await app.typeSlowly("/usb/Corp Root.pem");
  await app.type("\r");
  await app.shows("1: corp-root");
  await app.press("leave-field", "up", "choose");
  await app.type(PROXY_CA.replaceAll("\n", "\r"));
  await app.press("leave-field");
  await app.shows("2: corp-root, pasted");
  await app.type("\r");
  await app.type("-----BEGIN PRIVATE KEY-----\rMIIB\r-----END PRIVATE KEY-----\r");
  await app.shows("private key; only certificates");
  await app.close();
});

test("the registration token is sent once, masked everywhere and forgotten after", async () => {
  const drafts = memoryDrafts();
  const app = await mount(freshSnapshot(), { drafts });
  await app.goTo("Registration");
  await app.type("2\r");
  await app.shows("Registration token");
  // The list has just changed: an Enter within 300 ms would be meant for the former one.
  app.clock.advance(300);
  await app.type("\u001b[B\r");
  await app.typeSlowly("tok-4f9a");
  await app.type("\r\u001b[B\r");
  assert.deepEqual(app.client.sent, [{ do: "register", method: "token", token: "tok-4f9a" }]);
  app.clock.advance(300);
  await app.settle();
  assert.deepEqual(drafts.saved, {});
  assert.ok(!app.sent().includes("tok-4"));
  await app.close();
});
