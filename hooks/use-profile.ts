import {
  CLUSTER_FORM,
  chosenProfile,
  clusterFields,
  DISTRIBUTION,
  isProfileField,
  judgedRow,
  PROFILE_PATH,
  profileFields,
} from "../src/forms/index.ts";
import type { ProfileSlice } from "../src/session/index.ts";
import type { Field } from "../src/spec/index.ts";
import { useSession, useSlice } from "./session-provider.tsx";
import { type Form, useForm } from "./use-form.ts";

export interface ProfileForm {
  /** Rows of the profile alone; a preview takes what was typed for the cluster along. */
  readonly form: Form;
  readonly slice: ProfileSlice | undefined;
  /** The one that is typed, else the one that is asked for. */
  readonly found: ProfileSlice["found"][number] | undefined;
  /** It is the one in force, so that what the cluster has of it is its state. */
  readonly isAsked: boolean;
}

/** One draft with the form of the cluster: both are made by one plan. */
export function useProfile(): ProfileForm | undefined {
  const slice = useSlice("profile");
  const offers = useSlice("offers");
  const cluster = useSlice("document")?.effective.spec.cluster;
  const drafts = useSession((state) => state.drafts[CLUSTER_FORM]);
  const asked = cluster?.profile?.path;
  const path = drafts?.[PROFILE_PATH] ?? asked;
  const distribution = drafts?.[DISTRIBUTION] ?? cluster?.distribution ?? "";
  const others = clusterFields(offers, distribution).filter((field) => !isProfileField(field));
  const form = useForm(CLUSTER_FORM, [...profileFields(slice, path), ...others]);
  if (form === undefined) return undefined;
  const found = chosenProfile(slice, path);
  const rows = form.rows.filter(({ field }) => isProfileField(field));
  return {
    form: { ...form, rows: rows.map((row) => judgedRow(found, row)) },
    ...{ slice, found },
    isAsked: path !== undefined && path === asked,
  };
}

/** The form of the cluster; what was typed for its profile is planned along with it. */
export function useClusterForm(fields: readonly Field[]): Form | undefined {
  const slice = useSlice("profile");
  const asked = useSlice("document")?.effective.spec.cluster?.profile?.path;
  const drafts = useSession((state) => state.drafts[CLUSTER_FORM]);
  const typed = profileFields(slice, drafts?.[PROFILE_PATH] ?? asked).filter(
    ({ path }) => drafts?.[path] !== undefined,
  );
  const form = useForm(CLUSTER_FORM, [...fields, ...typed]);
  if (form === undefined) return undefined;
  return { ...form, rows: form.rows.filter(({ field }) => !isProfileField(field)) };
}
