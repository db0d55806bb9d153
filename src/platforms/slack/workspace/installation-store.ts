/** Interface to the stored installations of the app. */

/** Token and identity of the bot in a workspace. The same object while the token is the same. */
export interface SlackBotCredentials {
  readonly token: string;
  /** The bot's own user id. */
  readonly bot: string;
}

interface Installation extends SlackBotCredentials {
  workspace: string;
  /** Slack's ids of the app, and of the organisation to which the workspace belongs. */
  app?: string | undefined;
  organisation?: string | undefined;
  scopes: readonly string[];
  /** Id of the person who installed the app. */
  by: string;
}

export interface SlackInstallationStore {
  /** Returns `undefined` if the app is not installed. */
  findCredentials(workspace: string): Promise<SlackBotCredentials | undefined>;
  save(installation: Installation): Promise<void>;
  /**
   * Deletes the token. Ignores a revocation at an instant (`at`, ms since 1970) before the current
   * installation, and one of a `token` that was replaced.
   */
  revoke(workspace: string, why: { code: string; at?: number; token?: string }): Promise<void>;
  /** Marks the state of an installation as used; returns false if it was used before. */
  consumeState(state: string): Promise<boolean>;
}
