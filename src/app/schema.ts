/** Data declarations of the engine and all features, and the tables composed from them. */
import { engineData } from "../core/engine-data.ts";
import type { FeatureData } from "../core/feature-data.ts";
import type { DefineTables, Tables } from "../storage/schema.ts";
import { featureRegistry, type RegistryEntry } from "./registry.ts";

/** Returns the data of the registered features, then that of the engine. */
export const dataOf = (registry: readonly RegistryEntry[]): FeatureData[] => [
  ...registry.flatMap(({ data }) => data ?? []),
  engineData,
];

export const composeTables =
  (data: readonly FeatureData[]): DefineTables =>
  (columns) =>
    Object.assign({}, ...data.map(({ tables }) => tables?.(columns))) as Tables;

export const featureData: readonly FeatureData[] = dataOf(featureRegistry);

export const defineTables = composeTables(featureData);
