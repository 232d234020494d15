import { readSiteTable, SITE_TABLE } from "../../inventory/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const MOST_SHOWN = 12;

export const gpuTable = defineCheck({
  ...ruleOf("hardware.gpu-table"),
  needs: [],
  async run(_, { host }) {
    const table = await readSiteTable(host);
    if (table === undefined) return skip("this site has none");
    const { cards, problems } = table;
    const [first] = problems;
    if (first === undefined)
      return pass(`${cards.length} cards`, {
        evidence: [
          SITE_TABLE,
          ...cards.slice(0, MOST_SHOWN).map(([id, card]) => `${id} ${card.model}`),
        ],
      });
    const more = problems.length === 1 ? "" : `, and ${problems.length - 1} more`;
    return warn(`${first}${more}`, {
      code: "GPU_TABLE_MALFORMED",
      expected: "a JSON list of cards, each with marketingName, vendor, vendorID and deviceID",
      remedy: `Correct ${SITE_TABLE}.`,
      why: "What is wrong in the table is left out, and its card is reported without name and memory.",
      evidence: [SITE_TABLE, ...problems.slice(0, MOST_SHOWN)],
    });
  },
});
