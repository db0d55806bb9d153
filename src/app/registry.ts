/**
 * Registry of features: their declarations, the tables composed from them, and how they are opened.
 * A feature needs its folder, its words and an entry here.
 */

import { engineData } from "../core/engine-data.ts";
import type { Feature } from "../core/feature.ts";
import type { FeatureData, HelpButton } from "../core/feature-data.ts";
import type { WebLinks } from "../core/web-links.ts";
import type { WebPage } from "../core/web-page.ts";
import { caseActions } from "../features/cases/actions.ts";
import { caseData } from "../features/cases/data.ts";
import { casesFeature } from "../features/cases/feature.ts";
import { createIntroductions } from "../features/cases/requester/introductions.ts";
import { approvalsFeature } from "../features/cases/team/approvals.ts";
import { createTeamReport } from "../features/cases/team/team-report.ts";
import { checkActions, checkCommand } from "../features/checks/actions.ts";
import { takeCheckNotesForRetro } from "../features/checks/answers.ts";
import { checkData } from "../features/checks/data.ts";
import { createChecksFeature } from "../features/checks/feature.ts";
import { checkTrendLine } from "../features/checks/picture/team-picture.ts";
import { homeFeature } from "../features/insights/chat/home.ts";
import { openReports, openTeamReports } from "../features/insights/chat/reports.ts";
import { ledgerActions, openInsights } from "../features/insights/feature.ts";
import { ledgerPages } from "../features/insights/pages/pages.ts";
import { interviewData } from "../features/interview/data.ts";
import { createInterviewFeature } from "../features/interview/feature.ts";
import { loadCatalogue } from "../features/interview/requests/catalogue.ts";
import { requestCommand } from "../features/interview/requests/request-command.ts";
import { privacyActions } from "../features/privacy/cards.ts";
import { createRetentionTermsFeature } from "../features/privacy/choose-retention-terms.ts";
import { openPrivacy, type PrivacySettings } from "../features/privacy/feature.ts";
import { retrospectiveCommand } from "../features/retrospectives/actions.ts";
import { retrospectiveData } from "../features/retrospectives/data.ts";
import {
  createRetrospectivesFeature,
  type RetrospectiveSettings,
} from "../features/retrospectives/feature.ts";
import { workspaceCommand } from "../features/workspace/actions.ts";
import { workspaceData } from "../features/workspace/data.ts";
import { createWorkspaceFeature, workspaceHelpButtons } from "../features/workspace/feature.ts";
import type { CommandSpec } from "../platform/adapter.ts";
import type { DefineTables, Tables } from "../storage/schema.ts";

/** Services of the process for features that need more than a turn's context. */
interface FeatureServices
  extends Pick<PrivacySettings, "data" | "journal" | "purgeDeletedRows" | "onDeleted">,
    Pick<RetrospectiveSettings, "scrubTables"> {
  /** The root secret, which is never in the database, then former ones. */
  secrets: readonly [string, ...string[]];
  /** Buttons of all features on the help card. */
  helpButtons: readonly HelpButton[];
  /** Links to the web pages, when they are served. */
  signIn?: WebLinks | undefined;
}

/** What the application knows of a feature before it opens it. */
export interface RegistryEntry {
  command?: CommandSpec;
  data?: FeatureData;
  helpButtons?: readonly HelpButton[];
  /** Pages of the web side. */
  pages?: readonly WebPage[];
  open?(services: FeatureServices): readonly Feature[];
}

/** Returns the commands of a registry, from which help and both manifests are made. */
export const commandsOf = (registry: readonly RegistryEntry[]): CommandSpec[] =>
  registry.flatMap(({ command }) => command ?? []);

/** The features of this release, in the order of the help card and of the pages. */
export const featureRegistry: readonly RegistryEntry[] = [
  {
    data: caseData,
    open: ({ signIn }) => [
      casesFeature,
      approvalsFeature,
      createIntroductions(),
      createTeamReport(openTeamReports(signIn)),
    ],
  },
  {
    command: requestCommand,
    data: interviewData,
    helpButtons: [{ label: "requests.button.mine", press: caseActions.encode("mine") }],
    open: () => [createInterviewFeature(loadCatalogue())],
  },
  {
    command: checkCommand,
    data: checkData,
    helpButtons: [{ label: "check.button.check", press: checkActions.encode("settings") }],
    open: () => [createChecksFeature()],
  },
  {
    command: retrospectiveCommand,
    data: retrospectiveData,
    open: ({ secrets: [secret, ...previousSecrets], scrubTables }) => [
      createRetrospectivesFeature({
        secret,
        previousSecrets,
        readTrend: checkTrendLine,
        takeCheckNotes: takeCheckNotesForRetro,
        scrubTables,
      }),
    ],
  },
  {
    command: workspaceCommand,
    data: workspaceData,
    helpButtons: workspaceHelpButtons,
    open: ({ helpButtons }) => [createWorkspaceFeature(helpButtons)],
  },
  {
    helpButtons: [{ label: "web.button.ledger", press: ledgerActions.encode("ledger") }],
    pages: ledgerPages,
    open: ({ signIn }) => [openInsights(signIn), openReports(signIn), homeFeature],
  },
  {
    helpButtons: [{ label: "privacy.button.privacy", press: privacyActions.encode("overview") }],
    open: (services) => [openPrivacy(services), createRetentionTermsFeature(services.data)],
  },
];

/** Commands of all features, in the order of the manifests. */
export const featureCommands: readonly CommandSpec[] = commandsOf(featureRegistry);

/** Returns the data of the registered features, then that of the engine. */
export const dataOf = (registry: readonly RegistryEntry[]): FeatureData[] => [
  ...registry.flatMap(({ data }) => data ?? []),
  engineData,
];

/** Returns one definition of the schema, with the tables of each feature. */
export const composeTables =
  (data: readonly FeatureData[]): DefineTables =>
  (columns) =>
    Object.assign({}, ...data.map(({ tables }) => tables?.(columns))) as Tables;

/** Declarations of the features' data: tables, personal data, retention, exported rows. */
export const featureData: readonly FeatureData[] = dataOf(featureRegistry);

/** Pages of all features, in the order of the navigation. */
export const featurePages: readonly WebPage[] = featureRegistry.flatMap(({ pages }) => pages ?? []);

/** The schema of this release. */
export const defineTables = composeTables(featureData);

/** Opens the features of a registry; those of this release unless another is given. */
export const openFeatures = (
  services: Omit<FeatureServices, "data" | "helpButtons">,
  registry: readonly RegistryEntry[] = featureRegistry,
): Feature[] => {
  const data = dataOf(registry);
  const helpButtons = registry.flatMap((entry) => entry.helpButtons ?? []);
  return registry.flatMap(({ open }) => open?.({ ...services, data, helpButtons }) ?? []);
};
