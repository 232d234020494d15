import { onNode } from "../circumstances.ts";
import { agentJournal, withPalette } from "../palette-agent.ts";
import { clear, defineSymptom, found, notHere } from "../symptom.ts";
import { traceIn } from "../traces.ts";
import { userDataSays } from "../user-data.ts";

const KNOWN_ALREADY = /edge ?host.*already (exists|registered)|duplicate.*(edge ?host|uid)/i;

export const duplicateHost = defineSymptom({
  id: "registration.duplicate-host",
  code: "HOST_ID_TAKEN",
  row: "D23",
  title: "The host does not register after it was installed again",
  cause: "The plane still has the entry of the installation before, under the same ID.",
  source: "Palette Edge, troubleshooting",
  when: [withPalette],
  async probe(patient) {
    const trace = traceIn(await agentJournal(patient), KNOWN_ALREADY);
    if (trace === undefined) return clear("the plane did not refuse the ID of this host");
    return found([trace.isFresh ? "certain" : "possible", "degraded"], [trace.line]);
  },
  fix: [
    "Delete the old entry in the plane: Clusters > Edge Hosts, then delete the host of this ID.",
    "Two machines claim one ID: set stylus.site.name of one of them to a name of its own.",
  ],
});

export const withoutProject = defineSymptom({
  id: "registration.without-project",
  code: "PROJECT_NOT_NAMED",
  row: "D24",
  title: "The host registers, and no project shows it",
  cause: "Neither the token nor the user-data says which project it belongs to.",
  source: "Palette Edge, registration",
  when: [withPalette],
  async probe(patient) {
    const says = (name: string) => userDataSays(patient, `stylus.site.${name}`);
    if ((await says("edgeHostToken")) === undefined)
      return notHere("it has no token to register with");
    const named = (await says("projectName")) ?? (await says("projectUid"));
    if (named !== undefined) return clear("the user-data names a project");
    if (await onNode.holds(patient)) return clear("this host belongs to a cluster already");
    // Whether the token has a project of its own, only the plane knows.
    return found(
      ["possible", "cosmetic"],
      [
        "stylus.site.edgeHostToken is set",
        "neither stylus.site.projectName nor stylus.site.projectUid is",
      ],
    );
  },
  fix: [
    "Set stylus.site.projectName in the user-data of this host.",
    "Or give the token a default project in the plane: Tenant Settings > Registration Tokens.",
  ],
});
