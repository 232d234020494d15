import assert from "node:assert/strict";
import { test } from "node:test";
import { observeLogins } from "../../src/inventory/index.ts";
import { createMemoryHost } from "../../src/testing/index.ts";

const cases: readonly (readonly [string, string | undefined, boolean | undefined])[] = [
  ["an account with a password", "root:*:20000::::::\nanna:$y$j9T$salt$hash:20000::::::\n", true],
  ["a password of the old kind", "anna:rqXexS6ZhobKA:20000::::::\n", true],
  ["a locked account", "anna:!$y$j9T$salt$hash:20000::::::\n", false],
  ["accounts without passwords", "root:*:20000::::::\ndaemon:!:20000::::::\nsync:!!::\n", false],
  ["an account that needs none", "kiosk::20000::::::\n", false],
  ["a file that is not there", undefined, undefined],
];

for (const [title, shadow, expected] of cases) {
  test(`who can log in, with ${title}`, async () => {
    const files = shadow === undefined ? {} : { "/etc/shadow": shadow };
    assert.equal(await observeLogins(createMemoryHost({ files })), expected);
  });
}
