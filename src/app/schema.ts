/** Data of the engine and of every feature, and the tables that they define together. */
import { engineData } from "../core/engine-data.ts";
import type { FeatureData } from "../core/feature-data.ts";
import { caseData } from "../features/cases/data.ts";
import { checkData } from "../features/checks/data.ts";
import { interviewData } from "../features/interview/data.ts";
import { retrospectiveData } from "../features/retrospectives/data.ts";
import { workspaceData } from "../features/workspace/data.ts";
import type { DefineTables, Tables } from "../storage/schema.ts";

export const featureData: readonly FeatureData[] = [
  caseData,
  interviewData,
  checkData,
  retrospectiveData,
  workspaceData,
  engineData,
];

export const composeTables =
  (data: readonly FeatureData[]): DefineTables =>
  (columns) =>
    Object.assign({}, ...data.map(({ tables }) => tables?.(columns))) as Tables;

export const defineTables = composeTables(featureData);
