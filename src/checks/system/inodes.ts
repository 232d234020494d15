import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const PLACES = ["/", "/var/lib"];

export const inodes = defineCheck({
  ...ruleOf("system.inodes"),
  needs: [],
  async run(_, { host, limits }) {
    const seen = await Promise.all(
      PLACES.map(async (path) => ({ path, ...(await host.files.space(path)) })),
    );
    const shares = seen.flatMap(({ path, totalFiles, freeFiles }) =>
      totalFiles === undefined || freeFiles === undefined
        ? []
        : [{ path, share: freeFiles / totalFiles }],
    );
    if (shares.length === 0) return skip("this file system makes them as it needs them");
    const evidence = shares.map(({ path, share }) => `${path}: ${Math.round(share * 100)} % free`);
    const short = shares.filter(({ share }) => share < limits.minFreeFilesShare);
    if (short.length === 0) return pass(evidence[0] ?? "", { evidence });
    return warn(short.map(({ path }) => path).join(", "), {
      code: "INODES_SHORT",
      expected: `${limits.minFreeFilesShare * 100} % free`,
      remedy: "Remove folders with very many small files, or make the file system anew with more.",
      why: "Without inodes no file can be made, though bytes are free: images do not unpack.",
      evidence,
    });
  },
});
