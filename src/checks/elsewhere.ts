/** What other parts of the program judge, by rows of the union of preflight checks, and where. */
export const JUDGED_ELSEWHERE: readonly {
  readonly rows: readonly number[];
  readonly what: string;
  readonly where: string;
}[] = [
  { rows: [54], what: "Data of a removed member", where: "a check of the distribution" },
  { rows: [56], what: "The container engine answers", where: "a check of the distribution" },
  { rows: [59, 60], what: "Artefacts whole and complete", where: "the plan of a cluster" },
  { rows: [61], what: "The step between two versions", where: "a check of the distribution" },
  { rows: [65], what: "Health of the datastore", where: "Status" },
  { rows: [66], what: "The way through the proxy", where: "Reachability" },
  { rows: [67], what: "Who signed what the plane shows", where: "Reachability" },
  { rows: [44], what: "Ports open between nodes", where: "nowhere yet: one node is founded" },
  {
    rows: [62, 63],
    what: "Old APIs in use, pods moved away",
    where: "nowhere yet: nothing is upgraded",
  },
];
