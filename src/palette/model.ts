import { z } from "zod";

/**
 * What Palette's published description (swagger, "Palette APIs - 4.8") says about an edge host, as far as
 * this program reads it. Its answers leave out what is zero or empty, and may hold more than is named here.
 */
const named = z.looseObject({ name: z.string().optional(), uid: z.string().optional() });

export const hostDevice = z.looseObject({
  metadata: z
    .looseObject({
      uid: z.string().optional(),
      name: z.string().optional(),
      labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  spec: z
    .looseObject({
      host: z
        .looseObject({
          hostUid: z.string().optional(),
          hostChecksum: z.string().optional(),
          project: named.optional(),
        })
        .optional(),
      device: z.looseObject({}).optional(),
    })
    .optional(),
  status: z
    .looseObject({
      /** `unpaired`: entered by an operator, never seen; `ready`: seen; `in-use`: part of a cluster. */
      state: z.string().optional(),
      health: z
        .looseObject({ state: z.string().optional(), message: z.string().optional() })
        .optional(),
      inUseClustersRef: z.array(named).optional(),
    })
    .optional(),
});
export type HostDevice = z.infer<typeof hostDevice>;

export const hostConfig = z.looseObject({ clusterUids: z.array(z.string()).optional() });

const edgeToken = z.looseObject({
  metadata: named.optional(),
  spec: z
    .looseObject({
      token: z.string().optional(),
      expiry: z.string().optional(),
      defaultProject: named.optional(),
    })
    .optional(),
  status: z.looseObject({ isActive: z.boolean().optional() }).optional(),
});
export const edgeTokens = z.looseObject({ items: z.array(edgeToken).optional() });
export type EdgeToken = z.infer<typeof edgeToken>;

/** Of every refusal, whatever its status: the code decides, not the status. */
export const paletteError = z.looseObject({
  code: z.string().optional(),
  message: z.string().optional(),
});

/** The body of a registration. */
export interface RegisterBody {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly host: {
      readonly hostUid: string;
      /** Name or address; the description requires one. */
      readonly hostAddress: string;
      readonly macAddress?: string;
      readonly hostAuthToken?: string;
      readonly hostPairingKey?: string;
      readonly disableAutoRegister?: boolean;
      readonly project?: { readonly name?: string; readonly uid?: string };
    };
    /** In the words of `DeviceSpec`. */
    readonly device: Readonly<Record<string, unknown>>;
    /** Of the registering program. */
    readonly version: string;
  };
}

export interface HostHealth {
  readonly state: "healthy" | "unhealthy";
  readonly message: string;
  readonly agentVersion: string;
}
