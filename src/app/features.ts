/** Opens the features of the registry. */
import type { Feature } from "../core/feature.ts";
import type { WebLinks } from "../core/web-links.ts";
import { type FeatureServices, featureRegistry, type RegistryEntry } from "./registry.ts";
import { featureData } from "./schema.ts";

export const openFeatures = (
  registry: readonly RegistryEntry[],
  services: Omit<FeatureServices, "helpButtons">,
): Feature[] => {
  const helpButtons = registry.flatMap((entry) => entry.helpButtons ?? []);
  return registry.flatMap(({ open }) => open?.({ ...services, helpButtons }) ?? []);
};

/**
 * Opens all features of this release.
 * @param secret - The root secret, which is never in the database.
 * @param former - Previous root secrets.
 * @param signIn - Links to the web pages, if they are served.
 */
export const openFeatureRegistry = (
  secret: string,
  former: readonly string[] = [],
  signIn?: WebLinks,
  more: Omit<FeatureServices, "data" | "secrets" | "signIn" | "helpButtons"> = {},
): Feature[] =>
  openFeatures(featureRegistry, {
    data: featureData,
    secrets: [secret, ...former],
    signIn,
    ...more,
  });
