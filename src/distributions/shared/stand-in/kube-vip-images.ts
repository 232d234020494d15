import { tarOf } from "../../stand-in/tar.ts";
import { KUBE_VIP_VERSION, kubeVipImage } from "../kube-vip.ts";

/** As `docker save` writes it, but for the layers. */
export function kubeVipImages(): Uint8Array {
  const image = kubeVipImage({ version: KUBE_VIP_VERSION });
  return tarOf({
    README: "Simulated: kube-vip, without images.\n",
    "manifest.json": `${JSON.stringify([{ RepoTags: [image], Layers: [] }])}\n`,
  });
}
