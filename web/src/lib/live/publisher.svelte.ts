import { NOTHING_YET, type LiveState } from './live-state.ts';

/** A hidden tab is updated once a second: enough for its title. */
const HIDDEN_PUBLISH_MS = 1_000;

/** The newest state for the components, renewed at most once a frame of the screen. */
export class Publisher {
  newest: LiveState = NOTHING_YET;
  #published = $state.raw<LiveState>(NOTHING_YET);
  #bySecond = $state.raw<LiveState>(NOTHING_YET);
  #isDue = false;
  readonly #nextFrame: (callback: () => void) => void;

  constructor(nextFrame: (callback: () => void) => void) {
    this.#nextFrame = nextFrame;
  }

  get published(): LiveState {
    return this.#published;
  }

  get bySecond(): LiveState {
    return this.#bySecond;
  }

  tick(): void {
    this.#bySecond = this.#published;
  }

  publish(): void {
    this.#isDue = false;
    // What comes first is shown at once: until the clock's next beat, what follows it would say that there is nothing.
    const isFirst = this.#published.position === null || this.newest.position === null;
    this.#published = this.newest;
    if (isFirst) this.#bySecond = this.newest;
  }

  publishSoon(isHidden: boolean): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const publish = (): void => this.publish();
    if (isHidden) setTimeout(publish, HIDDEN_PUBLISH_MS);
    else this.#nextFrame(publish);
  }
}
