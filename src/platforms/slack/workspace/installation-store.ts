/** What a surface knows of the workspaces that installed its app themselves. */

/**
 * How to speak in a workspace, and who the bot is there. The same object as long as the token is
 * the same.
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
  /** Who installed it. */
  by: string;
}

export interface SlackInstallationStore {
  /** Undefined where the app is not installed, or not any more. */
  findCredentials(workspace: string): Promise<SlackBotCredentials | undefined>;
  save(installation: Installation): Promise<void>;
  /**
   * Destroys the token; nothing where there is none. What happened `at` an instant (milliseconds
   * since 1970) before the present installation is old news, and so is what happened to a `token`
   * that was replaced.
   */
  revoke(workspace: string, why: { code: string; at?: number; token?: string }): Promise<void>;
  /** Uses up the state of an installation that was begun; false where that was done before. */
  consumeState(state: string): Promise<boolean>;
}
