import { underWay, type Study, type Trial } from './wire.ts';

/** Who is told of what becomes of a study. */
export interface StudyEars {
  /** Trials that have finished since, at most a few times a second. */
  onTrials: (fresh: Trial[]) => void;
  onStudy: (news: Pick<Study, 'state' | 'progress'>) => void;
  /** The connection is cut and is made again by the browser, or is there again. */
  onCut: (cut: boolean) => void;
}

export interface Hearing {
  /** Resolves when the study has ended, when the server refuses to tell of it, or when nobody listens any more. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Trials are told at most this often … */
const PAUSE_MS = 200;
/** … and not before they are this share of those that are known: to draw a hundred thousand takes longer than the pause. */
const WORTH_DRAWING = 0.02;

/** Hears of trials and progress of a study as they happen. */
export function hearStudy(path: string, { onTrials, onStudy, onCut }: StudyEars): Hearing {
  const source = new EventSource(path);
  let fresh: Trial[] = [];
  let told = 0;
  const tell = (): void => {
    if (fresh.length > 0) onTrials(fresh);
    told += fresh.length;
    fresh = [];
  };
  const telling = setInterval(() => fresh.length >= WORTH_DRAWING * told && tell(), PAUSE_MS);
  let resolve = (): void => undefined;
  const ended = new Promise<void>((done) => (resolve = done));
  const end = (): void => {
    source.close();
    clearInterval(telling);
    resolve();
  };
  source.addEventListener('trials', ({ data }: MessageEvent<string>) => {
    fresh = fresh.concat(JSON.parse(data) as Trial[]);
  });
  source.addEventListener('study', ({ data }: MessageEvent<string>) => {
    const news = JSON.parse(data) as Pick<Study, 'state' | 'progress'>;
    if (underWay(news)) return onStudy(news);
    tell();
    end();
  });
  source.addEventListener('open', () => onCut(false));
  // A connection that breaks is made again by the browser; one that is refused is not.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) end();
    else onCut(true);
  });
  return { ended, end };
}
