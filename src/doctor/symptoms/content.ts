import { agentJournal, withPalette } from "../palette-agent.ts";
import { clear, defineSymptom, found } from "../symptom.ts";
import { readable, traceIn } from "../traces.ts";

const SCRIPT_LOG = "/usr/local/spectrocloud/stylus-content-script.log";
const REFUSED =
  /(import|load|unpack)\w* .*image.*signature|signature.*image.*(invalid|mismatch|fail)/i;

export const signedImages = defineSymptom({
  id: "content.signed-images",
  code: "SIGNED_IMAGES_REFUSED",
  row: "D22",
  title: "Images of Kubernetes do not load from the content bundle",
  cause: "The bundle brings images with signatures that the import of the host does not take.",
  source: "Palette Edge, known issues",
  when: [withPalette],
  async probe(patient) {
    const log = readable([await patient.tail(SCRIPT_LOG)]);
    const trace = traceIn([...log, ...(await agentJournal(patient))], REFUSED);
    if (trace === undefined) return clear("no image was refused because of its signature");
    return found(["likely", "degraded"], [trace.line]);
  },
  fix: [
    "Take the images of the Kubernetes layer out of the content section of the pack.",
    "Build the bundle again, and upload it again in Local UI.",
  ],
});
