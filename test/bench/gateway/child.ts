/** Processes of their own for the gateway, its floor and the load: each answers one message at a time. */
import { type ChildProcess, fork } from 'node:child_process';

export interface Child {
  ask<T>(message: object): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a module of this folder that calls {@link serveParent}. */
export function startChild(module: string, args: readonly string[] = [], execArgv: readonly string[] = []): Child {
  const child = fork(new URL(module, import.meta.url), [...args], { execArgv: [...execArgv] });
  return {
    ask: <T>(message: object) => answerOf<T>(child, message),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await gone;
    },
  };
}

interface Reply {
  readonly answer?: unknown;
  readonly error?: string;
}

function answerOf<T>(child: ChildProcess, message: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the bench ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', ({ answer, error }: Reply) => {
      child.off('exit', onExit);
      if (error === undefined) resolve(answer as T);
      else reject(new Error(error));
    });
    child.send(message);
  });
}

/** Answers the parent's messages until it goes. */
export function serveParent<Message>(answer: (message: Message) => Promise<unknown>, end: () => Promise<void>): void {
  process.on('message', (message: Message) => {
    answer(message).then(
      (said) => process.send?.({ answer: said ?? null }),
      (error: Error) => process.send?.({ error: error.stack ?? error.message }),
    );
  });
  process.once('disconnect', () => void end().then(() => process.exit(0)));
}
