const EVERY_MS = 300;

/** Asks again and again until the answer is an end, or nobody wants it any more. */
export async function pollUntil<T>(
  ask: () => Promise<T>,
  ended: (answer: T) => boolean,
  onAnswer: (answer: T) => void,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (!signal.aborted) {
    const answer = await ask();
    if (signal.aborted) return undefined;
    onAnswer(answer);
    if (ended(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return undefined;
}

/** Whether work has come to its end, whichever. */
export const isOver = ({ state }: { state: string }): boolean => state !== 'waiting' && state !== 'running';
