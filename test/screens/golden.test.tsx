import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { NEEDED } from "../../hooks/layout.ts";
import { matchesGolden } from "../support/golden-screen.ts";
import { PICTURES } from "../support/pictures.ts";
import { mount, PROFILES } from "../support/screen.tsx";

for (const { name, snapshot, profiles = [PROFILES.ascii], steps } of PICTURES) {
  for (const profile of profiles) {
    test(`${name} looks as drawn on ${profile.name}`, async () => {
      let frame = "";
      const isSmall = profile.columns < NEEDED.columns;
      const app = await mount(snapshot, {
        profile: isSmall ? PROFILES.ascii : profile,
        onFrame: (drawn) => {
          frame = drawn;
        },
      });
      await steps?.(app);
      if (isSmall) await app.resize(profile.columns, profile.rows);
      matchesGolden(app, `${name}.${profile.name}`);
      const asked = stripVTControlCharacters(frame).replace(/ +$/gm, "").trimEnd();
      assert.equal(app.screen(), asked, "the device had to leave out or replace something");
      await app.close();
    });
  }
}
