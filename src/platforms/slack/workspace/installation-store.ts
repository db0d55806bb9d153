/** Port to the installations of the app, by workspaces that installed it themselves. */

/**
 * Token and identity of the bot in a workspace. The same object as long as the token is the same.
 */
export interface SlackBotCredentials {
  readonly token: string;
  /** The bot's own user id. */
  readonly bot: string;
}

interface Installation extends SlackBotCredentials {
  workspace: string;
  /** The platform's ids of the app, and of the organisation that the workspace belongs to. */
  app?: string | undefined;
  organisation?: string | undefined;
  scopes: readonly string[];
  /** Id of the person who installed it. */
  by: string;
}

export interface SlackInstallationStore {
  /** Returns `undefined` where the app is not installed. */
  findCredentials(workspace: string): Promise<SlackBotCredentials | undefined>;
  save(installation: Installation): Promise<void>;
  /**
   * Destroys the token. Ignores a revocation `at` an instant (milliseconds since 1970) before the
   * present installation, and that of a `token` which was replaced.
   */
  revoke(workspace: string, why: { code: string; at?: number; token?: string }): Promise<void>;
  /** Marks the state of an installation as used; returns false where it was used before. */
  consumeState(state: string): Promise<boolean>;
}
